import { describe, expect, test } from 'vitest'
import { endpoint } from './endpoint.ts'
import * as contract from './index.ts'
import { type JsonSchema, SchemaPrinter } from './openapi-schema.ts'
import { type OpenApiOperation, openApiDocument } from './openapi.ts'
import { Type, flag, int64, list, names, object, optional, requiredText, text } from './scalars.ts'

const { endpoints } = contract
const Thing = object({ name: text({ maxLength: 9 }), next: optional(text()) })
const create = endpoint({
  name: 'createThing',
  method: 'POST',
  path: '/2.0/things/:owner/create',
  summary: 'Makes a thing.',
  access: [{ right: 'update', resource: 'run', field: 'owner' }],
  idempotent: false,
  touches: [],
  request: object({
    owner: requiredText(),
    name: requiredText({ entityKey: 'key', cutAt: 5, label: 'Thing' }),
    size: optional(int64()),
    kinds: optional(list(names({ SMALL: 1, LARGE: 2 }), { maxItems: 3 })),
  }),
  response: object({ thing: Thing, others: optional(list(Thing)), flags: optional(Type.Record(Type.String(), flag())) }),
  errors: ['INVALID_PARAMETER_VALUE', 'BAD_REQUEST', 'RESOURCE_DOES_NOT_EXIST'],
})
const find = endpoint({
  name: 'findThing',
  method: 'GET',
  path: '/2.0/things/*',
  prefixes: ['/ajax-api'],
  summary: 'Finds a thing.',
  access: [{ filtered: 'run', field: 'ids[]' }],
  idempotent: true,
  touches: [],
  request: object({ ids: list(text(), { required: true }), size: optional(int64()) }),
  response: object({}),
  errors: [],
})
const download = endpoint({ ...find, name: 'downloadThings', path: '/2.0/things.csv', file: { type: 'text/csv', name: 'things.csv' } })
const reads = { access: [{ right: 'read', resource: 'run', field: 'id' }], idempotent: true } as const
const uploads = { access: [{ right: 'update', resource: 'artifact', field: ':*' }], idempotent: true } as const
const routes = [
  { name: 'file', method: 'GET', path: '/file', summary: 'A file.', ...reads, query: ['id!', 'part'] },
  { name: 'up', method: 'PUT', path: '/api/up/*', summary: 'Up.', ...uploads },
  { name: 'up', method: 'PUT', path: '/ajax-api/up/*', summary: 'Up.', ...uploads },
] as const
const document = openApiDocument({ endpoints: [create, find, download], routes, schemas: { Thing }, version: '1', prefix: '/mlflow' })
const ERROR = { content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } } }

describe('a small document', () => {
  test('an endpoint with a body', () => {
    expect(document.paths['/2.0/things/{owner}/create']).toEqual({
      post: {
        operationId: 'createThing',
        summary: 'Makes a thing.',
        tags: ['run'],
        'x-access': ['update run owner'],
        'x-idempotent': false,
        parameters: [{ name: 'owner', in: 'path', required: true, schema: { type: 'string', minLength: 1 } }],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: {
                type: 'object',
                required: ['name'],
                properties: {
                  name: { type: 'string', minLength: 1, 'x-entity-key': 'key', 'x-cut-at': 5 },
                  size: { type: 'integer', format: 'int64' },
                  kinds: {
                    type: 'array',
                    maxItems: 3,
                    items: { type: 'string', enum: ['SMALL', 'LARGE'], 'x-enum-numbers': { SMALL: 1, LARGE: 2 } },
                  },
                },
              },
            },
          },
        },
        responses: {
          200: {
            description: 'Done.',
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  required: ['thing'],
                  properties: {
                    thing: { $ref: '#/components/schemas/Thing' },
                    others: { type: 'array', items: { $ref: '#/components/schemas/Thing' } },
                    flags: { type: 'object', additionalProperties: { type: 'boolean' } },
                  },
                },
              },
            },
          },
          400: { description: 'INVALID_PARAMETER_VALUE, BAD_REQUEST', ...ERROR },
          404: { description: 'RESOURCE_DOES_NOT_EXIST', ...ERROR },
          default: { description: expect.any(String), ...ERROR },
        },
      },
    })
  })
  test('an endpoint without one, of one prefix', () => {
    expect(document.paths['/2.0/things/{path}']?.['get']).toMatchObject({
      servers: [{ url: '/mlflow/ajax-api' }],
      parameters: [
        { name: 'path', in: 'path', required: true, schema: { type: 'string' } },
        { name: 'ids', in: 'query', required: true, schema: { type: 'array', items: { type: 'string' } } },
        { name: 'size', in: 'query', schema: { type: 'integer', format: 'int64' } },
      ],
    })
  })
  test('an endpoint that answers a file', () => {
    expect(document.paths['/2.0/things.csv']?.['get']?.responses['200']).toEqual({
      description: 'Done.',
      content: { 'text/csv': { schema: { type: 'string' } } },
    })
  })
  test('routes beside the contract', () => {
    expect(document.paths['/file']?.['get']).toMatchObject({
      servers: [{ url: '/mlflow' }],
      parameters: [
        { name: 'id', in: 'query', required: true },
        { name: 'part', in: 'query' },
      ],
    })
    expect(document.paths['/up/{path}']?.['put']?.requestBody?.content).toHaveProperty('application/octet-stream')
    expect(Object.keys(document.paths)).toHaveLength(5)
  })
  test('servers are the two prefixes', () => expect(document.servers.map(({ url }) => url)).toEqual(['/mlflow/api', '/mlflow/ajax-api']))
  test('named objects stand once', () => {
    expect(document.components.schemas['Thing']).toEqual({
      type: 'object',
      required: ['name'],
      properties: { name: { type: 'string', maxLength: 9 }, next: { type: 'string' } },
    })
  })
  test('a keyword without a place in OpenAPI is left out, and reported', () => {
    const printer = new SchemaPrinter({})
    expect(printer.print(Type.String({ invented: 1 }))).toEqual({ type: 'string' })
    expect(printer.unknown).toEqual(new Set(['invented']))
  })
})

