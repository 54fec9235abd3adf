import type { TSchema } from 'typebox'
import { type Access, type Resource, describeAccess, resourceOf } from './access.ts'
import type { Endpoint } from './endpoint.ts'
import { type ErrorCode, STATUS } from './errors.ts'
import { type JsonSchema, SchemaPrinter } from './openapi-schema.ts'

/** A route beside the contract: a file, a page, a probe. */
export interface DocumentedRoute {
  name: string
  method: string
  path: string
  summary: string
  access: Access
  idempotent: boolean
  /** Query arguments; those that must be given end with `!`. */
  query?: readonly string[]
}

export interface OpenApiParameter {
  name: string
  in: 'path' | 'query'
  required?: boolean
  description?: string
  schema: JsonSchema
}

export interface OpenApiOperation {
  operationId: string
  summary: string
  tags: string[]
  /** Who may call: each rule in a line, see `describeAccess`. */
  'x-access': string[]
  'x-idempotent': boolean
  servers?: { url: string }[]
  parameters?: OpenApiParameter[]
  requestBody?: { required: boolean; content: Record<string, { schema: JsonSchema }> }
  responses: Record<string, { description: string; content?: Record<string, { schema: JsonSchema }> }>
}

/** The parts of an OpenAPI 3.1 document that this server has. */
export interface OpenApiDocument {
  openapi: string
  info: { title: string; version: string; description: string; license: { name: string; identifier: string } }
  servers: { url: string; description: string }[]
  tags: { name: string; description: string }[]
  paths: Record<string, Record<string, OpenApiOperation>>
  components: { schemas: Record<string, JsonSchema> }
}

/** What to describe. */
export interface OpenApiSource {
  endpoints: readonly Endpoint[]
  routes: readonly DocumentedRoute[]
  /** Schemas that are published under a name. */
  schemas: Readonly<Record<string, TSchema>>
  version: string
  /** Put before every path; empty for none. */
  prefix: string
}

const DESCRIPTION = `Every path stands below both \`/api\` and \`/ajax-api\`, unless a server of its own is named.

Requests take field names in snake_case and in lowerCamelCase; unknown fields are ignored; null is the same as absent. A 64-bit integer is taken as
a number or as decimal text and sent as a number. NaN and the infinities travel as the texts "NaN", "Infinity", "-Infinity". Lengths count Unicode
code points. \`x-cut-at\`: longer text is shortened to that length. \`x-entity-key\`: a key of a metric, param or tag, with the characters that those
may have. \`x-access\`: who may call, as a right on the resource that a field names; \`x-idempotent\`: whether the request may be sent again. \`x-enum-numbers\`: the numbers that are taken in place of names. \`x-aliases\`: other names of fields.

Every error is an Error object; clients branch on its \`error_code\`.`

const TAGS: Readonly<Record<Resource, string>> = {
  experiment: 'Experiments and what is made in them',
  run: 'Runs: params, metrics, tags, inputs, outputs, files',
  logged_model: 'Logged models',
  registered_model: 'Registered models, their versions and aliases',
  view: 'Saved views of runs',
  artifact: 'Files behind the artifact proxy',
  server: 'The server itself',
}

const ERROR: JsonSchema = {
  type: 'object',
  required: ['error_code', 'message'],
  properties: {
    error_code: { type: 'string', enum: Object.keys(STATUS) },
    message: { type: 'string' },
    sqlstate: { type: 'string' },
    error_class: { type: 'string' },
  },
}
const TEXT: JsonSchema = { type: 'string' }
const ERROR_CONTENT = { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } }

