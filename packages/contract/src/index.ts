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
import * as views from './views.ts'

export * from './artifacts.ts'
export * from './artifact-location.ts'
export * from './body.ts'
export * from './datasets.ts'
export * from './endpoint.ts'
export * from './errors.ts'
export * from './events.ts'
export * from './experiments.ts'
export * from './limits.ts'
export * from './logged-models.ts'
export * from './metric-queries.ts'
export * from './metrics.ts'
export * from './model-versions.ts'
export * from './names.ts'
export * from './openapi-schema.ts'
export * from './openapi.ts'
export * from './parse.ts'
export * from './python-text.ts'
export * from './registered-models.ts'
export * from './run-queries.ts'
export * from './runs.ts'
export * from './safe-path.ts'
export * from './server-info.ts'
export * from './uri.ts'
export * from './views.ts'
export type { TextOptions, WireDouble } from './scalars.ts'

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
  serverInfo,
].flatMap((module) => Object.values(module as Record<string, unknown>).filter(isEndpoint))
