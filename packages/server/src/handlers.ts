import type { ExtraRouteName } from './extra-routes.ts'
import type { Handler } from './route.ts'

/** Who answers the routes beside the contract: one handler for each that is declared. */
export type Handlers = Readonly<Record<ExtraRouteName, Handler>>
