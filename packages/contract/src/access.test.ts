import { expect, test } from 'vitest'
import { type Access, describeAccess, resourceOf } from './access.ts'
import type { Endpoint } from './endpoint.ts'
import { endpoints } from './endpoints.ts'

/** Fields that name a resource, wherever they stand in a request. */
const NAMING =
  /^(run_ids?|source_run_id|parent_run_id|experiment_ids?|experiment_name|model_ids?|logged_model_ids|view_id|source|artifact_location)$/
/** What looks like one and names nothing: `run_uuid` beside `run_id`, fields that MLflow ignores, sources of data. */
const EXEMPT: readonly string[] = ['listProxiedArtifacts run_id', 'logInputs datasets[].dataset.source']

/** Paths of the fields below a schema, lists as `name[]`. */
function fieldPaths(schema: unknown, path = ''): string[] {
  const { properties, items } = (schema ?? {}) as { properties?: Record<string, unknown>; items?: unknown }
  if (items) return fieldPaths(items, `${path}[]`)
  if (!properties) return [path]
  return Object.entries(properties).flatMap(([name, field]) => fieldPaths(field, path === '' ? name : `${path}.${name}`))
}

const fieldsOf = (access: Access): string[] => (typeof access === 'string' ? [] : access.flatMap(({ field }) => field ?? []))

const named = ({ request }: Endpoint): string[] =>
  fieldPaths(request).filter((path) => NAMING.test(path.replaceAll('[]', '').split('.').at(-1) ?? ''))

test.for(endpoints.map((endpoint) => [endpoint.name, endpoint] as const))(
  '%s says who may call, for every resource that its request names',
  ([name, endpoint]) => {
    if (typeof endpoint.access === 'string') return expect(endpoint.access).toMatch(/^(public|signed-in|administrator)$/)
    const missing = named(endpoint).filter((path) => !fieldsOf(endpoint.access).includes(path) && !EXEMPT.includes(`${name} ${path}`))
    expect(missing).toEqual([])
  },
)

test.for(endpoints.map((endpoint) => [endpoint.name, endpoint] as const))(
  '%s names fields of its request or path',
  ([, { access, request, path }]) => {
    const known = fieldPaths(request)
    const parameters = [...path.matchAll(/:\w+|\*$/g)].map(([parameter]) => (parameter === '*' ? ':*' : parameter))
    expect(fieldsOf(access).filter((field) => !known.includes(field) && !parameters.includes(field))).toEqual([])
  },
)

test('access is described a rule in a line', () => {
  expect(describeAccess('signed-in')).toEqual(['signed-in'])
  const access: Access = [
    { filtered: 'run', field: 'experiment_ids[]' },
    { right: 'read', resource: 'experiment', field: 'experiment_name', by: 'name' },
    { right: 'create', resource: 'server' },
    { right: 'delete', resource: 'run', field: 'run_ids[]', when: { field: 'action', values: ['delete', 'restore'] } },
  ]
  expect(describeAccess(access)).toEqual([
    'filtered run experiment_ids[]',
    'read experiment experiment_name by name',
    'create server',
    'delete run run_ids[] when action is delete or restore',
  ])
  expect([resourceOf(access), resourceOf('public')]).toEqual(['run', 'server'])
})
