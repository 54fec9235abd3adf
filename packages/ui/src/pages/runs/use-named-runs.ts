import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { idIn } from '../../query/clauses.ts'
import { fetchRows, type Projection } from './fetch-rows.ts'
import type { RunRow } from './run-row.ts'

const NONE: ReadonlyMap<string, RunRow> = new Map()

/** Runs that are shown wherever they stand in the list: from its rows, else fetched by themselves. Those that are gone are left out. */
export function useNamedRuns(
  ids: readonly string[],
  rows: readonly RunRow[] | undefined,
  projection: Projection | undefined,
): ReadonlyMap<string, RunRow> {
  const loaded = useMemo(
    () => (ids.length === 0 ? NONE : new Map(rows?.flatMap((row) => (ids.includes(row.id) ? [[row.id, row] as const] : [])))),
    [ids, rows],
  )
  const missing = useMemo(() => ids.filter((id) => !loaded.has(id)), [ids, loaded])
  const { data } = useQuery({
    queryKey: ['runs', 'named', missing, projection],
    queryFn: async ({ signal }) => {
      const request = { ...projection, experiment_ids: [], filter: idIn(missing), run_view_type: 'ALL' as const }
      return fetchRows(request, missing.length, new Map(), signal)
    },
    enabled: missing.length > 0 && rows !== undefined && projection !== undefined,
    placeholderData: keepPreviousData,
    structuralSharing: false,
    meta: { runs: missing, ...(projection && { metrics: projection.metrics }) },
  })
  return useMemo(
    () => (ids.length === 0 ? NONE : new Map([...(data?.rows.map((row) => [row.id, row] as const) ?? []), ...loaded])),
    [ids, data, loaded],
  )
}
