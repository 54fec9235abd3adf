import { keepPreviousData, useQueries } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'
import { allOf, equals, idIn, keyText } from '../../query/clauses.ts'
import { type Below, type Group, groupKey, type Item } from './items.ts'
import type { RunRow } from './run-row.ts'
import { type Scope, groupKeyOf } from './runs-state.ts'
import { fetchRows, type ListRequest, type Projection } from './fetch-rows.ts'

/** Runs fetched below a parent or group, and with each "more". */
const STEP = 100

/** What is open, and how many of its runs are wanted. */
type Opened = ReadonlyMap<string, { request: Partial<ListRequest>; wanted: number }>

/** The condition that makes a group out of the runs in scope; groups that no condition can tell are listed by their runs. */
function groupFilter({ values, run_ids }: Group, by: readonly string[]): string {
  const clauses = by.map((id, index) => {
    const key = groupKeyOf(id)
    const value = values[index] ?? null
    const named = { param: 'params', tag: 'tags', dataset: 'datasets', attribute: 'attributes' } as const
    const subject = key && keyText(named[key.kind], key.key)
    if (!key || !subject || (value === null && (key.kind === 'dataset' || key.kind === 'attribute'))) return undefined
    return value === null ? `${subject} IS NULL` : equals(subject, value)
  })
  if (clauses.some((clause) => clause === undefined)) return idIn(run_ids)
  return allOf(...clauses)
}

/** What stands below open parents and groups, fetched when they are opened. */
export function useBelow(
  scope: Scope,
  order_by: readonly string[],
  by: readonly string[],
  projection: Projection | undefined,
): { open: ReadonlyMap<string, Below>; toggle: (item: Item) => void } {
  const [opened, setOpened] = useState<Opened>(new Map())
  const entries = useMemo(() => [...opened], [opened])
  const results = useQueries({
    queries: entries.map(([, { request, wanted }]) => {
      const { filter, ...rest } = scope
      const whole = {
        ...rest,
        order_by: [...order_by],
        ...(by.length > 0 && { filter: allOf(filter, request.filter) }),
        ...(request.parent_run_id && { parent_run_id: request.parent_run_id }),
      }
      return {
        queryKey: ['runs', 'below', whole, projection, wanted],
        queryFn: ({ signal }: { signal: AbortSignal }) => fetchRows({ ...whole, ...projection }, wanted, new Map<string, RunRow>(), signal),
        enabled: projection !== undefined,
        placeholderData: keepPreviousData,
        structuralSharing: false as const,
      }
    }),
    combine: useCallback(
      (all: readonly { data?: { rows: readonly RunRow[]; total: number | undefined } | undefined; error: unknown }[]) => all,
      [],
    ),
  })
  const open = useMemo(
    () =>
      new Map<string, Below>(
        entries.map(([key, { wanted, request }], index) => [
          key,
          {
            rows: results[index]?.data?.rows,
            total: results[index]?.data?.total,
            error: results[index]?.error ?? undefined,
            more: () => setOpened((before) => new Map(before).set(key, { request, wanted: wanted + STEP })),
          },
        ]),
      ),
    [entries, results],
  )
  const toggle = useCallback(
    (item: Item) => {
      if (item.kind === 'note') return
      const key = item.kind === 'run' ? item.row.id : groupKey(item.group)
      const request = item.kind === 'run' ? { parent_run_id: item.row.id } : { filter: groupFilter(item.group, by) }
      setOpened((before) => {
        const after = new Map(before)
        if (!after.delete(key)) after.set(key, { request, wanted: STEP })
        return after
      })
    },
    [by],
  )
  return { open, toggle }
}
