import { parse } from 'regexparam'

/**
 * Addresses are those of MLflow's UI, so that printed links and old bookmarks open the right page. The first that fits counts. From one address
 * of a line to another its page stays, and keeps its state.
 */
const ROUTES = [
  ['/', 'home'],
  ['/experiments', 'experiments'],
  ['/runs', 'runs'],
  ['/experiments/:experimentId/runs', 'runs'],
  // The tab and, below `artifacts`, the path of a file.
  ['/experiments/:experimentId/runs/:runId/*?', 'run'],
  ['/experiments/:experimentId/models', 'loggedModels'],
  ['/experiments/:experimentId/models/:modelId', 'loggedModel'],
  ['/experiments/:experimentId/models/:modelId/:tab', 'loggedModel'],
  // Tabs that are not here (traces, prompts ...) show the experiment.
  ['/experiments/:experimentId/*?', 'runs'],
  ['/runs/:runId', 'run'],
  ['/compare-experiments/*?', 'runs'],
  ['/compare-runs', 'compare'],
  ['/metric/*?', 'metric'],
  ['/models', 'models'],
  ['/createModel', 'models'],
  ['/models/:name/versions/:version', 'version'],
  ['/models/:name/*?', 'model'],
  ['/compare-model-versions', 'compareVersions'],
  ['/trash', 'trash'],
  ['/settings', 'settings'],
  ['/settings/:section', 'settings'],
] as const

export type PageName = (typeof ROUTES)[number][1]

/** A page, and which of its addresses led to it. */
export interface Place {
  /** Undefined for an address that is no page. */
  readonly page: PageName | undefined
  /** The pattern of the address, e.g. `/models/:name`. */
  readonly route: string
  /** Its parts by their names, decoded; `_splat` is the rest of it, which may be empty. */
  readonly params: Readonly<Record<string, string>>
}

const PATTERNS = ROUTES.map(([route, page]) => ({ route, page, ...parse(route) }))

const NOWHERE: Place = { page: undefined, route: '', params: {} }

/** The page that a path (as it stands in the address, encoded) leads to. */
export function placeOf(path: string): Place {
  for (const { route, page, keys, pattern } of PATTERNS) {
    const found = pattern.exec(path)
    if (!found) continue
    const parts = keys.map((name, at) => [name === '*' ? '_splat' : name, decoded(found[at + 1] ?? '')])
    return { page, route, params: Object.fromEntries(parts) }
  }
  return NOWHERE
}

/** A part that cannot be decoded, e.g. `100%`, is taken as it stands. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
