import { type ArtifactStore, LocalArtifactStore, StorageFault, openArtifactStore } from '@tailrace/artifacts'
import {
  type FileUri,
  MlflowError,
  type SafePath,
  decodePath,
  parseArtifactUri,
  parseRequestedPath,
  parseSafePath,
  relativeTo,
  schemeOf,
} from '@tailrace/contract'
import { folderToServe, localRoots } from './configured-roots.ts'
import type { ServerConfig } from './config.ts'

/** A directory of an artifact store. */
export interface ArtifactTarget {
  readonly store: ArtifactStore
  readonly path: SafePath
}

interface Root {
  readonly uri: FileUri
  /** New experiments store files there, so the server is not ready while it cannot be written. */
  readonly isStored: boolean
  readonly store: LocalArtifactStore
}

/** A folder that the server is to store files in and cannot. */
export interface UnwritableFolder {
  readonly folder: string
  /** For clients: no path of the server. */
  readonly message: string
  /** The system's own words. */
  readonly fault: string
}

/** Old runs carry the address that an artifact proxy had. */
const PROXY_ADDRESS = /\/(?:ajax-)?api\/2\.0\/mlflow-artifacts\/artifacts(?:\/(.*))?$/

/**
 * Where artifacts may be read and written: the destination that the server proxies, and local directories below the configured roots
 * (the destination, the default artifact root, `local_artifact_roots`, `nearby_artifact_roots`). A location from the database is checked against them each
 * time it is used, whoever stored it.
 */
export class ArtifactRoots {
  readonly #proxied: ArtifactStore | undefined
  readonly #roots: readonly Root[]

  /** @throws MlflowError for a destination that cannot be opened */
  constructor(config: ServerConfig, defaultRoot: string | undefined) {
    this.#proxied = config.serve_artifacts ? openArtifactStore(config.artifacts_destination) : undefined
    this.#roots = localRoots(config, defaultRoot).map((root) => ({ ...root, store: new LocalArtifactStore(root.uri.path) }))
  }

  /** The store behind the artifact proxy. @throws MlflowError when the server serves none */
  get proxied(): ArtifactStore {
    if (this.#proxied) return this.#proxied
    throw new MlflowError(
      'TEMPORARILY_UNAVAILABLE',
      'The artifacts are proxied, and this server runs with `--no-serve-artifacts`: start it with `--serve-artifacts` to reach them.',
    )
  }

  /**
   * Finds what a location from the database means here; a relative one starts at the working folder.
   * @throws MlflowError INVALID_PARAMETER_VALUE malformed; PERMISSION_DENIED a local path outside the roots; NOT_IMPLEMENTED no driver
   */
  find(location: string): ArtifactTarget {
    const uri = parseArtifactUri(location, process.cwd())
    if (uri.scheme === 'mlflow-artifacts') return { store: this.proxied, path: uri.path }
    if (uri.scheme === 'file') return this.#local(uri, location)
    const proxied = uri.scheme === 'http' || uri.scheme === 'https' ? PROXY_ADDRESS.exec(uri.path) : null
    if (proxied) return { store: this.proxied, path: parseRequestedPath(decodePath(proxied[1] ?? '')) }
    throw new MlflowError(
      'NOT_IMPLEMENTED',
      `This server cannot show artifacts with the scheme '${schemeOf(uri)}' yet: clients read them from the location itself.`,
    )
  }

  /** Resolves when files can be stored in the folders that new experiments use. @throws MlflowError TEMPORARILY_UNAVAILABLE */
  async ready(): Promise<void> {
    const [first] = await this.unwritable()
    if (!first) return
    throw new StorageFault('TEMPORARILY_UNAVAILABLE', `The artifact storage cannot be used at the moment: ${first.message}.`, first.fault)
  }

  /** Names the folders that new experiments use and that cannot be written. */
  async unwritable(): Promise<UnwritableFolder[]> {
    const found: UnwritableFolder[] = []
    for (const { uri, store, isStored } of this.#roots) {
      if (!isStored) continue
      await store.probe().catch((error: unknown) => {
        const { message } = error as Error
        found.push({ folder: uri.path, message, fault: error instanceof StorageFault ? error.fault : message })
      })
    }
    return found
  }

  /** Removes what uploads left behind in the local roots when the server was killed. */
  async sweep(): Promise<void> {
    for (const { store } of this.#roots) await store.sweep()
  }

  #local(uri: FileUri, location: string): ArtifactTarget {
    for (const root of this.#roots) {
      const path = relativeTo(root.uri, uri)
      if (path !== undefined) return { store: root.store, path: parseSafePath(path) }
    }
    const folder = folderToServe(location)
    throw new MlflowError(
      'PERMISSION_DENIED',
      `This server may not serve artifacts from ${folder}. Start it with --local-artifact-roots ${folder}`,
    )
  }
}
