import type { Group } from '../step.ts'
import { artifacts } from './artifacts.ts'
import { badInput } from './bad-input.ts'
import { experiments } from './experiments.ts'
import { graphql } from './graphql.ts'
import { inputsOutputs } from './inputs-outputs.ts'
import { logBatch } from './log-batch.ts'
import { loggedModels } from './logged-models.ts'
import { metrics } from './metrics.ts'
import { modelVersions } from './model-versions.ts'
import { registeredModels } from './registered-models.ts'
import { runs } from './runs.ts'
import { searchExperiments } from './search-experiments.ts'
import { searchRegistry } from './search-registry.ts'
import { searchRuns } from './search-runs.ts'
import { ajaxAliases } from './ajax-aliases.ts'

/** All groups, in the order in which they are sent. */
export const GROUPS: readonly Group[] = [
  experiments,
  runs,
  metrics,
  logBatch,
  searchRuns,
  searchExperiments,
  registeredModels,
  modelVersions,
  searchRegistry,
  loggedModels,
  inputsOutputs,
  artifacts,
  badInput,
  ajaxAliases,
  graphql,
]
