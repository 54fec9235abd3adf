export * from './ast.ts'
export { FilterError } from './error.ts'
export { parseExperimentsFilter, parseExperimentsOrderBy } from './experiments.ts'
export * from './limits.ts'
export { LOGGED_MODEL_ATTRIBUTES, parseLoggedModelsFilter } from './logged-models.ts'
export { parseLoggedModelsOrderBy, type LoggedModelsOrderBy, type LoggedModelsOrderTerm } from './logged-models-order.ts'
export type { OrderTerm } from './order.ts'
export {
  parseModelVersionsFilter,
  parseModelVersionsOrderBy,
  parseRegisteredModelsFilter,
  parseRegisteredModelsOrderBy,
} from './registry.ts'
export { parseRunsFilter, parseRunsOrderBy } from './runs.ts'
