import { type Touch, describeAccess, endpoints } from '@tailrace/contract'
import { expect, test } from 'vitest'
import { extraRoutes } from './extra-routes.ts'
import type { Route } from './route.ts'
import { testServer } from './server-for-tests.ts'

const routes: Route[] = [
  ...endpoints.flatMap((endpoint) =>
    (endpoint.prefixes ?? ['/api', '/ajax-api']).map((prefix) => ({ ...endpoint, path: `${prefix}${endpoint.path}` })),
  ),
  ...extraRoutes,
]

const touchText = ({ resource, field }: Touch): string => `${resource} ${field}`

/** A route in a line: method, path, who may use it, whether it may be sent again, what it changes. */
function lineOf({ method, path, access, idempotent, touches }: Route): string {
  const parts = [describeAccess(access).join(', '), idempotent ? 'idempotent' : 'once', touches.map(touchText).join(', ') || 'nothing']
  return `${method} ${path} | ${parts.join(' | ')}`
}

test('every route declares access, idempotence and what it touches, as recorded', async () => {
  const { app } = await testServer()
  for (const { method, path } of routes) expect(app.hasRoute({ method, url: path }), `${method} ${path}`).toBe(true)
  const lines = routes.filter(({ path }) => !path.startsWith('/ajax-api/') || !isTwice(path)).map(lineOf)
  await expect(`${lines.toSorted().join('\n')}\n`).toMatchFileSnapshot('./route-list.txt')
})

/** Whether the same route is also served below /api. */
const isTwice = (path: string): boolean => routes.some((route) => route.path === path.replace('/ajax-api/', '/api/'))
