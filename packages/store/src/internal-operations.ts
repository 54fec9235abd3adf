import { type Operation, operation } from './operation.ts'
import { quietRuns, quietRunsEndpoint } from './runs/quiet.ts'
import { purgeRows, purgeRowsEndpoint } from './trash/purge-rows.ts'

/** Operations that the server calls and no route serves. */
export const internalOperations: readonly Operation[] = [operation(quietRunsEndpoint, quietRuns), operation(purgeRowsEndpoint, purgeRows)]
