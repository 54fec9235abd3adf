import type { Search } from '../../address-text.ts'
import { listText } from '../../table/columns.ts'
import type { ChartMode } from './in-charts.ts'

const MLFLOW_ATTRIBUTES: Readonly<Record<string, string>> = {
  start_time: 'start_time',
  Created: 'start_time',
  Duration: 'duration',
  User: 'user_id',
  Source: 'source',
  Version: 'version',
  Dataset: 'datasets',
  Models: 'models',
  'Experiment Name': 'experiment',
  Description: 'note',
}

/** What charts leave out, as MLflow calls it; the ids of hidden runs count where it says none of these. */
const CHART_MODES: Readonly<Record<string, ChartMode>> = {
  HIDEALL: 'none',
  FIRST_10_RUNS: 'first10',
  FIRST_20_RUNS: 'first20',
  HIDE_FINISHED_RUNS: 'unfinished',
}

/** The id of a column that MLflow writes as metrics.`a b`, attributes.`Source`. */
function columnId(text: string): string | undefined {
  const [, kind, key = ''] = /^(metrics|params|tags|attributes)\.`?(.+?)`?$/.exec(text) ?? []
  if (!kind) return undefined
  if (kind !== 'attributes') return `${kind}.${key}`
  const name = MLFLOW_ATTRIBUTES[key]
  return name && `attributes.${name}`
}

/** The range of start times, as MLflow calls it; a year is given by its first day. */
const SPANS: Readonly<Record<string, string>> = { LAST_HOUR: '1h', LAST_24_HOURS: '24h', LAST_7_DAYS: '7d', LAST_30_DAYS: '30d' }
const YEAR = 365 * 86_400_000

/** The order without which nothing need be said. */
const NEWEST = '-attributes.start_time'

/** Names of the query parameters with which MLflow's pages of runs kept their state. */
const NAMES = [
  'searchFilter', 'searchInput', 'orderByKey', 'orderByAsc', 'startTime', 'lifecycleFilter', 'modelVersionFilter', 'datasetsFilter',
  'selectedColumns', 'runsExpanded', 'runsHidden', 'runsHiddenMode', 'runsPinned', 'compareRunsMode', 'compareRunCharts', 'isComparingRuns',
  'viewMaximized', 'runListHidden', 'showMultiColumns', 'categorizedUncheckedKeys', 'diffSwitchSelected', 'preSwitchCategorizedUncheckedKeys',
  'postSwitchCategorizedUncheckedKeys', 'useGroupedValuesInCharts', 'hideEmptyCharts',
] as const // prettier-ignore

/**
 * The query parameters of the page of runs for the state of MLflow's, from a shared view or from an address: filter, order, columns, times, stage, data sets,
 * view, hidden and pinned runs. What it does not have here (charts, expanded rows) is left out.
 */
export function viewOfMlflow(state: Readonly<Record<string, unknown>>): Record<string, string> {
  const words = (name: string): string => (typeof state[name] === 'string' ? state[name] : '')
  const hidden = listIn(state['runsHidden'])
  const pinned = listIn(state['runsPinned'])
  const order = columnId(words('orderByKey'))
  const isAscending = state['orderByAsc'] === true || state['orderByAsc'] === 'true'
  const sort = order && (isAscending ? order : `-${order}`)
  const only = CHART_MODES[words('runsHiddenMode')]
  const cols = listIn(state['selectedColumns']).flatMap((id) => columnId(id) ?? [])
  const filter = [words('searchFilter') || words('searchInput'), datasetClause(words('datasetsFilter'))].filter(
    (part) => part.trim() !== '',
  )
  const startTime = words('startTime')
  const time = startTime === 'LAST_YEAR' ? `${new Date(Date.now() - YEAR).toISOString().slice(0, 10)}..` : SPANS[startTime]
  return {
    ...(filter.length > 0 && { q: filter.join(' AND ') }),
    ...(sort && sort !== NEWEST && { sort }),
    ...(cols.length > 0 && { cols: listText(cols) }),
    ...(time && { time }),
    ...(words('lifecycleFilter').toLowerCase() === 'deleted' && { state: 'deleted' }),
    ...((words('compareRunsMode') === 'CHART' || words('isComparingRuns') === 'true') && { view: 'charts' }),
    ...(pinned.length > 0 && { top: listText(pinned) }),
    ...(only && { only }),
    ...(!only && hidden.length > 0 && { hide: listText(hidden) }),
  }
}

/** Translates the query of an old link to a page of runs; undefined when it is none. What it says in the words of this UI counts more. */
export function translatedQuery(path: string, query: Search): Search | undefined {
  if (!/^\/(experiments\/[^/]+|compare-experiments)(\/|$)/.test(path) || !NAMES.some((name) => name in query)) return undefined
  const rest = Object.fromEntries(Object.entries(query).filter(([name]) => !(NAMES as readonly string[]).includes(name)))
  return { ...viewOfMlflow(query), ...rest }
}

/** A list of texts: as it is, as JSON, or with commas between. */
function listIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.filter((each): each is string => typeof each === 'string')
  if (typeof value !== 'string' || value === '') return []
  if (!value.startsWith('[')) return value.split(',').filter((each) => each !== '')
  try {
    return listIn(JSON.parse(value) as unknown)
  } catch {
    return []
  }
}

/** The condition for data sets, which stand in an address as JSON in base64. */
function datasetClause(text: string): string {
  try {
    const listed: unknown = JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(text), (char) => char.charCodeAt(0))))
    const sets = Array.isArray(listed) ? (listed as { name?: unknown; digest?: unknown }[]) : []
    return (['name', 'digest'] as const)
      .flatMap((field) => {
        const values = sets.map((set) => set[field]).filter((value): value is string => typeof value === 'string' && !value.includes("'"))
        return values.length > 0 ? [`datasets.${field} IN (${[...new Set(values)].map((value) => `'${value}'`).join(', ')})`] : []
      })
      .join(' AND ')
  } catch {
    return ''
  }
}
