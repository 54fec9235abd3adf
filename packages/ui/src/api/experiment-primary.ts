import { type Experiment, PRIMARY_METRIC_TAG, type PrimaryKey, parsePrimaryMetric } from '@tailrace/contract'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { experimentQuery } from './experiment-query.ts'

/** Reads the primary metric of an experiment from its tag. */
export const primaryOf = (experiment: Pick<Experiment, 'tags'> | undefined): PrimaryKey | undefined =>
  parsePrimaryMetric(experiment?.tags?.find(({ key }) => key === PRIMARY_METRIC_TAG)?.value)

/** The primary metric of the experiment that all of some runs belong to; undefined while it is not known, and for several experiments. */
export function usePrimary(experimentIds: readonly string[]): PrimaryKey | undefined {
  const [only = '', ...others] = [...new Set(experimentIds)]
  const { data } = useQuery({ ...experimentQuery(only), enabled: only !== '' && others.length === 0 })
  return useMemo(() => primaryOf(data), [data])
}
