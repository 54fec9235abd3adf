import type { Group } from '../step.ts'
import { experiments } from './experiments.ts'
import { logBatch } from './log-batch.ts'
import { metrics } from './metrics.ts'
import { runs } from './runs.ts'

/** All groups, in the order in which they are sent. */
export const GROUPS: readonly Group[] = [experiments, runs, metrics, logBatch]