/** Describes the API as an OpenAPI 3.1 document. */
export function openApiDocument({ endpoints, routes, schemas, version, prefix }: OpenApiSource): OpenApiDocument {
  const printer = new SchemaPrinter(schemas)
  const paths: OpenApiDocument['paths'] = {}
  const add = (path: string, method: string, operation: OpenApiOperation): void => {
    ;(paths[path] ??= {})[method.toLowerCase()] = operation
  }
  for (const endpoint of endpoints) add(template(endpoint.path), endpoint.method, endpointOperation(endpoint, printer, prefix))
  for (const route of routes) {
    // The alias below /ajax-api is the same operation on the other server.
    if (route.path.startsWith('/ajax-api/') && routes.some(({ path }) => path === route.path.replace('/ajax-api/', '/api/'))) continue
    const { path, server } = placed(route.path)
    add(template(path), route.method, routeOperation(route, server === undefined ? undefined : prefix + server))
  }
  return {
    openapi: '3.1.1',
    info: { title: 'Tailrace', version, description: DESCRIPTION, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [
      { url: `${prefix}/api`, description: 'clients' },
      { url: `${prefix}/ajax-api`, description: 'the web UI' },
    ],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths,
    components: { schemas: { Error: ERROR, ...printer.components } },
  }
}

/** `:run_id` is `{run_id}`, a final `*` the rest of the path. */
function template(path: string): string {
  return path.replace(/:(\w+)/g, '{$1}').replace(/\*$/, '{path}')
}

function placed(path: string): { path: string; server?: string } {
  if (path.startsWith('/api/')) return { path: path.slice('/api'.length) }
  if (path.startsWith('/ajax-api/')) return { path: path.slice('/ajax-api'.length), server: '/ajax-api' }
  return { path, server: '' }
}

function endpointOperation(endpoint: Endpoint, printer: SchemaPrinter, prefix: string): OpenApiOperation {
  const { name, method, path, prefixes, summary, access, idempotent, request, response, file, errors } = endpoint
  const { properties = {}, required = [], ...rest } = printer.print(request)
  const inPath = new Set([...path.matchAll(/:(\w+)/g)].map(([, parameter = '']) => parameter))
  const fields = Object.entries(properties).filter(([field, schema]) => !inPath.has(field) || schema['x-in-body-too'] === true)
  const parameters = [
    ...pathParameters(path, properties),
    ...(method === 'GET' ? fields.map(([field, schema]) => queryParameter(field, schema, required.includes(field))) : []),
  ]
  const isRequired = (field: string): boolean => fields.some(([known]) => known === field) && required.includes(field)
  const body: JsonSchema = { ...rest, properties: Object.fromEntries(fields) }
  const needed = required.filter(isRequired)
  if (needed.length > 0) body.required = needed
  return {
    operationId: name,
    summary,
    tags: [resourceOf(access)],
    'x-access': describeAccess(access),
    'x-idempotent': idempotent,
    ...(prefixes?.length === 1 && { servers: [{ url: prefix + prefixes[0] }] }),
    ...(parameters.length > 0 && { parameters }),
    ...(method !== 'GET' && fields.length > 0 && { requestBody: { required: true, content: { 'application/json': { schema: body } } } }),
    responses: {
      200: {
        description: 'Done.',
        content: file ? { [file.type]: { schema: TEXT } } : { 'application/json': { schema: printer.print(response) } },
      },
      ...errorResponses(errors),
    },
  }
}

function pathParameters(path: string, properties: Record<string, JsonSchema>): OpenApiParameter[] {
  const named = [...path.matchAll(/:(\w+)/g)].map(([, name = '']): OpenApiParameter => {
    return { name, in: 'path', required: true, schema: properties[name] ?? { type: 'string' } }
  })
  const rest: OpenApiParameter = {
    name: 'path',
    in: 'path',
    required: true,
    description: 'A path with slashes.',
    schema: { type: 'string' },
  }
  return path.endsWith('*') ? [...named, rest] : named
}

function queryParameter(name: string, schema: JsonSchema, required: boolean): OpenApiParameter {
  return { name, in: 'query', ...(required && { required }), schema }
}

/** The declared errors, those of one status together, and what every endpoint may answer. */
function errorResponses(errors: readonly ErrorCode[]): OpenApiOperation['responses'] {
  const byStatus = Map.groupBy(errors, (code) => String(STATUS[code]))
  const declared = [...byStatus].map(([status, codes]) => [status, { description: codes.join(', '), content: ERROR_CONTENT }] as const)
  return {
    ...Object.fromEntries(declared),
    default: { description: 'Refused before the endpoint is reached, or a fault.', content: ERROR_CONTENT },
  }
}

function routeOperation(
  { name, path, summary, access, idempotent, method, query = [] }: DocumentedRoute,
  server?: string,
): OpenApiOperation {
  const parameters = [
    ...pathParameters(path, {}),
    ...query.map((argument) => queryParameter(argument.replace('!', ''), { type: 'string' }, argument.endsWith('!'))),
  ]
  return {
    operationId: name,
    summary,
    tags: [resourceOf(access)],
    'x-access': describeAccess(access),
    'x-idempotent': idempotent,
    ...(server !== undefined && { servers: [{ url: server || '/' }] }),
    ...(parameters.length > 0 && { parameters }),
    ...(method !== 'GET' && { requestBody: { required: true, content: { 'application/octet-stream': { schema: {} } } } }),
    responses: { 200: { description: 'Done.' }, ...errorResponses([]) },
  }
}
