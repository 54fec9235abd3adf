import { queryText } from '../../api/http.ts'
import { listText } from '../../table/columns.ts'
import type { ChartMode } from './in-charts.ts'
import { VIEW_PARAMETERS } from './runs-state.ts'

/** What a saved view keeps: query parameters of the page. */
export type ViewState = Partial<Record<(typeof VIEW_PARAMETERS)[number], string>>

/** The parts of an address that make a view. */
export const viewStateOf = (query: Readonly<Record<string, string>>): ViewState =>
  Object.fromEntries(VIEW_PARAMETERS.flatMap((name) => (query[name] ? [[name, query[name]]] : [])))

/** Reads the state of a saved view; what is no text is left out, what is no JSON is empty. */
export function parseViewState(text: string): ViewState {
  try {
    const state: unknown = JSON.parse(text)
    if (typeof state !== 'object' || state === null) return {}
    return viewStateOf(Object.fromEntries(Object.entries(state).filter((entry): entry is [string, string] => typeof entry[1] === 'string')))
  } catch {
    return {}
  }
}

/** Query changes that open a view: parameters that it does not have are taken out. */
export const openingOf = (state: ViewState): Record<string, string | undefined> =>
  Object.fromEntries(VIEW_PARAMETERS.map((name) => [name, state[name]]))

/** The query of a link that opens a view. */
export const viewQuery = (state: ViewState): string => queryText(state)

/**
 * The view of a link that the original made (`viewStateShareKey`): the value of the experiment's tag, JSON as it is or deflated in base64.
 * Order, filter, columns, stage and hidden or pinned runs are read; undefined where it is neither.
 */
export async function originalView(value: string): Promise<ViewState | undefined> {
  const text = value.startsWith('deflate;') ? await inflate(value.slice('deflate;'.length)).catch(() => '') : value
  try {
    const state = JSON.parse(text) as Record<string, unknown>
    const words = (name: string): string => (typeof state[name] === 'string' ? state[name] : '')
    const columns = Array.isArray(state['selectedColumns']) ? state['selectedColumns'].filter((id) => typeof id === 'string') : []
    const hidden = Array.isArray(state['runsHidden']) ? state['runsHidden'].filter((id) => typeof id === 'string') : []
    const pinned = Array.isArray(state['runsPinned']) ? state['runsPinned'].filter((id) => typeof id === 'string') : []
    const order = columnId(words('orderByKey'))
    const only = ORIGINAL_MODES[words('runsHiddenMode')]
    const cols = columns.flatMap((id) => columnId(id) ?? [])
    return {
      ...(words('searchFilter') && { q: words('searchFilter') }),
      ...(order && { sort: state['orderByAsc'] === true ? order : `-${order}` }),
      ...(cols.length > 0 && { cols: listText(cols) }),
      ...(words('lifecycleFilter').toLowerCase() === 'deleted' && { state: 'deleted' }),
      ...(pinned.length > 0 && { top: listText(pinned) }),
      ...(only && { only }),
      ...(!only && hidden.length > 0 && { hide: listText(hidden) }),
    }
  } catch {
    return undefined
  }
}

const ORIGINAL_ATTRIBUTES: Readonly<Record<string, string>> = {
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

/** How the original calls what charts leave out; the ids of its runs that are hidden count where it says none of these. */
const ORIGINAL_MODES: Readonly<Record<string, ChartMode>> = {
  HIDEALL: 'none',
  FIRST_10_RUNS: 'first10',
  FIRST_20_RUNS: 'first20',
  HIDE_FINISHED_RUNS: 'unfinished',
}

/** A column as the original names it: metrics.`a b`, attributes.`Source`. */
function columnId(text: string): string | undefined {
  const [, kind, key = ''] = /^(metrics|params|tags|attributes)\.`?(.+?)`?$/.exec(text) ?? []
  if (!kind) return undefined
  if (kind !== 'attributes') return `${kind}.${key}`
  const name = ORIGINAL_ATTRIBUTES[key]
  return name && `attributes.${name}`
}

async function inflate(base64: string): Promise<string> {
  const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'))).text()
}
