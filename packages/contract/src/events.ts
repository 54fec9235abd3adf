import type { Static } from 'typebox'
import { list, names, object, text } from './scalars.ts'

/** What happened to a run. `finished`: its status is one of an ended run. */
export const RUN_CHANGE = { created: 1, updated: 2, finished: 3, deleted: 4, restored: 5 } as const
export type RunChange = keyof typeof RUN_CHANGE

/** Events of `/tailrace/1.0/events` by name, each with the JSON that it carries. */
export const EVENTS = {
  /** The first one: the server listens for changes from here on. */
  hello: object({}),
  /** More happened than is reported one by one, or somebody else wrote to the database: fetch anew what is shown. */
  reset: object({}),
  runs: object({ changed: list(object({ run_id: text(), experiment_id: text(), what: names(RUN_CHANGE) })) }),
  /** `keys` is empty when more changed than an event names (`LIMITS.eventKeys`): any metric of the run may have changed. */
  metrics: object({ changed: list(object({ run_id: text(), experiment_id: text(), keys: list(text()) })) }),
  logged_models: object({ changed: list(object({ model_id: text(), experiment_id: text() })) }),
  /** Registered models: their versions, aliases and tags too. */
  models: object({ changed: list(object({ name: text() })) }),
  experiments: object({ changed: list(object({ experiment_id: text() })) }),
} as const
export type EventName = keyof typeof EVENTS
/** The JSON of an event. */
export type EventData<Name extends EventName> = Static<(typeof EVENTS)[Name]>
