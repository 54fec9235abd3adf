import { useCallback, useMemo, useState } from 'react'
import { usePathParams, useQuery as useAddress, useSetQuery } from '../../location.ts'
import { type RunsState, setText, stateOf } from './runs-state.ts'

/** More ids than these stay out of the address. */
const MOST_IN_ADDRESS = 100

export interface RunsAddress {
  /** Experiments whose runs are shown; none: all of them. */
  experimentIds: readonly string[]
  state: RunsState
  set: ReturnType<typeof useSetQuery>
  selected: ReadonlySet<string>
  select: (ids: ReadonlySet<string>) => void
}

/** The experiments and the state that the address tells, and the selection, which lives there as long as it is small; the same object while nothing changes. */
export function useRunsAddress(): RunsAddress {
  const query = useAddress()
  const { experimentId } = usePathParams()
  const set = useSetQuery()
  const text = JSON.stringify(query)
  const state = useMemo(() => stateOf(JSON.parse(text) as Record<string, string>), [text])
  const experiments = query['experiments']
  const experimentIds = useMemo(() => experimentsOf(experimentId, experiments), [experimentId, experiments])
  const [large, setLarge] = useState<ReadonlySet<string> | undefined>()
  const select = useCallback(
    (ids: ReadonlySet<string>) => {
      const fits = ids.size <= MOST_IN_ADDRESS
      setLarge(fits ? undefined : ids)
      set({ sel: fits ? setText(ids) : undefined }, 'replace')
    },
    [set],
  )
  const selected = large ?? state.selected
  return useMemo(() => ({ experimentIds, state, set, selected, select }), [experimentIds, state, set, selected, select])
}

/** The experiments that an address names: in its path, or in its query. */
export const experimentsOf = (inPath: string | undefined, inQuery: string | undefined): string[] =>
  inPath === undefined ? listed(inQuery) : [inPath]

/** The ids of `experiments=["1","2"]`, as MLflow writes it. */
function listed(text: string | undefined): string[] {
  if (text === undefined) return []
  try {
    const ids: unknown = JSON.parse(text)
    return Array.isArray(ids) ? ids.filter((id) => typeof id === 'string' || typeof id === 'number').map(String) : []
  } catch {
    return []
  }
}
