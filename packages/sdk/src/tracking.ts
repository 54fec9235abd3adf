import type { LoggedModel, ModelVersion, RunInfo, RunStatus } from '@tailrace/contract'
import { ActiveRuns, type Slot } from './active-runs.ts'
import type { ArtifactBody } from './local-files.ts'
import type { Trouble } from './batch-writer.ts'
import { type Client, type OnTheWire, createClient, items } from './client.ts'
import type { ConnectionOptions } from './connection.ts'
import type { DatasetDescription } from './dataset.ts'
import { experimentNamed } from './delivery.ts'
import type { CallOptions } from './http.ts'
import { MlflowError, asMlflowError } from './errors.ts'
import { endAtExit } from './exit.ts'
import type { Filter } from './filter-builder.ts'
import type { Picture } from './image.ts'
import { Journal, type PendingRun, journalFolder } from './journal.ts'
import { type LoadedModel, type ModelDescription, loadModel, registerModelVersion } from './registry.ts'
import { Outage } from './outage.ts'
import { type ImagePlace, type PointOptions, Run, type RunSettings } from './run.ts'
import { type FoundRun, foundRun } from './run-search.ts'
import { env, envFlag, envNumber } from './runtime.ts'
import { sync } from './sync.ts'
import { nextStep } from './system-metrics.ts'
import { systemTags, userName } from './system-tags.ts'
import type { TableData } from './table.ts'
import type { TransferOptions } from './transfer.ts'
import { warn } from './warn.ts'

/**
 * How tracking behaves, and where the server is.
 *
 * @example configure({ trackingUri: 'http://localhost:5000', strict: true, flushInterval: 200 })
 */
export interface TrackingOptions extends ConnectionOptions {
  /** Makes calls reject when the server refuses or is out of reach; else that is reported and the program goes on. Default: false. */
  strict?: boolean
  /** How long values are buffered before a batch is sent, in ms. Default: 1000. */
  flushInterval?: number
  /** Values of a run that may wait before log calls do. Default: 20,000. */
  maxPending?: number
  /** ms that end() and flush() try for. Default: 60,000. */
  endTimeout?: number
  /** ms that a script waits in all for a server that does not answer, before it goes on with the journal alone. Not in strict mode. Default: 5,000. */
  outageTimeout?: number
  /** Folder of the journals, or false for none. Default: TAILRACE_JOURNAL_DIR, else the user's folder for states; none in browsers. */
  journal?: string | false
  /** Called with every error that did not reject. Default: each is logged to the console once. */
  onTrouble?: (trouble: Trouble, run?: Run) => void
  /** Experiment of runs that name none. Default: MLFLOW_EXPERIMENT_NAME, MLFLOW_EXPERIMENT_ID, else Default. */
  experimentName?: string
  /** CPU, memory, disk and network of every run. Default: MLFLOW_ENABLE_SYSTEM_METRICS_LOGGING. Node only. */
  logSystemMetrics?: boolean
}

/**
 * Properties of a new run, or the id of a run to continue.
 *
 * @example const run = await startRun({ runName: 'second half', runId: run_id })
 */
export interface StartOptions {
  /** Goes on with this run in place of a new one. Default: MLFLOW_RUN_ID, once. */
  runId?: string
  /** A random name when absent. */
  runName?: string
  /** Id of the experiment, in place of the one that setExperiment() chose. */
  experimentId?: string
  /** The run may begin inside of another one, and is its child. */
  nested?: boolean
  /** Parent of the run when it is not the active one. */
  parentRunId?: string
  /** Beside those that say who runs what. */
  tags?: Readonly<Record<string, string>>
  /** Shown as the run's description. */
  description?: string
  /** In place of the setting of all runs. */
  logSystemMetrics?: boolean
}

/**
 * Options of a search for runs.
 *
 * @example const failed = await searchRuns({ filter: attribute('status').eq('FAILED'), viewType: 'ALL' })
 */
export interface SearchOptions {
  /** Default: the experiment that runs are written to. */
  experimentIds?: readonly string[]
  /** Default: all. */
  filter?: Filter | string
  /** e.g. `[metric('loss').asc()]`. Default: newest first. */
  orderBy?: readonly string[]
  /** Runs at most. Default: all there are. */
  maxResults?: number
  /** Default: ACTIVE_ONLY. */
  viewType?: 'ACTIVE_ONLY' | 'DELETED_ONLY' | 'ALL'
}

/**
 * Tracking on one server: the functions of the Python client's fluent API, for the active run of the calling code.
 *
 * @example
 * const tracking = new Tracking({ trackingUri: 'http://localhost:5000', experimentName: 'iris' })
 * await tracking.withRun({ runName: 'first' }, async (run) => {
 *   await run.logParam('depth', 3)
 *   await tracking.logMetric('accuracy', 0.93)
 * })
 */
