import { Tracking, type TrackingOptions } from './tracking.ts'

let current: Tracking | undefined

/**
 * The tracking that the calls of this package work on, made from the environment when first used.
 *
 * @example const { runs = [] } = await tracking().client.searchRuns({ experiment_ids: ['1'] })
 * @throws MlflowError CONFIGURATION when MLFLOW_TRACKING_URI is not http(s)
 */
export const tracking = (): Tracking => (current ??= new Tracking())

/**
 * Sets up what the calls of this package work on; runs that are open go on where they began.
 *
 * @example configure({ trackingUri: 'http://localhost:5000', strict: true })
 * @throws MlflowError CONFIGURATION for a tracking URI that is not http(s)
 */
export function configure(options: TrackingOptions): Tracking {
  return (current = new Tracking(options))
}

/**
 * Chooses the server. Shorthand for configure().
 *
 * @example setTrackingUri('http://localhost:5000')
 * @throws MlflowError CONFIGURATION for one that is not http(s)
 */
export const setTrackingUri = (trackingUri: string): Tracking => configure({ trackingUri })

type Calls = Pick<Tracking, CallName>
type CallName = {
  [Name in keyof Tracking]: Tracking[Name] extends (...args: never[]) => unknown ? Name : never
}[keyof Tracking]

const call = <Name extends CallName>(name: Name): Calls[Name] =>
  // The instance is looked up with each call: configure() may have changed it.
  ((...args: never[]) => Reflect.apply(tracking()[name] as () => unknown, tracking(), args)) as Calls[Name]

/**
 * Sets the experiment of later runs, and creates it if it does not exist. Returns its id; undefined when the server is out of
 * reach and `strict` is not set.
 *
 * @example
 * const experimentId = await setExperiment('iris')
 * @throws MlflowError INVALID_PARAMETER_VALUE when an experiment of that name is deleted
 */
export const setExperiment: Tracking['setExperiment'] = call('setExperiment')
/**
 * The active run of the code that calls: in Node each chain of asynchronous calls has its own. Undefined when there is none.
 *
 * @example
 * console.log(activeRun()?.runId)
 */
export const activeRun: Tracking['activeRun'] = call('activeRun')
/**
 * Begins a run, or goes on with one, and makes it the active one. When the server is out of reach, the run begins in the journal.
 *
 * @example
 * await using run = await startRun({ runName: 'first', tags: { team: 'a' } })
 * @throws MlflowError INVALID_STATE when a run is active and `nested` is not set; what the server refuses
 */
export const startRun: Tracking['startRun'] = call('startRun')
/**
 * Runs a piece of work inside of a run, which ends as FINISHED, or as FAILED when the work throws. Inside of another run it is a child of that;
 * runs side by side are kept apart.
 *
 * @example
 * const accuracy = await withRun({ runName: 'depth 3' }, async (run) => {
 *   await run.logParam('depth', 3)
 *   return 0.93
 * })
 * @throws what the work throws; MlflowError when the server refuses the run
 */
export const withRun: Tracking['withRun'] = call('withRun')
/**
 * Ends the active run and waits until the server has all of it, a minute at most. Without an active run nothing happens.
 *
 * @example
 * await endRun('FAILED')
 * @throws MlflowError in strict mode, for what could not be delivered
 */
export const endRun: Tracking['endRun'] = call('endRun')
/**
 * Logs a point of a metric on the active run; without one a run begins. So do all calls that log.
 * `step` is 0 and `timestamp` (ms since the epoch) now when absent; NaN and the infinities are values.
 *
 * @example
 * await logMetric('loss', 0.25, { step: 3 })
 * @throws MlflowError in strict mode, also for what an earlier call logged
 */
export const logMetric: Tracking['logMetric'] = call('logMetric')
/**
 * Logs a point of each of several metrics, with one step and time.
 *
 * @example
 * await logMetrics({ loss: 0.25, accuracy: 0.9 }, { step: 3 })
 * @throws MlflowError in strict mode
 */
export const logMetrics: Tracking['logMetrics'] = call('logMetrics')
/**
 * Logs a param, at most 6,000 characters, which can be logged again with the same value only. Objects become JSON.
 *
 * @example
 * await logParam('optimizer', 'adam')
 * @throws MlflowError in strict mode; the refusal of another value comes with a later call, flush() or the end
 */
export const logParam: Tracking['logParam'] = call('logParam')
/**
 * Logs several params.
 *
 * @example
 * await logParams({ rate: 0.1, layers: [64, 32] })
 * @throws MlflowError in strict mode
 */
export const logParams: Tracking['logParams'] = call('logParams')
/**
 * Sets a tag, at most 8,000 characters; a later value replaces it.
 *
 * @example
 * await setTag('stage', 'draft')
 * @throws MlflowError in strict mode
 */