describe('the document of this contract', () => {
  const schemas = Object.fromEntries(
    Object.entries(contract as Record<string, unknown>).filter(
      ([name, value]) => /^[A-Z][a-z]/.test(name) && typeof value === 'object' && value !== null && 'properties' in value,
    ),
  )
  const whole = openApiDocument({ endpoints, routes: [], schemas: schemas as never, version: '1', prefix: '' })
  const operations = Object.entries(whole.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  const isRequestMethod = (method: string) => ['get', 'put', 'post', 'delete', 'patch'].includes(method)

  test('every keyword in use has a place in OpenAPI, or is left out on purpose (openapi-schema.ts)', () => {
    const printer = new SchemaPrinter({})
    for (const { request, response } of endpoints) [request, response].map((schema) => printer.print(schema))
    expect([...printer.unknown]).toEqual([])
  })
  test('it holds every endpoint once', () => {
    const ids = operations.map(({ operation }) => operation.operationId)
    expect(ids.sort()).toEqual(endpoints.map(({ name }) => name).sort())
    expect(new Set(ids).size).toBe(ids.length)
  })
  test('it has the members that OpenAPI 3.1 asks for', () => {
    expect(whole.openapi).toMatch(/^3\.1\.\d$/)
    expect(Object.keys(whole).sort()).toEqual(['components', 'info', 'openapi', 'paths', 'servers', 'tags'])
    expect(whole.info).toMatchObject({ title: expect.any(String), version: expect.any(String), license: { identifier: 'Apache-2.0' } })
    for (const { path, method, operation } of operations) {
      expect(path).toMatch(/^\//)
      expect(isRequestMethod(method)).toBe(true)
      expect(allowed(operation)).toEqual([])
    }
  })
  test('path parameters are those of the path', () => {
    for (const { path, operation } of operations) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      const declared = (operation.parameters ?? []).filter(({ in: where }) => where === 'path')
      expect(declared.map(({ name }) => name)).toEqual(named)
      expect(declared.every(({ required }) => required)).toBe(true)
      const all = (operation.parameters ?? []).map(({ name, in: where }) => `${where} ${name}`)
      expect(new Set(all).size).toBe(all.length)
    }
  })
  test('tags are declared', () => {
    const tags = whole.tags.map(({ name }) => name)
    for (const { operation } of operations) for (const tag of operation.tags) expect(tags).toContain(tag)
  })
  test('every schema is one of JSON Schema', () => {
    const found: JsonSchema[] = []
    collect(whole, found)
    expect(found.length).toBeGreaterThan(200)
    for (const schema of found) expect(schemaProblems(schema, whole.components.schemas)).toEqual([])
  })
})

const OPERATION = ['operationId', 'summary', 'tags', 'x-access', 'x-idempotent', 'servers', 'parameters', 'requestBody', 'responses']
const allowed = (operation: OpenApiOperation): string[] => Object.keys(operation).filter((key) => !OPERATION.includes(key))

/** Schemas wherever OpenAPI has them: below `schema`, `schemas`, `properties`, `items`, `additionalProperties`. */
function collect(value: unknown, found: JsonSchema[], isSchema = false): void {
  if (typeof value !== 'object' || value === null) return
  if (isSchema) found.push(value as JsonSchema)
  for (const [key, item] of Object.entries(value)) {
    if (key.startsWith('x-')) continue
    if (['schemas', 'properties'].includes(key)) for (const one of Object.values(item as object)) collect(one, found, true)
    else collect(item, found, ['schema', 'items', 'additionalProperties'].includes(key))
  }
}

const KEYWORDS: Readonly<Record<string, (value: unknown) => boolean>> = {
  $ref: (value) => typeof value === 'string',
  type: (value) =>
    [value].flat().every((name) => ['string', 'integer', 'number', 'boolean', 'array', 'object', 'null'].includes(String(name))),
  format: (value) => ['int64', 'int32', 'double'].includes(String(value)),
  description: (value) => typeof value === 'string',
  enum: (value) => Array.isArray(value) && new Set(value).size === value.length,
  minLength: Number.isInteger,
  maxLength: Number.isInteger,
  maxItems: Number.isInteger,
  pattern: (value) => new RegExp(String(value), 'u') instanceof RegExp,
  items: (value) => typeof value === 'object',
  properties: (value) => typeof value === 'object',
  additionalProperties: (value) => typeof value === 'object',
  required: (value) => Array.isArray(value) && value.length > 0,
}

function schemaProblems(schema: JsonSchema, components: Readonly<Record<string, JsonSchema>>): string[] {
  const problems = Object.entries(schema)
    .filter(([key, value]) => !key.startsWith('x-') && !(Object.hasOwn(KEYWORDS, key) && KEYWORDS[key]?.(value)))
    .map(([key]) => `keyword ${key}`)
  const target = schema.$ref?.replace('#/components/schemas/', '')
  if (target !== undefined && !Object.hasOwn(components, target)) problems.push(`reference ${target}`)
  const lost = (schema.required ?? []).filter((name) => !Object.hasOwn(schema.properties ?? {}, name))
  return [...problems, ...lost.map((name) => `required ${name}`)]
}
