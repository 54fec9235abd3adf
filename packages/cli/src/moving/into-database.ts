import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { type ArtifactStore, openArtifactStore } from '@tailrace/artifacts'
import { type SafePath, parseArtifactUri, parseSafePath, maskSecrets } from '@tailrace/contract'
import { type DirectStore, Importer, joinLocation, openDirect } from '@tailrace/store'
import { storeSettings } from '../settings.ts'
import { openTracking } from '../tracking.ts'
import { parseExact } from './exact-json.ts'
import { type FileOwner, type MovedFile, type MovedItem, type OnProblem, type ReadAgain, isUnreachable } from './source.ts'
import type { MoveResult, MoveTarget } from './move-target.ts'
import { Verification } from './verification.ts'

/** How a database is filled. */
export interface DatabaseOptions {
  /** What is there already follows the source; else it is only added to. */
  readonly update: boolean
  /** Absent: artifacts stay where they are. */
  readonly files?: {
    /** Where experiments get their artifacts, as a server that uses this database is started with: a folder, or `mlflow-artifacts:/`. */
    readonly root: string
    /** Where what is behind `mlflow-artifacts:/` lies. */
    readonly destination: string
  }
}

/**
 * Takes things into a database, with their ids and times. What was taken before is found again, so that a second run goes on where the
 * first was interrupted.
 * @throws MlflowError as openDirect
 */
export async function intoDatabase(uri: string, options: DatabaseOptions, onProblem: OnProblem): Promise<MoveTarget> {
  const root = options.files?.root ?? 'mlflow-artifacts:/'
  const store = await openDirect(uri, storeSettings(root))
  return new DatabaseTaker(uri, store, options, onProblem)
}

class DatabaseTaker implements MoveTarget {
  readonly name: string
  readonly files: boolean
  readonly #uri: string
  readonly #store: DirectStore
  readonly #options: DatabaseOptions
  readonly #onProblem: OnProblem
  readonly #intake: Importer
  readonly #verification = new Verification()
  /** Where owners of files have them in the source. */
  readonly #locations = new Map<string, string>()
  readonly #stores = new Map<string, ArtifactStore>()
  #written = { files: 0, bytes: 0 }

  constructor(uri: string, store: DirectStore, options: DatabaseOptions, onProblem: OnProblem) {
    this.name = maskSecrets(uri)
    this.files = options.files !== undefined
    this.#uri = uri
    this.#store = store
    this.#options = options
    this.#onProblem = onProblem
    const { files } = options
    this.#intake = new Importer(store, {
      update: options.update,
      ...(files && { locate: (id: string) => joinLocation(store.settings.artifact_root, id) }),
      onProblem,
    })
  }

  async add(item: MovedItem): Promise<void> {
    if (item.kind === 'file') return this.#addFile(item)
    this.#verification.note(item)
    if (item.kind === 'run') this.#locations.set(item.run.info.run_id, item.run.info.artifact_uri ?? '')
    if (item.kind === 'logged_model') this.#locations.set(item.model.info.model_id, item.model.info.artifact_uri)
    await this.#intake.add(item)
  }

  async finish(again?: ReadAgain): Promise<MoveResult> {
    await this.#intake.finish()
    const { existed } = this.#intake
    await this.#verification.count(this.#store, this.#onProblem, existed)
    const tracking = await openTracking(this.#uri, this.#options.files?.destination, { parse: parseExact })
    try {
      const samples = await this.#verification.compare(tracking.client, this.#onProblem, again, (run_id) => ({
        run_id,
        existed: existed.has(run_id),
      }))
      return { ...this.#intake.written, ...this.#written, counted: this.#verification.size, compared: samples }
    } finally {
      await tracking.close()
    }
  }

  close(): Promise<void> {
    return this.#store.close()
  }

  /** Stores a file where its owner has them now, unless it is there already. */
  async #addFile({ owner, path, size, once, open }: MovedFile): Promise<void> {
    const name = ownerName(owner)
    try {
      const location = this.#locations.get(idOf(owner)) ?? ''
      // Never where the source says: only where the target keeps what was taken.
      if (!this.#intake.isMoved(location)) throw new Error('its owner was not taken')
      const { store, folder } = this.#placeOf(this.#intake.newPlace(location))
      const at = parseSafePath(folder === '' ? path : `${folder}/${path}`)
      const there = await store.stat(at)
      if (there && !there.is_dir && there.size === size && (once || (await isSame(store, at, open)))) return
      await store.write(at, await open())
      this.#written = { files: this.#written.files + 1, bytes: this.#written.bytes + size }
    } catch (error) {
      if (isUnreachable(error)) throw error
      this.#onProblem(`file ${path} of ${name}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  #placeOf(location: string): { store: ArtifactStore; folder: string } {
    const uri = parseArtifactUri(location, process.cwd())
    const destination = this.#options.files?.destination ?? ''
    if (uri.scheme === 'mlflow-artifacts') return { store: this.#opened(destination), folder: uri.path }
    return { store: this.#opened(location), folder: '' }
  }

  #opened(destination: string): ArtifactStore {
    const known = this.#stores.get(destination)
    if (known) return known
    const store = openArtifactStore(destination)
    this.#stores.set(destination, store)
    return store
  }
}

/** Whether a stored file has the content of one that can be opened more than once. */
async function isSame(store: ArtifactStore, path: SafePath, open: () => Promise<Readable>): Promise<boolean> {
  const sums = [(await store.read(path)).stream, await open()].map(async (stream) => {
    const hash = createHash('sha256')
    for await (const chunk of stream as AsyncIterable<Buffer>) hash.update(chunk)
    return hash.digest('hex')
  })
  const [stored, given] = await Promise.all(sums)
  return stored === given
}

/** The id of a run or logged model. */
const idOf = (owner: FileOwner): string => ('run_id' in owner ? owner.run_id : owner.model_id)
/** It, for messages. */
const ownerName = (owner: FileOwner): string => ('run_id' in owner ? `run ${owner.run_id}` : `logged model ${owner.model_id}`)
