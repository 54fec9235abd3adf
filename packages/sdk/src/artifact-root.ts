import { MlflowError } from './errors.ts'
import { builtin } from './runtime.ts'

/** Where the files of a run or logged model lie, seen from here. */
export type ArtifactRoot =
  /** Behind a server: an address to which `/path` is added. Below the tracking URI it starts with a slash. */
  | { readonly kind: 'proxied'; readonly base: string; readonly multipart: { readonly api: string; readonly path: string } }
  /** A folder that both this machine and the server know. */
  | { readonly kind: 'local'; readonly folder: string }
  /** An object store, reached by addresses that the server signs. */
  | { readonly kind: 'signed' }

const ROUTE = '/api/2.0/mlflow-artifacts'

/** Reads an artifact URI of the server. @throws MlflowError CONFIGURATION for a local folder where there is no file system */
export function artifactRootOf(uri: string): ArtifactRoot {
  const [, scheme = ''] = /^([a-z][a-z0-9+.-]+):/i.exec(uri) ?? []
  if (scheme === 'mlflow-artifacts') {
    const [, authority, path = ''] = /^mlflow-artifacts:(?:\/\/([^/]*))?\/*(.*)$/i.exec(uri) ?? []
    const api = authority ? `http://${authority}${ROUTE}` : ROUTE
    return { kind: 'proxied', base: joined(`${api}/artifacts`, path), multipart: { api: `${api}/mpu`, path } }
  }
  if (scheme === 'http' || scheme === 'https') {
    const [, api = '', path = ''] = /^(.*\/mlflow-artifacts)\/artifacts\/?(.*)$/.exec(uri) ?? []
    return { kind: 'proxied', base: uri.replace(/\/+$/, ''), multipart: { api: api && `${api}/mpu`, path } }
  }
  if (scheme !== '' && scheme !== 'file') return { kind: 'signed' }
  if (!builtin('fs')) throw new MlflowError('CONFIGURATION', `The artifacts lie in the folder ${uri}, which cannot be reached from here.`)
  return { kind: 'local', folder: scheme === 'file' ? decodeURIComponent(uri.replace(/^file:(\/\/[^/]*)?/, '')) : uri }
}

const joined = (base: string, path: string): string => (path === '' ? base : `${base}/${path.split('/').map(encodeURIComponent).join('/')}`)

/** A path of an artifact, without slashes around it. @throws MlflowError INVALID_PARAMETER_VALUE when it leaves the root */
export function checkedPath(path: string): string {
  const clean = path.replace(/^\.\//, '').replace(/\/+$/, '')
  if (clean.startsWith('/') || clean.split('/').some((part) => part === '..' || (part === '' && clean !== ''))) {
    throw new MlflowError('INVALID_PARAMETER_VALUE', `Invalid path: '${path}'`)
  }
  return clean
}

/** Two parts of a path; either may be empty. */
export const joinPath = (folder: string, name: string): string => (folder === '' || name === '' ? folder + name : `${folder}/${name}`)

const TYPES: Readonly<Record<string, string>> = {
  txt: 'text/plain',
  md: 'text/markdown',
  csv: 'text/csv',
  html: 'text/html',
  json: 'application/json',
  yaml: 'text/yaml',
  yml: 'text/yaml',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  svg: 'image/svg+xml',
  pdf: 'application/pdf',
}

/** Media type by the ending of a name. */
export function contentTypeOf(path: string): string {
  return TYPES[/\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? ''] ?? 'application/octet-stream'
}
