import { useQuery } from '@tanstack/react-query'
import { fetchRows, type Projection } from './fetch-rows.ts'
import type { RunRow } from './run-row.ts'

/** The run that others are compared with: from the rows, else fetched by itself. */
export function useBaseline(
  id: string | undefined,
  rows: ReadonlyMap<string, RunRow>,
  projection: Projection | undefined,
): RunRow | undefined {
  const loaded = id === undefined ? undefined : rows.get(id)
  const { data } = useQuery({
    queryKey: ['runs', 'baseline', id, projection],
    queryFn: async ({ signal }) => {
      const filter = `attributes.run_id = '${(id ?? '').replaceAll("'", '')}'`
      const { rows: found } = await fetchRows({ ...projection, experiment_ids: [], filter, run_view_type: 'ALL' }, 1, new Map(), signal)
      return found[0] ?? null
    },
    enabled: id !== undefined && loaded === undefined && projection !== undefined,
  })
  return id === undefined ? undefined : (loaded ?? data ?? undefined)
}
