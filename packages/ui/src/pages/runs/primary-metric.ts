import { type Experiment, PRIMARY_METRIC_TAG, type PrimaryKey, primaryMetricText } from '@tailrace/contract'
import { deleteExperimentTag, setExperimentTag } from '../../api/calls.ts'
import { queries } from '../../api/queries.ts'
import { perform } from '../../frame/mutation.ts'
import { experimentsChanged } from '../experiments/experiment-actions.ts'
import { tagOf } from '../experiments/experiment-rows.ts'

/** Sets the metric that an experiment is about, for everybody, or unsets it; it can be undone. Says whether it worked. */
export function setPrimaryMetric({ experiment_id, name, tags }: Experiment, primary: PrimaryKey | undefined): Promise<boolean> {
  const key = PRIMARY_METRIC_TAG
  const put = (value: string | undefined): Promise<unknown> =>
    value === undefined ? deleteExperimentTag({ experiment_id, key }) : setExperimentTag({ experiment_id, key, value })
  const before = tagOf(tags, key)
  const said = primary
    ? `Primary metric of ${name}: ${primary.key}, ${primary.direction === 'up' ? 'higher' : 'lower'} is better`
    : `${name} has no primary metric now`
  return perform({
    run: () => put(primary && primaryMetricText(primary)),
    said,
    undo: () => put(before),
    after: () => Promise.all([experimentsChanged(), queries.invalidateQueries({ queryKey: ['run-columns'] })]),
  })
}
