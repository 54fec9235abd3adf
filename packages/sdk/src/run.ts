import type { LoggedModel, RunInfo, RunStatus } from '@tailrace/contract'
import { checkedPath, joinPath } from './artifact-root.ts'
import { Artifacts } from './artifacts.ts'
import { type ArtifactBody, type LocalFile, isLocalFile, localFiles } from './local-files.ts'
import { BatchWriter, type Trouble } from './batch-writer.ts'
import type { Client, OnTheWire } from './client.ts'
import { type DatasetDescription, datasetOf } from './dataset.ts'
import { type Target, deliverTo } from './delivery.ts'
import { type Entry, pairOf, pointOf } from './entry.ts'
import { MlflowError, asMlflowError } from './errors.ts'
import { type Picture, imageFile, steppedImagePath } from './image.ts'
import { type ModelDescription, storeModel } from './registry.ts'
import type { Outage } from './outage.ts'
import { announceRun, leftText } from './run-end.ts'
import { env, envNumber } from './runtime.ts'
import { SystemMetrics } from './system-metrics.ts'
import { systemTags } from './system-tags.ts'
import { type Table, type TableData, appended, tableOf } from './table.ts'
import type { TransferOptions } from './transfer.ts'

/**
 * When a point was taken.
 *
 * @example const when: PointOptions = { step: 3, timestamp: Date.now() }
 */
export interface PointOptions {
  /** 0 when absent. */
  step?: number
  /** ms since the epoch; now when absent. */
  timestamp?: number
}

/**
 * Where a picture is kept: under a path, or as the one of a step among those of a key.
 *
 * @example const place: ImagePlace = { key: 'samples', step: 100 }
 */
export type ImagePlace = string | ({ key: string } & PointOptions)

/** How runs behave; tracking.ts says more. */
export interface RunSettings {
  readonly strict: boolean
  readonly flushInterval: number
  readonly maxPending: number
  readonly endTimeout: number
  readonly outage: Outage
  readonly onTrouble: (trouble: Trouble, run?: Run) => void
}

/**
 * A run that is being written. What it logs is queued and sent in batches: a log call that resolves means that the value is kept, in the
 * journal where there is one, not that the server has it; flush() and end() wait for that. Nothing rejects because of the server unless
 * `strict` is set; then the next call does.
 *
 * @example
 * const run = await startRun({ runName: 'by hand' })
 * await run.logMetrics({ loss: 0.25, accuracy: 0.9 }, { step: 3 })
 * await run.end()
 */
export class Run {
  /** The run as the server returned it when it began. */
  readonly info: Readonly<OnTheWire<RunInfo>>
  readonly #client: Client
  readonly #target: Target
  readonly #settings: RunSettings
  readonly #writer: BatchWriter
  readonly #onEnd: (run: Run) => void
  #artifacts: Artifacts | undefined
  #system: ReturnType<typeof setInterval> | undefined
  #ended: RunStatus | undefined
  /** Files that are on their way. */
  readonly #uploads = new Set<Promise<unknown>>()

