import type { EventData, EventName } from '@tailrace/contract'

/** What a cached answer shows, so that events about other things leave it alone. What is absent is not limited. */
export type LiveScope = {
  /** Runs and experiments: an event must be about one of either. */
  readonly runs?: readonly string[]
  readonly experiments?: readonly string[]
  /** Keys of metrics; `[]`: nothing in it comes from points. */
  readonly metrics?: readonly string[]
}

declare module '@tanstack/react-query' {
  interface Register {
    queryMeta: LiveScope
  }
}

/** One event, by name. */
export type LiveEvent = { [Name in EventName]: { name: Name; data: EventData<Name> } }[EventName]

interface Cached {
  readonly queryKey: readonly unknown[]
  readonly meta?: LiveScope | undefined
}

/** Whether an event makes a cached answer old. */
export function isStaleAfter({ name, data }: LiveEvent, { queryKey: [kind, id, part], meta = {} }: Cached): boolean {
  switch (name) {
    case 'hello':
      return false
    case 'reset':
      // Files are not in the database.
      return kind !== 'files' && kind !== 'server'
    case 'runs':
      return data.changed.some((change) =>
        kind === 'run'
          ? id === change.run_id
          : (kind === 'runs' || (kind === 'experiments' && id === 'summary')) && isInScope(change, meta),
      )
    case 'metrics':
      return data.changed.some(
        (change) =>
          isOfKeys(change.keys, meta) &&
          (kind === 'run' ? id === change.run_id : (kind === 'runs' || kind === 'metrics') && isInScope(change, meta)),
      )
    case 'models':
      return kind === 'model'
        ? data.changed.some((model) => id === model.name)
        : kind === 'models' && id !== 'logged' && id !== 'logged-list'
    case 'logged_models':
      return (
        kind === 'models' &&
        data.changed.some((model) => (id === 'logged' && part === model.model_id) || (id === 'logged-list' && part === model.experiment_id))
      )
    case 'experiments':
      return kind === 'experiments' || data.changed.some(({ experiment_id }) => kind === 'experiment' && id === experiment_id)
  }
}

function isInScope({ run_id, experiment_id }: { run_id: string; experiment_id: string }, { runs, experiments }: LiveScope): boolean {
  if (runs === undefined && experiments === undefined) return true
  return runs?.includes(run_id) === true || experiments?.includes(experiment_id) === true
}

/** An event without keys is about all of them. */
const isOfKeys = (keys: readonly string[], { metrics }: LiveScope): boolean =>
  metrics === undefined || (keys.length === 0 ? metrics.length > 0 : keys.some((key) => metrics.includes(key)))