export const setTag: Tracking['setTag'] = call('setTag')
/**
 * Sets several tags.
 *
 * @example
 * await setTags({ team: 'vision', reviewed: true })
 * @throws MlflowError in strict mode
 */
export const setTags: Tracking['setTags'] = call('setTags')
/**
 * Deletes a tag, after what was logged before.
 *
 * @example
 * await deleteTag('stage')
 * @throws MlflowError in strict mode, RESOURCE_DOES_NOT_EXIST when there is none
 */
export const deleteTag: Tracking['deleteTag'] = call('deleteTag')
/**
 * Stores a file of this machine in a folder of the run's artifacts. Node, Deno and Bun.
 *
 * @example
 * await logArtifact('out/report.pdf', 'reports')
 * @throws MlflowError in strict mode, CONFIGURATION when there is no such file
 */
export const logArtifact: Tracking['logArtifact'] = call('logArtifact')
/**
 * Stores the files of a folder of this machine with all levels, four at a time.
 *
 * @example
 * await logArtifacts('out', 'all', { onProgress: ({ path, loaded }) => console.log(path, loaded) })
 * @throws MlflowError in strict mode
 */
export const logArtifacts: Tracking['logArtifacts'] = call('logArtifacts')
/**
 * Stores a text, Blob, stream or bytes as a file.
 *
 * @example
 * await logFile(new Blob([new Uint8Array([1, 2, 3])]), 'data/weights.bin')
 * @throws MlflowError in strict mode
 */
export const logFile: Tracking['logFile'] = call('logFile')
/**
 * Stores a text as a file, in UTF-8.
 *
 * @example
 * await logText('# Done', 'notes/status.md')
 * @throws MlflowError in strict mode
 */
export const logText: Tracking['logText'] = call('logText')
/**
 * Stores a value as JSON, which is also what a `.yaml` file then holds.
 *
 * @example
 * await logDict({ epochs: 10 }, 'config.json')
 * @throws MlflowError in strict mode
 */
export const logDict: Tracking['logDict'] = call('logDict')
/**
 * Stores a picture: under a path, or as the picture of a step, which pages of runs show with a slider.
 *
 * @example
 * await logImage({ width: 1, height: 1, channels: 1, data: new Uint8Array([255]) }, { key: 'digit', step: 3 })
 * @throws MlflowError in strict mode, INVALID_PARAMETER_VALUE when pixels are missing
 */
export const logImage: Tracking['logImage'] = call('logImage')
/**
 * Stores rows as a JSON table, below those that are in the file already.
 *
 * @example
 * await logTable([{ question: 'a', score: 1 }], 'eval/table.json')
 * @throws MlflowError in strict mode
 */
export const logTable: Tracking['logTable'] = call('logTable')
/**
 * Records a dataset used by the run; `context` is its purpose: training, eval.
 *
 * @example
 * await logInput({ name: 'iris', source: 'https://example.org/iris.csv' }, 'training')
 * @throws MlflowError in strict mode
 */
export const logInput: Tracking['logInput'] = call('logInput')
/**
 * Stores a model and links it to the run. Undefined when that failed and `strict` is not set.
 *
 * @example
 * const model = await logModel({ name: 'forest', files: { 'model.json': '{}' }, registeredModelName: 'iris' })
 * @throws MlflowError in strict mode
 */
export const logModel: Tracking['logModel'] = call('logModel')
/**
 * Registers a model as the next version of a name, which is made when it is new.
 *
 * @example
 * const { version } = await registerModel('runs:/0123456789abcdef0123456789abcdef/forest', 'iris')
 * @throws MlflowError RESOURCE_DOES_NOT_EXIST, INVALID_PARAMETER_VALUE
 */
export const registerModel: Tracking['registerModel'] = call('registerModel')
/**
 * Finds a model by its address: `runs:/<run id>/<path>`, `models:/m-<id>`, `models:/<name>/<version, latest or stage>`, `models:/<name>@<alias>`.
 *
 * @example
 * const forest = await (await loadModel('models:/iris@champion')).json()
 * @throws MlflowError RESOURCE_DOES_NOT_EXIST
 */
export const loadModel: Tracking['loadModel'] = call('loadModel')
/**
 * The runs that match, with metrics, params and tags by key; those of the experiment that runs are written to unless others are named.
 *
 * @example
 * const [best] = await searchRuns({ filter: metric('accuracy').gt(0.9), orderBy: [metric('accuracy').desc()], maxResults: 1 })
 * @throws MlflowError INVALID_PARAMETER_VALUE for a filter that the server does not understand
 */
export const searchRuns: Tracking['searchRuns'] = call('searchRuns')
/**
 * Waits until the server has what all open runs logged so far, at most for a time in ms. Returns the number of values not yet sent.
 *
 * @example
 * const left = await flush(5000)
 * @throws MlflowError in strict mode
 */
export const flush: Tracking['flush'] = call('flush')