  constructor(client: Client, info: OnTheWire<RunInfo>, target: Target, settings: RunSettings, onEnd: (run: Run) => void) {
    this.info = info
    this.#client = client
    this.#target = target
    this.#settings = settings
    this.#onEnd = onEnd
    const { retries, maxRetryDelay } = client.http.connection
    this.#writer = new BatchWriter({
      send: deliverTo(client, target),
      flushInterval: settings.flushInterval,
      maxPending: settings.maxPending,
      retries,
      maxRetryDelay,
      onTrouble: (trouble) => settings.onTrouble(trouble, this),
      journal: target.journal,
      outage: settings.outage,
    })
  }

  /** 32 hex digits; undefined while the run could not be made because the server was out of reach at the start. */
  get runId(): string | undefined {
    return this.#target.runId
  }

  /** How it ended here; undefined while it is open. */
  get status(): RunStatus | undefined {
    return this.#ended
  }

  /** Metrics, params, tags and kept files that the server has not acknowledged. */
  get pending(): number {
    return this.#writer.pending
  }

  /** Its files. @throws MlflowError UNREACHABLE while the run could not be made */
  get artifacts(): Artifacts {
    const run_id = this.#knownId()
    const { artifact_uri } = this.info
    return (this.#artifacts ??= new Artifacts(this.#client, { run_id }, artifact_uri ?? ''))
  }

  /**
   * Logs a point of a metric. NaN and the infinities are values.
   *
   * @example await run.logMetric('loss', 0.25, { step: 3 })
   */
  logMetric(key: string, value: number, options?: PointOptions): Promise<void> {
    return this.logMetrics({ [key]: value }, options)
  }

  /** Logs a point of each of several metrics, with one step and time. */
  logMetrics(metrics: Readonly<Record<string, number>>, { step = 0, timestamp = Date.now() }: PointOptions = {}): Promise<void> {
    return this.#queue(Object.entries(metrics), ([key, value]) => pointOf(key, value, step, timestamp), 'metrics')
  }

  /** Logs a param, which can be logged again with the same value only. Objects become JSON. */
  logParam(key: string, value: unknown): Promise<void> {
    return this.logParams({ [key]: value })
  }

  /** Logs several params. The server cuts values at 6,000 characters. */
  logParams(params: Readonly<Record<string, unknown>>): Promise<void> {
    return this.#queue(Object.entries(params), ([key, value]) => pairOf(key, value, 'param'), 'params')
  }

  /** Sets a tag; a later value replaces it. */
  setTag(key: string, value: unknown): Promise<void> {
    return this.setTags({ [key]: value })
  }

  /** Sets several tags. The server cuts values at 8,000 characters. */
  setTags(tags: Readonly<Record<string, unknown>>): Promise<void> {
    return this.#queue(Object.entries(tags), ([key, value]) => pairOf(key, value, 'tag'), 'tags')
  }

  /** Deletes a tag, after what was logged before. */
  deleteTag(key: string): Promise<void> {
    return this.#now(async () => {
      await this.flush()
      await this.#client.deleteTag({ run_id: this.#knownId(), key })
    })
  }

  /** Stores a file of this machine in a folder of the run's artifacts. While the server is out of reach, a copy of it waits beside the journal. */
  logArtifact(localPath: string, folder = '', options?: TransferOptions): Promise<void> {
    return this.#now(async () => {
      const { name } = await localFiles().open(localPath)
      await this.#store(joinPath(checkedPath(folder), name), { localPath }, options)
    })
  }

  /** Stores the files of a folder of this machine, four at a time. */
  logArtifacts(localFolder: string, folder = '', options?: TransferOptions): Promise<void> {
    return this.#now(async () => {
      const to = checkedPath(folder)
      const files = localFiles().walk(localFolder)
      const next = async (): Promise<void> => {
        for (let file = files.pop(); file !== undefined; file = files.pop())
          await this.#store(joinPath(to, file), { localPath: `${localFolder}/${file}` }, options)
      }
      await Promise.all([next(), next(), next(), next()])
    })
  }

  /** Stores a text, Blob, stream or bytes as a file. */
  logFile(body: ArtifactBody, path: string, options?: TransferOptions): Promise<void> {
    return this.#now(() => this.#store(path, body, options))
  }

  /** Stores a text as a file. */
  logText(text: string, path: string): Promise<void> {
    return this.logFile(text, path)
  }

  /** Stores a value as JSON, which is also what a `.yaml` file then holds. */
  logDict(value: unknown, path: string): Promise<void> {
    return this.logFile(`${JSON.stringify(value, undefined, 2)}\n`, path)
  }

  /**
   * Stores a picture: under a path, or as the picture of a step.
   *
   * @example await run.logImage({ width: 28, height: 28, channels: 1, data: pixels }, { key: 'digit', step: 3 })
   */
  logImage(picture: Picture, place: ImagePlace): Promise<void> {
    return this.#now(async () => {
      const file = await imageFile(picture)
      if (typeof place === 'string') return this.#store(place, file)
      const { key, step = 0, timestamp = Date.now() } = place
      await this.#store(steppedImagePath(key, step, timestamp), file, { contentType: 'image/png' })
      return this.setTag('mlflow.loggedImages', true)
    })
  }

  /** Stores rows as a JSON table, below those that are in the file already. It needs the server: what it is to add to is there. */
  logTable(data: TableData, path: string): Promise<void> {
    return this.#named(`table '${path}'`, async () => {
      const folder = path.split('/').slice(0, -1).join('/')
      const exists = (await this.artifacts.list(folder)).some((file) => file.path === path)
      const table = exists ? appended((await this.artifacts.json(path)) as Table, tableOf(data)) : tableOf(data)
      await this.artifacts.write(path, JSON.stringify(table))
      const { run } = await this.#client.getRun({ run_id: this.#knownId() })
      const tag = run.data.tags?.find(({ key }) => key === 'mlflow.loggedArtifacts')?.value ?? '[]'
      const known = JSON.parse(tag) as { path: string; type: string }[]
      if (known.some((file) => file.path === path)) return
      await this.#client.setTag({
        run_id: run.info.run_id,
        key: 'mlflow.loggedArtifacts',
        value: JSON.stringify([...known, { path, type: 'table' }]),
      })
    })
  }

  /** Records a dataset used by the run; `context` is its purpose: training, eval. */
  logInput(description: DatasetDescription, context?: string): Promise<void> {
    return this.#named('dataset', async () => {
      const tags = context === undefined ? [] : [{ key: 'mlflow.data.context', value: context }]
      await this.#client.logInputs({ run_id: this.#knownId(), datasets: [{ dataset: await datasetOf(description), tags }] })
    })
  }

  /**
   * Stores a model and links it to the run. Undefined when that failed and `strict` is not set.
   *
   * @example await run.logModel({ name: 'forest', files: { 'model.json': JSON.stringify(trees) }, registeredModelName: 'iris' })
   */
  logModel(model: ModelDescription): Promise<OnTheWire<LoggedModel> | undefined> {
    return this.#named(`model '${model.name}'`, async () => {
      const origin = { experiment_id: this.info.experiment_id, run_id: this.#knownId(), tags: systemTags() }
      return storeModel(this.#client, origin, model)
    })
  }

  /**
   * Logs CPU, memory, disk and network at an interval in ms until the run ends, from a step on. Node only.
   * MLFLOW_SYSTEM_METRICS_SAMPLES_BEFORE_LOGGING and MLFLOW_SYSTEM_METRICS_NODE_ID work as in the Python client.
   */
  logSystemMetrics(interval = 10_000, firstStep = 0): void {
    const metrics = new SystemMetrics(envNumber('MLFLOW_SYSTEM_METRICS_SAMPLES_BEFORE_LOGGING'), env('MLFLOW_SYSTEM_METRICS_NODE_ID'))
    let step = firstStep
    clearInterval(this.#system)
    this.#system = setInterval(() => {
      const point = metrics.sample()
      if (point) void this.logMetrics(point, { step: step++ })
    }, interval)
    ;(this.#system as { unref?: () => void }).unref?.()
  }

  /**
   * Waits until the server has what was logged so far; gives up after a time in ms. Returns the number of values not yet sent.
   * @throws MlflowError in strict mode, for what was refused or could not be sent
   */
  async flush(timeout = this.#settings.endTimeout): Promise<number> {
    const left = await this.#writer.flush(timeout)
    this.#throwStrict()
    return left
  }

  /**
   * Ends the run, delivers the rest and prints where the run can be seen. What cannot be delivered stays in the journal; a message says how much
   * that is, where it lies and how to deliver it.
   * @throws MlflowError in strict mode
   */
  async end(status: RunStatus = 'FINISHED'): Promise<void> {
    await Promise.allSettled(this.#uploads)
    if (!this.close(status)) return
    await this.#writer.flush(this.#settings.endTimeout)
    this.reportLeft()
    if (this.runId !== undefined) announceRun(this.#client.http.connection.trackingUri, { ...this.info, run_id: this.runId })
    this.#throwStrict()
  }

  /** Reports what the server has not got when the run has ended, if anything. */
  reportLeft(): void {
    const left = this.pending
    if (left === 0 || this.#settings.strict) return
    const text = leftText(left, this.runId ?? this.info.run_name, this.#target.journal?.path)
    this.#settings.onTrouble({ error: new MlflowError('UNREACHABLE', text), left }, this)
  }

  /** Records the end of the run without waiting; returns false if it has ended already. */
  close(status: RunStatus): boolean {
    if (this.#ended !== undefined) return false
    this.#ended = status
    clearInterval(this.#system)
    void this.#writer.push({ end: { status, end_time: Date.now() } })
    this.#writer.close()
    this.#onEnd(this)
    return true
  }

  /** Ends the run as FINISHED. It cannot see an error that leaves the block: withRun() does. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.end()
  }

  #queue<Item, Kind extends 'metrics' | 'params' | 'tags'>(
    given: readonly Item[],
    made: (item: Item) => NonNullable<Entry[Kind]>[number],
    kind: Kind,
  ): Promise<void> {
    const good: NonNullable<Entry[Kind]>[number][] = []
    for (const item of given) {
      try {
        good.push(made(item))
      } catch (error) {
        if (this.#settings.strict) return Promise.reject(error)
        this.#settings.onTrouble({ error: asMlflowError(error), lost: {} }, this)
      }
    }
    if (this.#ended !== undefined)
      return this.#now(() => Promise.reject(new MlflowError('INVALID_STATE', `The run ${this.runId} has ended.`)))
    const wait = good.length === 0 ? undefined : this.#writer.push({ [kind]: good })
    if (wait) return wait.then(() => this.#throwStrict())
    return this.#settings.strict ? this.#afterFailure() : DONE
  }

  #afterFailure(): Promise<void> {
    const failure = this.#writer.takeFailure()
    return failure ? Promise.reject(failure) : DONE
  }

  #throwStrict(): void {
    const failure = this.#settings.strict ? this.#writer.takeFailure() : undefined
    if (failure) throw failure
  }

  /** Stores a file at once, or keeps it beside the journal while the server does not answer. */
  #store(path: string, body: ArtifactBody | LocalFile, options: TransferOptions = {}): Promise<void> {
    const upload = this.#storeOrKeep(path, body, options)
    this.#uploads.add(upload)
    return upload.finally(() => this.#uploads.delete(upload))
  }

  async #storeOrKeep(path: string, body: ArtifactBody | LocalFile, options: TransferOptions): Promise<void> {
    const to = checkedPath(path)
    const { outage, strict } = this.#settings
    const { journal } = this.#target
    const mayKeep = !strict && journal !== undefined && to !== ''
    if (mayKeep && (this.runId === undefined || outage.isOn)) return this.#keep(to, body, options)
    try {
      const content = isLocalFile(body) ? (await localFiles().open(body.localPath)).blob : body
      await this.artifacts.write(to, content, mayKeep ? { retryFor: outage.left, ...options } : options)
    } catch (thrown) {
      const error = asMlflowError(thrown)
      if (!error.isPassing) throw error
      if (error.status === 0) outage.begin()
      if (!mayKeep || body instanceof ReadableStream) throw lostFile(to, error)
      await this.#keep(to, body, options)
      this.#settings.onTrouble({ error }, this)
    }
  }

  async #keep(path: string, body: ArtifactBody | LocalFile, { contentType }: TransferOptions): Promise<void> {
    try {
      const stored = await this.#target.journal?.keepFile(body)
      if (stored === undefined) throw new MlflowError('CONFIGURATION', 'there is no journal')
      void this.#writer.push({ file: { path, stored, ...(contentType !== undefined && { content_type: contentType }) } })
    } catch (error) {
      throw lostFile(path, asMlflowError(error))
    }
  }

  /** As `#now`; the report of a failure names what was not stored. */
  #named<Result>(what: string, work: () => Promise<Result>): Promise<Result | undefined> {
    return this.#now(async () => {
      try {
        return await work()
      } catch (thrown) {
        const error = asMlflowError(thrown)
        throw new MlflowError(error.code, `The ${what} was not stored: ${error.message}`, error.status, { cause: error })
      }
    })
  }

  /** Does something at once; a failure is reported unless `strict`. */
  async #now<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
    try {
      return await work()
    } catch (error) {
      if (this.#settings.strict) throw error
      this.#settings.onTrouble({ error: asMlflowError(error), lost: {} }, this)
      return undefined
    }
  }

  #knownId(): string {
    if (this.#target.runId !== undefined) return this.#target.runId
    throw new MlflowError('UNREACHABLE', 'The run is not on the server yet.')
  }
}

const DONE = Promise.resolve()

const lostFile = (path: string, error: MlflowError): MlflowError =>
  new MlflowError(error.code, `The file '${path}' was not stored: ${error.message}`, error.status, { cause: error })
