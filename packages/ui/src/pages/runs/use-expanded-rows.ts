import { keepPreviousData, QueriesObserver, type QueryObserverOptions } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useHistoryValue, useKeepInHistory } from '../../history-entry.ts'
import { queries } from '../../api/queries.ts'
import { allOf, equals, idIn, keyText } from '../../query/clauses.ts'
import { type ChildRows, type Group, groupKey, type Item } from './items.ts'
import type { RunRow } from './run-row.ts'
import { type Scope, groupKeyOf } from './runs-state.ts'
import { fetchRows, liveScopeOf, type ListRequest, type Projection } from './fetch-rows.ts'

/** Runs fetched below a parent or group, and with each "more". */
const STEP = 100

/** What is open, and how many of its runs are wanted. */
type Opened = ReadonlyMap<string, Opening>

interface Opening {
  request: Partial<ListRequest>
  wanted: number
}

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

interface Answer {
  data?: { rows: readonly RunRow[]; total: number | undefined } | undefined
  error: unknown
}
type Question = QueryObserverOptions<NonNullable<Answer['data']>>

const NO_QUESTIONS: ReadonlyMap<string, Question> = new Map()
const NO_ANSWERS: ReadonlyMap<string, Answer> = new Map()

function belowQuery(
  { filter, ...rest }: Scope,
  order_by: readonly string[] | undefined,
  by: readonly string[],
  projection: Projection | undefined,
  { request, wanted }: { request: Partial<ListRequest>; wanted: number },
): Question {
  const whole = {
    ...rest,
    order_by: [...(order_by ?? [])],
    ...(by.length > 0 && { filter: allOf(filter, request.filter) }),
    ...(request.parent_run_id && { parent_run_id: request.parent_run_id, child_metrics: true }),
  }
  return {
    queryKey: ['runs', 'below', whole, projection, wanted],
    queryFn: ({ signal }: { signal: AbortSignal }) => fetchRows({ ...whole, ...projection }, wanted, new Map<string, RunRow>(), signal),
    enabled: projection !== undefined,
    placeholderData: keepPreviousData,
    structuralSharing: false as const,
    meta: liveScopeOf(whole, projection?.metrics),
  }
}

/** What is known of each question. Not the library's hook, which has every table pay for lines that hardly any has open. */
function useAnswers(asked: ReadonlyMap<string, Question>): ReadonlyMap<string, Answer> {
  const [answers, setAnswers] = useState<ReadonlyMap<string, Answer>>(NO_ANSWERS)
  const observer = useRef<QueriesObserver | undefined>(undefined)
  const keys = useRef<readonly string[]>([])
  useEffect(() => {
    if (asked.size === 0 && !observer.current) return
    const take = (all: readonly Answer[]): void =>
      setAnswers(new Map(keys.current.flatMap((key, at) => (all[at] ? [[key, all[at]] as const] : []))))
    keys.current = [...asked.keys()]
    const all = [...asked.values()] as QueryObserverOptions[]
    if (observer.current) observer.current.setQueries(all)
    else {
      observer.current = new QueriesObserver(queries, all)
      observer.current.subscribe((next) => take(next as Answer[]))
    }
    take(observer.current.getCurrentResult() as Answer[])
  }, [asked])
  useEffect(
    () => () => {
      observer.current?.destroy()
      observer.current = undefined
    },
    [],
  )
  return answers
}

/** What stands below open parents and groups, fetched when they are opened. */
export function useExpandedRows(
  scope: Scope,
  order_by: readonly string[] | undefined,
  by: readonly string[],
  projection: Projection | undefined,
): { open: ReadonlyMap<string, ChildRows>; toggle: (item: Item) => void } {
  const back = useHistoryValue<readonly [string, Opening][]>('open')
  const [opened, setOpened] = useState<Opened>(() => new Map(back))
  useKeepInHistory('open', () => [...opened])
  const asked = useMemo(
    () =>
      opened.size === 0 ? NO_QUESTIONS : new Map([...opened].map(([key, one]) => [key, belowQuery(scope, order_by, by, projection, one)])),
    [opened, scope, order_by, by, projection],
  )
  const answers = useAnswers(asked)
  const open = useMemo(
    () =>
      new Map<string, ChildRows>(
        [...opened].map(([key, { wanted, request }]) => {
          const { data, error } = answers.get(key) ?? {}
          const more = (): void => setOpened((before) => new Map(before).set(key, { request, wanted: wanted + STEP }))
          return [key, { rows: data?.rows, total: data?.total, error: error ?? undefined, more }]
        }),
      ),
    [opened, answers],
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
