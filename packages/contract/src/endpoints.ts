import * as artifacts from './artifacts.ts'
import * as datasets from './datasets.ts'
import type { Endpoint } from './endpoint.ts'
import * as experiments from './experiments.ts'
import * as loggedModels from './logged-models.ts'
import * as metricQueries from './metric-queries.ts'
import * as metrics from './metrics.ts'
import * as modelVersions from './model-versions.ts'
import * as registeredModels from './registered-models.ts'
import * as runQueries from './run-queries.ts'
import * as runs from './runs.ts'
import * as serverInfo from './server-info.ts'
import * as stalledRuns from './stalled-runs.ts'
import * as trash from './trash.ts'
import * as views from './views.ts'

const isEndpoint = (value: unknown): value is Endpoint =>
  typeof value === 'object' && value !== null && 'path' in value && 'request' in value

/** Every endpoint of the contract, in the order of its modules. */
export const endpoints: readonly Endpoint[] = [
  experiments,
  runs,
  runQueries,
  metrics,
  metricQueries,
  datasets,
  loggedModels,
  registeredModels,
  modelVersions,
  artifacts,
  views,
  trash,
  stalledRuns,
  serverInfo,
].flatMap((module) => Object.values(module as Record<string, unknown>).filter(isEndpoint))
