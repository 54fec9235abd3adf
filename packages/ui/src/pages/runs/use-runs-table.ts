import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { ApiError } from '../../api/http.ts'
import { forgetOld } from '../../api/queries.ts'
import { COLOR_TAG, colorOf } from '../../charts/series-colors.ts'
import { type ColumnView, viewOf } from '../../table/column-view.ts'
import { columnOf, isSame } from '../../table/columns.ts'
import type { Shown } from '../../table/shown-value.ts'
import { type Below, type Item, groupItems, listItems } from './items.ts'
import { hiddenInCharts } from './in-charts.ts'
import { pointIn, type RunRow } from './run-row.ts'
import { type Aggregate, columnsOf, isNested, orderOf, type RunsState, scopeOf } from './runs-state.ts'
import { type ListRequest, type Projection, requestOf, withExtremes } from './fetch-rows.ts'
import type { RunsAddress } from './use-runs-state.ts'
import { useBelow } from './use-below.ts'
import { useGroups } from './use-groups.ts'
import { useNamedRuns } from './use-named-runs.ts'
import { type RunList, useRunList } from './use-run-list.ts'
import { type ColumnStatistics, useAutomaticColumns, useFirstSight, useStatistics, useTouched } from './use-statistics.ts'

export interface RunsTable {
  items: readonly Item[]
  /** All runs that are in the document's reach: those of the list and those below open lines. */
  rows: ReadonlyMap<string, RunRow>
  list: RunList
  groups: ReturnType<typeof useGroups>
  statistics: ColumnStatistics | undefined
  columnIds: readonly string[]
  pinned: readonly ColumnView[]
  columns: readonly ColumnView[]
  /** The run that the others are compared with. */
  baseline: RunRow | undefined
  /** Columns that "diff only" leaves out. */
  same: number
  colors: ReadonlyMap<string, string>
  /** Runs that charts leave out. */
  hidden: ReadonlySet<string>
  request: ListRequest
  projection: Projection | undefined
  toggle: (item: Item) => void
}

const NO_ROWS: readonly RunRow[] = []
const NOTHING_SHOWN: ReadonlyMap<string, Shown> = new Map()
const NOTHING_SELECTED: ReadonlySet<string> = new Set()
const NOTHING_OPEN: ReadonlyMap<string, Below> = new Map()
/** Rows whose values decide how a column is drawn. */
const LOOKED_AT = 500

/**
 * The filter that is asked with: that of the address, or, when the server has refused that one, the last one that it took; so the table keeps its
 * rows while the box shows what is wrong.
 */
function useUsableFilter(wanted: string): { q: string; judge: (q: string, error: unknown, taken: boolean) => void } {
  const [refused, setRefused] = useState<string | undefined>()
  const [good, setGood] = useState('')
  const judge = useCallback((q: string, error: unknown, taken: boolean) => {
    if (taken) setGood(q)
    else if (isOfFilter(q, error)) setRefused(q)
  }, [])
  return { q: refused === wanted ? good : wanted, judge }
}

const isOfFilter = (q: string, error: unknown): boolean => q !== '' && error instanceof ApiError && error.status === 400

const clock = (): number => Date.now()

