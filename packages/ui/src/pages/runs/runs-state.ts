import { allOf, keyText } from '../../query/clauses.ts'
import { quoteKeys } from '../../query/quote-keys.ts'
import { type ChartMode, chartModeOf } from './in-charts.ts'
import { type Shown, shownOf } from '../../table/shown-value.ts'
import { type Column, columnOf, listOf, listText, orderBy, widthsOf } from '../../table/columns.ts'

/** Which stage of life is shown. */
export type Stage = 'ACTIVE_ONLY' | 'DELETED_ONLY' | 'ALL'
export type Aggregate = 'mean' | 'min' | 'max'
export type ViewMode = 'table' | 'split' | 'charts'

/** What the address says of the runs page. */
export interface RunsState {
  /** The filter, in the grammar of runs/search. */
  readonly q: string
  /** Id of the column, with `-` in front when descending. */
  readonly sort: string
  /** Undefined: the automatic ones. */
  readonly cols: readonly string[] | undefined
  readonly pinned: readonly string[]
  /** Runs that stand at the top whatever is filtered, and however it is sorted. */
  readonly kept: readonly string[]
  readonly heat: ReadonlySet<string>
  /** Metrics for which less is better although their name does not say so, or the other way round. */
  readonly flipped: ReadonlySet<string>
  /** Metrics whose columns show something else than the latest value. */
  readonly shown: ReadonlyMap<string, Shown>
  readonly widths: ReadonlyMap<string, number>
  readonly group: readonly string[]
  /** What groups show of a metric. */
  readonly aggregate: Aggregate
  readonly view: ViewMode
  readonly stage: Stage
  /** '' for always, else `1h`, `24h`, `7d`, `30d`, or two dates `2026-01-01..2026-01-31`. */
  readonly time: string
  readonly baseline: string | undefined
  readonly diff: boolean
  /** Whether nested runs stand below their parents; undefined: see `isNested` of nesting.ts. */
  readonly nested: boolean | undefined
  /** Which runs charts draw. */
  readonly inCharts: ChartMode
  /** Runs of which the opposite holds, as the reader wanted; in the mode `all` those that are hidden. */
  readonly toggled: ReadonlySet<string>
  readonly selected: ReadonlySet<string>
}

const STAGES: Readonly<Record<string, Stage>> = { deleted: 'DELETED_ONLY', all: 'ALL' }
const VIEWS: readonly string[] = ['split', 'charts'] satisfies ViewMode[]
/** Runs that can be kept at the top. */
export const MOST_KEPT = 50
/** The order of runs before anybody has sorted them. */
export const NEWEST_FIRST = '-attributes.start_time'

/** Names of the query parameters that make a view; all that a saved view keeps. */
export const VIEW_PARAMETERS = [
  'q', 'sort', 'cols', 'pin', 'heat', 'flip', 'show', 'w', 'group', 'agg', 'top', 'view', 'state', 'time', 'base', 'diff', 'nest', 'hide', 'only',
  'x', 'smooth', 'log', 'clip', 'charts', 'panels',
] as const // prettier-ignore

/** Reads the state from query parameters; what is nonsense there is taken for absent. */
export function stateOf(query: Readonly<Record<string, string>>): RunsState {
  const columns = (name: string): string[] => listOf(query[name]).filter((id) => columnOf(id))
  return {
    q: quoteKeys(query['q'] ?? '').text,
    sort: sortOf(query['sort']),
    cols: query['cols'] === undefined ? undefined : columns('cols'),
    pinned: columns('pin'),
    kept: listOf(query['top']).slice(0, MOST_KEPT),
    heat: new Set(columns('heat')),
    flipped: new Set(columns('flip')),
    shown: shownOf(query['show']),
    widths: widthsOf(query['w']),
    group: listOf(query['group']).slice(0, 3),
    aggregate: query['agg'] === 'min' || query['agg'] === 'max' ? query['agg'] : 'mean',
    view: VIEWS.includes(query['view'] ?? '') ? (query['view'] as ViewMode) : 'table',
    stage: STAGES[query['state'] ?? ''] ?? 'ACTIVE_ONLY',
    time: query['time'] ?? '',
    baseline: query['base'],
    diff: query['diff'] === '1',
    nested: query['nest'] === undefined ? undefined : query['nest'] === '1',
    inCharts: chartModeOf(query['only']),
    toggled: new Set(listOf(query['hide'])),
    selected: new Set(listOf(query['sel'])),
  }
}

function sortOf(text: string | undefined): string {
  const column = columnOf((text ?? '').replace(/^-/, ''))
  return text !== undefined && column ? text : NEWEST_FIRST
}

/** A set of ids as a query parameter. */
export const setText = (ids: ReadonlySet<string>): string => listText([...ids])

/** What is asked of runs/query besides the keys; equal states make equal requests. */
export interface Scope {
  experiment_ids: string[]
  filter?: string
  run_view_type: Stage
}

const MINUTE = 60_000
const SPANS: Readonly<Record<string, number>> = {
  '1h': 60 * MINUTE,
  '24h': 1440 * MINUTE,
  '7d': 7 * 1440 * MINUTE,
  '30d': 30 * 1440 * MINUTE,
}

/** The condition for a range of start times; '' for always. Ends of a span are cut to whole minutes so that it stays the same request for a while. */
export function timeClause(time: string, now: number): string {
  const span = SPANS[time]
  if (span !== undefined) return `attributes.start_time >= ${Math.floor((now - span) / (5 * MINUTE)) * 5 * MINUTE}`
  const [from, to] = time.split('..').map((day) => (/^\d{4}-\d{2}-\d{2}$/.test(day) ? new Date(`${day}T00:00`).getTime() : NaN))
  return allOf(
    from !== undefined && Number.isFinite(from) ? `attributes.start_time >= ${from}` : '',
    to !== undefined && Number.isFinite(to) ? `attributes.start_time < ${to + 1440 * MINUTE}` : '',
  )
}

/** The runs that a state shows. */
export function scopeOf({ q, time, stage }: RunsState, experimentIds: readonly string[], now: number): Scope {
  const filter = allOf(q, timeClause(time, now))
  return { experiment_ids: [...experimentIds], ...(filter !== '' && { filter }), run_view_type: stage }
}

/** The order of a state, newest first where the column cannot be sorted by. */
export const orderOf = ({ sort }: RunsState): string[] => [orderBy(sort, keyText) ?? 'attributes.start_time DESC']

/** Whether the table shows the columns that the server chooses, those alone, and the latest values of single runs. */
export const isAutomatic = ({ cols, pinned, shown, group, diff }: RunsState): boolean =>
  cols === undefined && pinned.length === 0 && shown.size === 0 && group.length === 0 && !diff

/** What a group is made by: `params.lr`, `tags.team`, `dataset.name`, `attributes.status`. */
export function groupKeyOf(id: string): { kind: 'param' | 'tag' | 'dataset' | 'attribute'; key: string } | undefined {
  const dot = id.indexOf('.')
  const key = id.slice(dot + 1)
  const kind = ({ params: 'param', tags: 'tag', dataset: 'dataset', attributes: 'attribute' } as const)[id.slice(0, Math.max(0, dot))]
  return kind && key !== '' ? { kind, key } : undefined
}

/** The columns of a list of ids. */
export const columnsOf = (ids: readonly string[]): Column[] => ids.flatMap((id) => columnOf(id) ?? [])
