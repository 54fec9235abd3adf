import { queryText } from '../../api/http.ts'
import { viewOfMlflow } from './old-links.ts'
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
 * The view of a link that MLflow made (`viewStateShareKey`): the value of the experiment's tag, JSON as it is or deflated in base64.
 * Order, filter, columns, stage and hidden or pinned runs are read; undefined where it is neither.
 */
export async function originalView(value: string): Promise<ViewState | undefined> {
  const text = value.startsWith('deflate;') ? await inflate(value.slice('deflate;'.length)).catch(() => '') : value
  try {
    const state = JSON.parse(text) as Record<string, unknown>
    return viewOfMlflow(state)
  } catch {
    return undefined
  }
}

async function inflate(base64: string): Promise<string> {
  const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'))).text()
}
