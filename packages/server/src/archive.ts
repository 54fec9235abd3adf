import { type FileInfo, contentDisposition, contentType } from '@tailrace/artifacts'
import { LIMITS, MlflowError, type SafePath, baseName, getRun, invalid, joinSafePath, parseRequestedPath } from '@tailrace/contract'
import type { Readable } from 'node:stream'
import type { CallerStore } from '@tailrace/store'
import { ZipFile } from 'yazl'
import { type ArtifactLocations, type LocationsFor, namedSource } from './artifact-locations.ts'
import type { ArtifactRoots, ArtifactTarget } from './artifact-roots.ts'
import type { StoreFor } from './caller-store.ts'
import type { Handlers } from './handlers.ts'
import { queryOf } from './route.ts'

/** What an archive is made of, and its name without `.zip`. */
interface Source {
  readonly location: string
  readonly title: string
}

/** Streams a directory of a run, a logged model or a model version as one ZIP file. */
export function archiveHandlers(storeFor: StoreFor, locationsFor: LocationsFor, places: ArtifactRoots): Pick<Handlers, 'archive'> {
  return {
    archive: async (request, reply) => {
      const query = queryOf(request)
      const path = parseRequestedPath(query.get('path') ?? '')
      const { location, title } = await sourceOf(storeFor(request), locationsFor(request), query)
      const root = places.find(location)
      const place = { store: root.store, path: joinSafePath(root.path, path) }
      const entries = await entriesOf(place, path === '')
      reply.headers({
        'content-type': 'application/zip',
        'content-disposition': contentDisposition(`${(path === '' ? title : baseName(path)).replaceAll(/[/\\]/g, '_')}.zip`),
        'content-security-policy': "sandbox; default-src 'none'",
        'cache-control': 'no-cache',
      })
      if (request.method === 'HEAD') return reply.send()
      return reply.send(zipOf(place, entries))
    },
  }
}

async function sourceOf(store: CallerStore, locations: ArtifactLocations, query: URLSearchParams): Promise<Source> {
  const source = namedSource(query)
  if ('run_id' in source) {
    const { run } = await store.call(getRun, source)
    return { location: run.info.artifact_uri ?? '', title: run.info.run_name || source.run_id }
  }
  return { location: await locations.ofSource(source), title: 'model_id' in source ? source.model_id : `${source.name}-${source.version}` }
}

/** A file or an empty directory of the archive. */
interface Entry {
  readonly path: SafePath
  readonly name: string
  readonly is_dir: boolean
}

/** What lies below a place, directory by directory. @throws MlflowError RESOURCE_DOES_NOT_EXIST; INVALID_PARAMETER_VALUE: too many files */
async function entriesOf({ store, path }: ArtifactTarget, isRoot: boolean): Promise<Entry[]> {
  const there = await store.stat(path)
  if (there && !there.is_dir) return [{ path, name: baseName(path), is_dir: false }]
  if (!there && !isRoot && (await store.list(path)).length === 0) {
    throw new MlflowError('RESOURCE_DOES_NOT_EXIST', `No such artifact: '${path}'`)
  }
  const entries: Entry[] = []
  const add = (found: SafePath, is_dir: boolean): void => {
    entries.push({ path: found, name: found.slice(path === '' ? 0 : path.length + 1), is_dir })
  }
  const waiting: SafePath[] = [path]
  // Directories count as well: a link may lead back to one above it.
  let seen = 0
  for (let directory = waiting.pop(); directory !== undefined; directory = waiting.pop()) {
    const files: FileInfo[] = await store.list(directory)
    seen += files.length
    if (seen > LIMITS.archiveFiles) throw invalid(`An archive may hold ${LIMITS.archiveFiles} files and directories. Ask for a part of it.`)
    for (const file of files) {
      if (file.is_dir) waiting.push(file.path)
      else add(file.path, false)
    }
    if (files.length === 0 && directory !== path) add(directory, true)
  }
  return entries
}

/** Packs as fast as the reader takes it: one file is open at a time, nothing is held. A failure cuts the stream short. */
function zipOf({ store }: ArtifactTarget, entries: readonly Entry[]): Readable {
  const zip = new ZipFile()
  const output = zip.outputStream as Readable
  let open: Readable | undefined
  const fail = (error: unknown): void => void output.destroy(error instanceof Error ? error : new Error(String(error)))
  zip.on('error', fail)
  output.on('close', () => open?.destroy())
  for (const { path, name, is_dir } of entries) {
    const accepted = nameForPacker(zip, is_dir ? `${name}/` : name)
    if (is_dir) zip.addEmptyDirectory(accepted)
    else {
      zip.addReadStreamLazy(accepted, { compress: isText(name) }, (given) => {
        store.read(path).then(({ stream }) => {
          open = stream
          stream.on('error', fail)
          if (output.destroyed) stream.destroy()
          else given(undefined, stream)
        }, fail)
      })
    }
  }
  zip.end()
  return output
}

/**
 * Prepares the packer for the next entry and returns the name to add it under. The packer refuses names like `c:x` and makes folders of
 * backslashes, and has no setting for it: it gets a stand-in, and the entry its own name before any of it is written.
 */
function nameForPacker(zip: ZipFile, name: string): string {
  const { entries } = zip as unknown as { entries: { utf8FileName: Buffer }[] }
  entries.push = (entry) => Array.prototype.push.call(entries, Object.assign(entry, { utf8FileName: Buffer.from(name) }))
  return name.replaceAll('\\', '_').replace(/^([a-z]):/i, '$1_')
}

/** Most of what is no text is packed already: models, images, tables. */
const isText = (name: string): boolean => /^text\/|json|xml|csv/.test(contentType(name))
