import type { Experiment } from '@tailrace/contract'
import { queries } from './queries.ts'
import { askExperiment, askRail, RAIL } from './questions.ts'

/** The experiments that the rail shows. */
export const railQuery = {
  queryKey: ['experiments', 'rail'],
  queryFn: ({ signal }: { signal: AbortSignal }) => askRail(signal),
}

/** Takes what the rail shows from a page of all active experiments, the ones changed last first, so that it need not be asked for. */
export const railFrom = ({ experiments = [] }: { experiments?: Experiment[] }): void =>
  void queries.setQueryData(railQuery.queryKey, { experiments: experiments.slice(0, RAIL) })

/** One experiment. At first it is taken from the rail, which is asked for anyway, where it is among those. */
export const experimentQuery = (id: string) => ({
  queryKey: ['experiment', id],
  queryFn: async ({ signal }: { signal: AbortSignal }): Promise<Experiment> => {
    const isFirst = queries.getQueryData(['experiment', id]) === undefined
    const rail = isFirst ? await queries.fetchQuery(railQuery).catch(() => undefined) : undefined
    return rail?.experiments?.find(({ experiment_id }) => experiment_id === id) ?? (await askExperiment(id, signal)).experiment
  },
})
