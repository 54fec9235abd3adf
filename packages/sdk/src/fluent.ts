import { Tracking, type TrackingOptions } from './tracking.ts'

let current: Tracking | undefined

/** The tracking that the calls of this package work on, made from the environment when first used. */
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

/** Chooses the server: `http(s)://host[:port]`. Shorthand for configure(). */
export const setTrackingUri = (trackingUri: string): Tracking => configure({ trackingUri })

type Calls = Pick<Tracking, CallName>
type CallName = {
  [Name in keyof Tracking]: Tracking[Name] extends (...args: never[]) => unknown ? Name : never
}[keyof Tracking]

const call = <Name extends CallName>(name: Name): Calls[Name] =>
  // The instance is looked up with each call: configure() may have changed it.
  ((...args: never[]) => Reflect.apply(tracking()[name] as () => unknown, tracking(), args)) as Calls[Name]

/** setExperiment() of Tracking, on the one that configure() set up. */
export const setExperiment: Tracking['setExperiment'] = call('setExperiment')
/** activeRun() of Tracking, on the one that configure() set up. */
export const activeRun: Tracking['activeRun'] = call('activeRun')
/** startRun() of Tracking, on the one that configure() set up. */
export const startRun: Tracking['startRun'] = call('startRun')
/** withRun() of Tracking, on the one that configure() set up. */
export const withRun: Tracking['withRun'] = call('withRun')
/** endRun() of Tracking, on the one that configure() set up. */
export const endRun: Tracking['endRun'] = call('endRun')
/** logMetric() of Tracking, on the one that configure() set up. */
export const logMetric: Tracking['logMetric'] = call('logMetric')
/** logMetrics() of Tracking, on the one that configure() set up. */
export const logMetrics: Tracking['logMetrics'] = call('logMetrics')
/** logParam() of Tracking, on the one that configure() set up. */
export const logParam: Tracking['logParam'] = call('logParam')
/** logParams() of Tracking, on the one that configure() set up. */
export const logParams: Tracking['logParams'] = call('logParams')
/** setTag() of Tracking, on the one that configure() set up. */
export const setTag: Tracking['setTag'] = call('setTag')
/** setTags() of Tracking, on the one that configure() set up. */
export const setTags: Tracking['setTags'] = call('setTags')
/** deleteTag() of Tracking, on the one that configure() set up. */
export const deleteTag: Tracking['deleteTag'] = call('deleteTag')
/** logArtifact() of Tracking, on the one that configure() set up. */
export const logArtifact: Tracking['logArtifact'] = call('logArtifact')
/** logArtifacts() of Tracking, on the one that configure() set up. */
export const logArtifacts: Tracking['logArtifacts'] = call('logArtifacts')
/** logFile() of Tracking, on the one that configure() set up. */
export const logFile: Tracking['logFile'] = call('logFile')
/** logText() of Tracking, on the one that configure() set up. */
export const logText: Tracking['logText'] = call('logText')
/** logDict() of Tracking, on the one that configure() set up. */
export const logDict: Tracking['logDict'] = call('logDict')
/** logImage() of Tracking, on the one that configure() set up. */
export const logImage: Tracking['logImage'] = call('logImage')
/** logTable() of Tracking, on the one that configure() set up. */
export const logTable: Tracking['logTable'] = call('logTable')
/** logInput() of Tracking, on the one that configure() set up. */
export const logInput: Tracking['logInput'] = call('logInput')
/** logModel() of Tracking, on the one that configure() set up. */
export const logModel: Tracking['logModel'] = call('logModel')
/** registerModel() of Tracking, on the one that configure() set up. */
export const registerModel: Tracking['registerModel'] = call('registerModel')
/** loadModel() of Tracking, on the one that configure() set up. */
export const loadModel: Tracking['loadModel'] = call('loadModel')
/** searchRuns() of Tracking, on the one that configure() set up. */
export const searchRuns: Tracking['searchRuns'] = call('searchRuns')
/** flush() of Tracking, on the one that configure() set up. */
export const flush: Tracking['flush'] = call('flush')