export class Tracking {
  /** One method per endpoint. */
  readonly client: Client
  readonly #options: TrackingOptions
  readonly #settings: RunSettings
  readonly #active = new ActiveRuns()
  readonly #open = new Set<Run>()
  #experiment: { name?: string; id?: string }
  #replayed: Promise<unknown> | undefined
  #environmentRun = env('MLFLOW_RUN_ID')

  constructor(options: TrackingOptions = {}) {
    this.client = createClient(options)
    this.#options = options
    const onTrouble = options.onTrouble ?? warn
    this.#settings = {
      strict: options.strict ?? false,
      flushInterval: options.flushInterval ?? 1000,
      maxPending: options.maxPending ?? 20_000,
      endTimeout: options.endTimeout ?? 60_000,
      outage: new Outage(options.outageTimeout ?? 5_000),
      onTrouble,
    }
    const id = options.experimentName === undefined ? env('MLFLOW_EXPERIMENT_ID') : undefined
    this.#experiment = id === undefined ? { name: options.experimentName ?? env('MLFLOW_EXPERIMENT_NAME') ?? 'Default' } : { id }
    endAtExit(this.#open)
  }

  /** The server's address, without credentials. */
  get trackingUri(): string {
    return this.client.http.connection.trackingUri
  }

  /** Sets the experiment of later runs, and creates it if it does not exist. Returns its id; undefined when the server is out of reach. */
  async setExperiment(name: string): Promise<string | undefined> {
    this.#experiment = { name }
    return this.#lenient(async () => (this.#experiment.id ??= await experimentNamed(this.client, name, this.#lookupPatience())))
  }

  /** The active run of the code that calls; undefined when there is none, or it is still being opened. */
  activeRun(): Run | undefined {
    return this.#active.current()?.run
  }

  /**
   * Begins a run, or goes on with one, and makes it the active one. When the server is out of reach, the run begins in the journal.
   *
   * @example await using run = await tracking.startRun({ runName: 'first' })
   * @throws MlflowError INVALID_STATE when a run is active and `nested` is not set; what the server refuses
   */
  startRun(options: StartOptions = {}): Promise<Run> {
    const slot = this.#newSlot(options)
    if (slot instanceof MlflowError) return Promise.reject(slot)
    this.#active.enter(slot)
    return slot.opening
  }

