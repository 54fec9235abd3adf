import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A method and a path. Path parameters stand as `<name>`, or `<path:name>` for the rest of a path. */
export interface Route {
  readonly method: string
  readonly path: string
}

/** An endpoint of the MLflow server. */
export interface ReferenceEndpoint extends Route {
  readonly tier: 'CORE' | 'OPS' | 'GENAI'
  readonly group: string
  /** The same path is served below `/ajax-api` too. */
  readonly ajaxAlias?: boolean
  /** False: MLflow declares it and answers 404. */
  readonly implemented?: boolean
}

/** Paths that are left out on purpose, with the reason. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  '/static-files/<path>': 'holds the pages of MLflow; ours have their own',
}

/** The checked-in list of MLflow's endpoints, without what it does not answer itself. */
export function readReference(root: string): ReferenceEndpoint[] {
  const list = JSON.parse(readFileSync(join(root, 'parity', 'reference-endpoints.json'), 'utf8')) as { endpoints: ReferenceEndpoint[] }
  return list.endpoints.filter(({ path, implemented }) => implemented !== false && !(path in LEFT_OUT))
}

/** The routes of an endpoint: one, or two with its alias below /ajax-api. */
export function routesOf({ method, path, ajaxAlias }: ReferenceEndpoint): Route[] {
  return ajaxAlias
    ? [
        { method, path },
        { method, path: path.replace('/api/', '/ajax-api/') },
      ]
    : [{ method, path }]
}

/** The endpoints of which a route is not served, by that route. Where both are missing, the first stands for the two. */
export function missing(
  reference: readonly ReferenceEndpoint[],
  served: readonly Route[],
): (ReferenceEndpoint & { readonly route: string })[] {
  const known = new Set(served.map(nameOf))
  return reference.flatMap((endpoint) => {
    const gap = routesOf(endpoint).find((route) => !known.has(nameOf(route)))
    return gap ? [{ ...endpoint, route: nameOf(gap) }] : []
  })
}

function nameOf({ method, path }: Route): string {
  return `${method} ${path}`
}
