import type { PrimaryKey } from '@tailrace/contract'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { ApiError } from '../../api/http.ts'
import { forgetOld } from '../../api/queries.ts'
import { COLOR_TAG, colorOf } from '../../charts/series-colors.ts'
import { type ColumnView, viewOf } from '../../table/column-view.ts'
import { columnOf } from '../../table/columns.ts'
import type { Shown } from '../../table/shown-value.ts'
import { type ChildRows, type Item, groupItems, listItems } from './items.ts'
import { hiddenInCharts, withHiddenParents } from './in-charts.ts'
import { pointIn, type RunRow } from './run-row.ts'
import { type Aggregate, orderOf, type RunsState, scopeOf } from './runs-state.ts'
import { type ListRequest, type Projection, requestOf } from './fetch-rows.ts'
import { dependsOnKeys, isNested, isNestedByItself } from './nesting.ts'
import { useChartRows } from './use-chart-rows.ts'
import { useShownColumns } from './use-shown-columns.ts'
import type { RunsAddress } from './use-runs-state.ts'
import { useExpandedRows } from './use-expanded-rows.ts'
import { useGroups } from './use-groups.ts'
import { useNamedRuns } from './use-named-runs.ts'
import { type RunList, useRunList } from './use-run-list.ts'
import { type ColumnStatistics, useAutomaticColumns, useFirstSight, useStatistics, useHasInteracted } from './use-statistics.ts'

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
  /** Whether nested runs stand below their parents, and whether they would had the reader not chosen. */
  nested: boolean
  nestedByItself: boolean
  /** The runs that charts draw: those of the table, and those below parents that are closed. */
  chartRows: ReadonlyMap<string, RunRow>
  /** Columns that cannot be hidden: the table is filtered or sorted by them. */
  needed: ReadonlySet<string>
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
const NOTHING_OPEN: ReadonlyMap<string, ChildRows> = new Map()
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
  const [firstScope] = useState(scope)
  // Columns that were chosen stay, whatever is filtered: then the rows need not come with the statistics.
  const first = useFirstSight(scope, scope === firstScope ? state : undefined)
  const [nested, nestedByItself] = [isNested(state, q, first.data), isNestedByItself(state, q, first.data)]
  const isDecided = first.data !== undefined || first.error !== null || !dependsOnKeys(state, q)
  const [order = ''] = orderOf(state)
  const request = useMemo(() => requestOf(scope, order, nested), [scope, order, nested])
  useEffect(() => {
    for (const what of ['list', 'columns', 'groups', 'below']) forgetOld('runs', what)
    for (const what of ['run-columns', 'metrics', 'experiment', 'views']) forgetOld(what)
  }, [request])
  useEffect(
    () => judge(q, first.error, first.isSuccess && !first.isPlaceholderData),
    [judge, q, first.error, first.isSuccess, first.isPlaceholderData],
  )
  const touched = useHasInteracted()
  const { statistics, follow } = useStatistics(scope, first, touched)
  const automatic = useAutomaticColumns(experimentIds, first.data)
  const isGrouped = state.group.length > 0
  // A group is about the latest values of its runs.
  const shown = isGrouped ? NOTHING_SHOWN : state.shown
  const { columnIds, needed, visible, same, projection } = useShownColumns(state, q, automatic, shown, statistics)
  const rowsOfList = useRunList(request, isGrouped || !isDecided ? undefined : projection, state.view, touched)
  const failed = columnIds || isOfFilter(q, first.error) ? null : first.error
  const list = failed ? { ...rowsOfList, error: failed, isLoading: false, retry: () => void first.refetch() } : rowsOfList
  useEffect(() => {
    if (list.rows?.length) follow()
  }, [list.rows, follow])
  const groups = useGroups(scope, state.group, projection)
  const { open, toggle } = useExpandedRows(scope, request.order_by, state.group, projection)
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
  const chartRows = useChartRows(rows, request, state.view)
  const colors = useMemo(() => colorsFor(chartRows), [chartRows])
  const hidden = useHidden(chartRows, rows, state, selected)
  const views = useViews(visible ?? [], items, state, shown, statistics?.primary)
  const pinned = useMemo(() => views.filter(({ id }) => state.pinned.includes(id)), [views, state.pinned])
  const columns = useMemo(() => views.filter(({ id }) => !state.pinned.includes(id)), [views, state.pinned])
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
    nested,
    nestedByItself,
    chartRows,
    needed,
    same,
    colors,
    hidden,
    request,
    projection,
    toggle,
  }
}

/** Runs that charts leave out. Groups are drawn as bands of all their runs, whatever the mode. */
function useHidden(
  chartRows: ReadonlyMap<string, RunRow>,
  rows: ReadonlyMap<string, RunRow>,
  { group, inCharts, toggled }: Pick<RunsState, 'group' | 'inCharts' | 'toggled'>,
  selected: ReadonlySet<string>,
): ReadonlySet<string> {
  const mode = group.length > 0 ? 'all' : inCharts
  const chosen = mode === 'selected' ? selected : NOTHING_SELECTED
  return useMemo(
    () => withHiddenParents(chartRows, rows, hiddenInCharts(chartRows.values(), mode, toggled, chosen)),
    [chartRows, rows, mode, toggled, chosen],
  )
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
  primary: PrimaryKey | undefined,
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
        primary,
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
  }, [columns, items, widths, heat, flipped, shown, group, aggregate, primary])
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
    if (item.kind === 'group' && column?.kind === 'params') {
      for (const { key, value } of item.group.params ?? []) if (key === column.key && value !== undefined) texts.push(value)
    }
    if (item.kind !== 'run' || !column) continue
    const point = column.kind === 'metrics' ? pointIn(item.row, { key: column.key, shown }) : undefined
    if (point) numbers.push(point.value)
    const ofChildren = column.kind === 'metrics' ? item.row.childMetrics.get(column.key) : undefined
    if (ofChildren) numbers.push(ofChildren.min, ofChildren.max)
    const text = column.kind === 'params' ? item.row.params.get(column.key) : undefined
    if (text !== undefined) texts.push(text)
  }
  return { numbers, texts }
}