  /** Runs a piece of work inside of a run, which ends as FINISHED, or as FAILED when the work throws. Work side by side is kept apart. */
  async withRun<Result>(options: StartOptions, work: (run: Run) => Promise<Result> | Result): Promise<Result> {
    const slot = this.#newSlot({ nested: true, ...options })
    if (slot instanceof MlflowError) throw slot
    return this.#active.within(slot, async () => {
      const run = await slot.opening
      try {
        const result = await work(run)
        await run.end()
        return result
      } catch (error) {
        run.close('FAILED')
        await run.flush().catch(() => undefined)
        throw error
      }
    })
  }

  /** Ends the active run; without one nothing happens. */
  async endRun(status: RunStatus = 'FINISHED'): Promise<void> {
    const run = await this.#active.current()?.opening
    await run?.end(status)
  }

  /** Logs a point of a metric on the active run; without one a run begins. So do all calls below. See Run. */
  async logMetric(key: string, value: number, options?: PointOptions): Promise<void> {
    await (this.activeRun() ?? (await this.#run())).logMetric(key, value, options)
  }
  /** As Run.logMetrics(). */
  async logMetrics(metrics: Readonly<Record<string, number>>, options?: PointOptions): Promise<void> {
    await (await this.#run()).logMetrics(metrics, options)
  }
  /** As Run.logParam(). */
  async logParam(key: string, value: unknown): Promise<void> {
    await (await this.#run()).logParam(key, value)
  }
  /** As Run.logParams(). */
  async logParams(params: Readonly<Record<string, unknown>>): Promise<void> {
    await (await this.#run()).logParams(params)
  }
  /** As Run.setTag(). */
  async setTag(key: string, value: unknown): Promise<void> {
    await (await this.#run()).setTag(key, value)
  }
  /** As Run.setTags(). */
  async setTags(tags: Readonly<Record<string, unknown>>): Promise<void> {
    await (await this.#run()).setTags(tags)
  }
  /** As Run.deleteTag(). */
  async deleteTag(key: string): Promise<void> {
    await (await this.#run()).deleteTag(key)
  }
  /** As Run.logArtifact(). */
  async logArtifact(localPath: string, folder?: string, options?: TransferOptions): Promise<void> {
    await (await this.#run()).logArtifact(localPath, folder, options)
  }
  /** As Run.logArtifacts(). */
  async logArtifacts(localFolder: string, folder?: string, options?: TransferOptions): Promise<void> {
    await (await this.#run()).logArtifacts(localFolder, folder, options)
  }
  /** As Run.logFile(). */
  async logFile(body: ArtifactBody, path: string, options?: TransferOptions): Promise<void> {
    await (await this.#run()).logFile(body, path, options)
  }
  /** As Run.logText(). */
  async logText(text: string, path: string): Promise<void> {
    await (await this.#run()).logText(text, path)
  }
  /** As Run.logDict(). */
  async logDict(value: unknown, path: string): Promise<void> {
    await (await this.#run()).logDict(value, path)
  }
  /** As Run.logImage(). */
  async logImage(picture: Picture, place: ImagePlace): Promise<void> {
    await (await this.#run()).logImage(picture, place)
  }
  /** As Run.logTable(). */
  async logTable(data: TableData, path: string): Promise<void> {
    await (await this.#run()).logTable(data, path)
  }
  /** As Run.logInput(). */
  async logInput(dataset: DatasetDescription, context?: string): Promise<void> {
    await (await this.#run()).logInput(dataset, context)
  }
  /** As Run.logModel(). */
  async logModel(model: ModelDescription): Promise<OnTheWire<LoggedModel> | undefined> {
    return (await this.#run()).logModel(model)
  }

  /** Registers a model as the next version of a name: `runs:/<run id>/<name>` or `models:/m-<id>`. @throws MlflowError */
  registerModel(
    modelUri: string,
    name: string,
    options?: { tags?: Readonly<Record<string, string>>; description?: string },
  ): Promise<OnTheWire<ModelVersion>> {
    return registerModelVersion(this.client, modelUri, name, options)
  }

  /** Finds a model by its address, e.g. `models:/iris/latest` or `models:/iris@champion`. @throws MlflowError RESOURCE_DOES_NOT_EXIST */
  loadModel(modelUri: string): Promise<LoadedModel> {
    return loadModel(this.client, modelUri)
  }

  /**
   * The runs that match, with metrics, params and tags by key.
   *
   * @example const [best] = await tracking.searchRuns({ filter: metric('accuracy').gt(0.9), orderBy: [metric('accuracy').desc()], maxResults: 1 })
   * @throws MlflowError
   */
  async searchRuns(options: SearchOptions = {}): Promise<FoundRun[]> {
    const { experimentIds, filter, orderBy, maxResults = Number.POSITIVE_INFINITY, viewType } = options
    const request = {
      experiment_ids: [...(experimentIds ?? [await this.#experimentId()])],
      ...(filter !== undefined && { filter: String(filter) }),
      ...(orderBy && { order_by: [...orderBy] }),
      ...(viewType && { run_view_type: viewType }),
      max_results: Math.min(maxResults, 1000),
    }
    const found: FoundRun[] = []
    if (maxResults < 1) return found
    for await (const run of items(this.client.searchRuns, request, 'runs')) {
      found.push(foundRun(run))
      if (found.length >= maxResults) break
    }
    return found
  }

  /** Waits until the server has what all open runs logged so far. Returns the number of values not yet sent. @throws MlflowError in strict mode */
  async flush(timeout?: number): Promise<number> {
    const left = await Promise.all(Array.from(this.#open, (run) => run.flush(timeout)))
    return left.reduce((sum, each) => sum + each, 0)
  }

  async #run(): Promise<Run> {
    return this.#active.current()?.opening ?? this.startRun()
  }

  #newSlot(options: StartOptions): Slot | MlflowError {
    const parent = this.#active.current()
    if (parent && !options.nested) {
      const name = parent.run?.runId ?? 'that is being opened'
      return new MlflowError(
        'INVALID_STATE',
        `The run ${name} is active: end it, pass nested: true to start a child run, or use withRun() for runs side by side.`,
      )
    }
    const slot: Slot = { opening: this.#begin(options, parent), parent, closed: false }
    slot.opening.then(
      (run) => (slot.run = run),
      () => (slot.closed = true),
    )
    return slot
  }

  async #begin(options: StartOptions, parentSlot: Slot | undefined): Promise<Run> {
    void this.#replay()
    const parent = options.parentRunId ?? (await parentSlot?.opening)?.runId
    const runId = options.runId ?? this.#environmentRun
    this.#environmentRun = undefined
    const run = runId === undefined ? await this.#create(options, parent) : await this.#resume(runId, options)
    this.#open.add(run)
    if (options.logSystemMetrics ?? this.#options.logSystemMetrics ?? envFlag('MLFLOW_ENABLE_SYSTEM_METRICS_LOGGING')) {
      const known = runId === undefined ? [] : (await this.client.getRun({ run_id: runId })).run.data.metrics
      run.logSystemMetrics((envNumber('MLFLOW_SYSTEM_METRICS_SAMPLING_INTERVAL') ?? 10) * 1000, nextStep(known))
    }
    return run
  }

  async #create({ experimentId, runName, tags = {}, description }: StartOptions, parent: string | undefined): Promise<Run> {
    const all = {
      ...systemTags(),
      ...(parent !== undefined && { 'mlflow.parentRunId': parent }),
      ...(description !== undefined && { 'mlflow.note.content': description }),
      ...tags,
    }
    const pending = {
      user_id: userName(),
      start_time: Date.now(),
      ...(runName !== undefined && { run_name: runName }),
      tags: Object.entries(all).map(([key, value]) => ({ key, value })),
    }
    try {
      const experiment_id = experimentId ?? (await this.#experimentId(this.#lookupPatience()))
      const { run } = await this.client.createRun({ ...pending, experiment_id }, this.#patience())
      this.#settings.outage.end()
      return this.#writing(run.info)
    } catch (thrown) {
      const error = asMlflowError(thrown)
      // An answer that says no would say it again; without one the run can still begin on disk. Should the request have arrived after all,
      // an empty run remains beside the one that is made later.
      if (this.#settings.strict || !error.isPassing) throw error
      if (error.status === 0) this.#settings.outage.begin()
      this.#settings.onTrouble({ error })
      const id = experimentId ?? this.#experiment.id
      const experiment = id === undefined ? { experiment_name: this.#experiment.name ?? 'Default' } : { experiment_id: id }
      return this.#writing(infoOf(pending, id), { ...pending, ...experiment })
    }
  }

  async #resume(run_id: string, { tags, runName }: StartOptions): Promise<Run> {
    const { run_info } = await this.client.updateRun({ run_id, status: 'RUNNING', ...(runName !== undefined && { run_name: runName }) })
    const run = this.#writing((await this.client.getRun({ run_id: run_info.run_id })).run.info)
    if (tags) await run.setTags(tags)
    return run
  }

  #writing(info: OnTheWire<RunInfo>, create?: PendingRun): Run {
    const runId = create ? undefined : info.run_id
    const target = { runId, create, journal: this.#journal(runId, create) }
    return new Run(this.client, info, target, this.#settings, (run) => this.#open.delete(run))
  }

  #journal(run_id: string | undefined, create: PendingRun | undefined): Journal | undefined {
    const folder = this.#journalFolder()
    if (folder === undefined) return undefined
    try {
      return Journal.create(folder, { tracking_uri: this.trackingUri, ...(run_id !== undefined && { run_id }), ...(create && { create }) })
    } catch (thrown) {
      const error = new MlflowError('CONFIGURATION', `No journal in ${folder}: ${asMlflowError(thrown).message}`)
      if (this.#settings.strict) throw error
      this.#settings.onTrouble({ error })
      return undefined
    }
  }

  #journalFolder(): string | undefined {
    const { journal } = this.#options
    return journal === false ? undefined : (journal ?? journalFolder())
  }

  /** Delivers, beside the work, what earlier processes left for this server. */
  #replay(): Promise<unknown> {
    const journal = this.#journalFolder()
    if (journal === undefined) return Promise.resolve()
    const ours = { ...this.#options, journal, only: this.trackingUri, trackingUri: this.trackingUri }
    return (this.#replayed ??= sync(ours).catch((error: unknown) => this.#settings.onTrouble({ error: asMlflowError(error) })))
  }

  async #experimentId(options?: CallOptions): Promise<string> {
    const { name = 'Default' } = this.#experiment
    return (this.#experiment.id ??= await experimentNamed(this.client, name, options))
  }

  /** How long calls that need not succeed are repeated, and how long an answer is waited for when the last one did not come. */
  #patience(): CallOptions {
    const { outage, strict } = this.#settings
    if (strict) return {}
    return outage.isOn ? this.#lookupPatience() : { retryFor: outage.left }
  }

  /** As `#patience` for what changes nothing: no answer in time is an outage from the first call on. */
  #lookupPatience(): CallOptions {
    const { outage, strict } = this.#settings
    // A server that has been away for long gets a moment to say that it is back.
    return strict ? {} : { retryFor: outage.left, timeout: Math.max(outage.left, 1000) }
  }

  async #lenient<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
    try {
      return await work()
    } catch (thrown) {
      const error = asMlflowError(thrown)
      if (this.#settings.strict || !error.isPassing) throw error
      if (error.status === 0) this.#settings.outage.begin()
      this.#settings.onTrouble({ error })
      return undefined
    }
  }
}

function infoOf({ user_id, start_time, run_name }: PendingRun, experiment_id = ''): OnTheWire<RunInfo> {
  return {
    run_id: '',
    run_uuid: '',
    experiment_id,
    user_id,
    start_time,
    ...(run_name !== undefined && { run_name }),
    status: 'RUNNING',
    lifecycle_stage: 'active',
  }
}