/** Everything that the table shows, from the address and the server. */
export function useRunsTable({ experimentIds, state, selected }: Pick<RunsAddress, 'experimentIds' | 'state' | 'selected'>): RunsTable {
  // The end of a time span moves; a new filter takes the time of its own.
  const now = useMemo(clock, [state.time])
  const { time, stage } = state
  const { q, judge } = useUsableFilter(state.q)
  const scope = useMemo(() => scopeOf({ ...state, q, time, stage }, experimentIds, now), [q, time, stage, experimentIds, now])
  const nested = isNested({ ...state, q })
  const [order = ''] = orderOf(state)
  const request = useMemo(() => requestOf(scope, order, nested), [scope, order, nested])
  const [firstScope] = useState(scope)
  // Columns that were chosen stay, whatever is filtered: then the rows need not come with the statistics.
  const first = useFirstSight(scope, scope === firstScope ? state : undefined)
  useEffect(() => {
    for (const what of ['list', 'columns', 'groups', 'below']) forgetOld('runs', what)
    for (const what of ['run-columns', 'metrics', 'experiment', 'views']) forgetOld(what)
  }, [request])
  useEffect(
    () => judge(q, first.error, first.isSuccess && !first.isPlaceholderData),
    [judge, q, first.error, first.isSuccess, first.isPlaceholderData],
  )
  const touched = useTouched()
  const { statistics, follow } = useStatistics(scope, first, touched)
  const automatic = useAutomaticColumns(experimentIds, first.data)
  const columnIds = state.cols ?? automatic
  const isGrouped = state.group.length > 0
  // A group is about the latest values of its runs.
  const shown = isGrouped ? NOTHING_SHOWN : state.shown
  const visible = useMemo(() => {
    if (!columnIds) return undefined
    const columns = columnsOf([...new Set([...state.pinned, ...columnIds])])
    // The statistics are those of the latest values.
    return state.diff && statistics ? columns.filter((column) => shown.has(column.id) || !isSame(column, statistics)) : columns
  }, [columnIds, state.pinned, state.diff, statistics, shown])
  const projectionText = visible && JSON.stringify(withExtremes(visible, shown))
  const projection = useMemo(
    () => (projectionText === undefined ? undefined : (JSON.parse(projectionText) as Projection)),
    [projectionText],
  )
  const rowsOfList = useRunList(request, isGrouped ? undefined : projection, state.view, touched)
  const failed = columnIds || isOfFilter(q, first.error) ? null : first.error
  const list = failed ? { ...rowsOfList, error: failed, isLoading: false, retry: () => void first.refetch() } : rowsOfList
  useEffect(() => {
    if (list.rows?.length) follow()
  }, [list.rows, follow])
  const groups = useGroups(scope, state.group, projection?.metrics)
  const { open, toggle } = useBelow(scope, request.order_by, state.group, projection)
  const { kept, baseline } = state
  const namedIds = useMemo(() => (baseline === undefined ? kept : [...new Set([...kept, baseline])]), [kept, baseline])
  const named = useNamedRuns(namedIds, isGrouped ? NO_ROWS : list.rows, projection)
  const top = useMemo(() => kept.flatMap((id) => named.get(id) ?? []), [kept, named])
  const items = useMemo(
    () =>
      isGrouped
        ? groupItems(groups.data?.groups ?? [], state.group, open)
        : listItems(list.rows ?? NO_ROWS, nested ? open : NOTHING_OPEN, top),
    [isGrouped, groups.data, state.group, list.rows, open, nested, top],
  )
  const rows = useMemo(() => rowsIn(items), [items])
  const colors = useMemo(() => colorsFor(rows), [rows])
  const { toggled } = state
  // Groups are drawn as bands of all their runs, whatever the mode.
  const inCharts = isGrouped ? 'all' : state.inCharts
  const chosen = inCharts === 'selected' ? selected : NOTHING_SELECTED
  const hidden = useMemo(() => hiddenInCharts(rows.values(), inCharts, toggled, chosen), [rows, inCharts, toggled, chosen])
  const views = useViews(visible ?? [], items, state, shown)
  const pinned = useMemo(() => views.filter(({ id }) => state.pinned.includes(id)), [views, state.pinned])
  const columns = useMemo(() => views.filter(({ id }) => !state.pinned.includes(id)), [views, state.pinned])
  const same = columnIds ? new Set([...state.pinned, ...columnIds]).size - (visible?.length ?? 0) : 0
  return {
    items,
    rows,
    list,
    groups,
    statistics,
    columnIds: columnIds ?? [],
    pinned,
    columns,
    baseline: baseline === undefined ? undefined : named.get(baseline),
    same,
    colors,
    hidden,
    request,
    projection,
    toggle,
  }
}

function rowsIn(items: readonly Item[]): ReadonlyMap<string, RunRow> {
  const rows = new Map<string, RunRow>()
  items.forEach((item) => item.kind === 'run' && rows.set(item.row.id, item.row))
  return rows
}

function colorsFor(rows: ReadonlyMap<string, RunRow>): ReadonlyMap<string, string> {
  return new Map([...rows].map(([run_id, { ordinal, tags }]) => [run_id, colorOf({ run_id, ordinal, chosen: tags.get(COLOR_TAG) })]))
}

/** How each column is drawn; the same objects as before where nothing has changed, so that rows are not drawn again. */
function useViews(
  columns: readonly { id: string }[],
  items: readonly Item[],
  { widths, heat, flipped, group, aggregate }: RunsState,
  shown: ReadonlyMap<string, Shown>,
): readonly ColumnView[] {
  const kept = useRef(new Map<string, ColumnView>())
  const before = useRef<readonly ColumnView[]>([])
  return useMemo(() => {
    const some = items.slice(0, LOOKED_AT)
    const next = columns.flatMap(({ id }) => {
      const what = shown.get(id)
      const view = viewOf(id, valuesOf(id, some, what, aggregate), {
        width: widths.get(id),
        heat: heat.has(id),
        flipped: flipped.has(id),
        shown: what,
        aggregate: group.length > 0 ? aggregate : undefined,
      })
      if (!view) return []
      const old = kept.current.get(id)
      const same = old && JSON.stringify(old) === JSON.stringify(view) ? old : view
      kept.current.set(id, same)
      return [same]
    })
    if (next.length !== before.current.length || next.some((view, index) => view !== before.current[index])) before.current = next
    return before.current
  }, [columns, items, widths, heat, flipped, shown, group, aggregate])
}

function valuesOf(
  id: string,
  items: readonly Item[],
  shown: Shown | undefined,
  aggregate: Aggregate,
): { numbers: (number | string)[]; texts: string[] } {
  const column = columnOf(id)
  const numbers: (number | string)[] = []
  const texts: string[] = []
  for (const item of items) {
    if (item.kind === 'group' && column?.kind === 'metrics') {
      for (const metric of item.group.metrics) if (metric.key === column.key) numbers.push(metric[aggregate])
    }
    if (item.kind !== 'run' || !column) continue
    const point = column.kind === 'metrics' ? pointIn(item.row, { key: column.key, shown }) : undefined
    if (point) numbers.push(point.value)
    const text = column.kind === 'params' ? item.row.params.get(column.key) : undefined
    if (text !== undefined) texts.push(text)
  }
  return { numbers, texts }
}
