import { dirname, join, resolve } from 'node:path'
import { type FileUri, parseArtifactUri } from '@tailrace/contract'
import { type StoreSettings, parseStoreUri } from '@tailrace/store'
import type { ServerConfig } from './config.ts'

type RootConfig = Pick<ServerConfig, 'serve_artifacts' | 'artifacts_destination' | 'local_artifact_roots' | 'nearby_artifact_roots'>

/** Names of the folders in which clients without a server keep artifacts beside their database. */
const NEARBY = ['mlruns', 'mlartifacts']
const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|::1|\[::1\])$/i

/** Local folders whose files the server may read and write, and whether new experiments store files there. */
export function localRoots(config: RootConfig, defaultRoot: string | undefined): { uri: FileUri; isStored: boolean }[] {
  const { serve_artifacts, artifacts_destination, local_artifact_roots = [], nearby_artifact_roots = [] } = config
  const locations = [...(serve_artifacts ? [artifacts_destination] : []), ...(defaultRoot ? [defaultRoot] : [])]
    .map((location) => parseArtifactUri(location, process.cwd()))
    .filter((uri) => uri.scheme === 'file')
  return [
    ...locations.map((uri) => ({ uri, isStored: true })),
    ...[...local_artifact_roots, ...nearby_artifact_roots].map((path) => ({ uri: folder(path), isStored: false })),
  ]
}

/** The folder of a path that is a path and no URI: nothing in it is decoded. */
const folder = (path: string): FileUri => ({ scheme: 'file', path: resolve(path), written: 'path' })

/**
 * Settings with which the store keeps to the server's artifact roots: clients choose local locations only below them, and hosts only of
 * the configured locations.
 */
export function withArtifactRoots(settings: StoreSettings, config: RootConfig): StoreSettings {
  return {
    ...settings,
    location_rules: {
      ...settings.location_rules,
      configuredRoots: [settings.artifact_root, config.artifacts_destination],
      localRoots: localRoots(config, settings.artifact_root).map(({ uri }) => uri.path),
    },
  }
}

/**
 * The folder to name with --local-artifact-roots, so that a local location of a run, logged model or experiment can be served. A relative
 * one stays relative: where it starts is not for clients to know.
 */
export function folderToServe(location: string): string {
  const written = /^(?:file:\/*)?\//i.test(location) ? parseArtifactUri(location).path : location.replace(/^file:/i, '')
  const above = written.replace(/\/(?:[0-9a-f]{32}|models\/m-[0-9a-f]{32})\/artifacts(?:\/.*)?$/, '')
  return above.replace(/(\/mlruns|\/mlartifacts)\/\d+$/, '$1') || written
}

/**
 * Adds the folders in which clients without a server keep artifacts beside a SQLite database, `mlruns` and `mlartifacts`, when only this
 * machine reaches the server.
 */
export function withNearbyRoots(storeUri: string, config: ServerConfig): ServerConfig {
  const beside = databaseFolder(storeUri)
  if (config.artifacts_only || !LOOPBACK.test(config.host) || beside === undefined) return config
  return { ...config, nearby_artifact_roots: NEARBY.map((name) => join(beside, name)) }
}

/** The folder of a SQLite file; undefined for another database. */
export function databaseFolder(storeUri: string): string | undefined {
  const target = parseStoreUri(storeUri)
  return target.dialect === 'sqlite' ? dirname(resolve(target.path)) : undefined
}
