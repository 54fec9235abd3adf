import type * as contract from '@tailrace/contract'
import type { Endpoint, RequestOf, ResponseOf } from '@tailrace/contract'
import type { ConnectionOptions } from './connection.ts'
import { type CallOptions, Http } from './http.ts'
import type { EndpointName } from './endpoint-name.ts'
import { NOT_IDEMPOTENT, ROUTES } from './route-table.ts'

/**
 * A type of the contract as JSON.parse makes it: 64-bit integers are plain numbers.
 *
 * @example const point: OnTheWire<{ step: number | bigint }> = { step: 3 }
 */
export type OnTheWire<Value> = Value extends bigint ? never : Value extends object ? { [Key in keyof Value]: OnTheWire<Value[Key]> } : Value

/** Endpoints whose path goes on behind a prefix; the field `rest` says how: parts with slashes between them, each to be escaped. */
type WithRest = Extract<EndpointName, `${string}MultipartUpload` | 'deleteProxiedArtifact' | 'presignProxiedDownload'>

/**
 * Argument of an endpoint's method.
 *
 * @example const request: RequestFor<'getRun'> = { run_id }
 */
export type RequestFor<Name extends EndpointName> = RequestOf<Contract[Name]> & (Name extends WithRest ? { rest: string } : unknown)

/**
 * Result of an endpoint's method: the response object, or the unread body if it is a file.
 *
 * @example const { run: found }: AnswerOf<'getRun'> = await client.getRun({ run_id })
 */
export type AnswerOf<Name extends EndpointName> = Name extends 'exportRunsCsv' ? Response : OnTheWire<ResponseOf<Contract[Name]>>

type Contract = { [Name in EndpointName]: (typeof contract)[Name] extends Endpoint ? (typeof contract)[Name] : never }

/**
 * One method per endpoint, in the wire's own words: snake_case fields, times in ms since the epoch. All throw MlflowError.
 *
 * @example
 * const client = createClient({ trackingUri: 'http://localhost:5000' })
 * const { run } = await client.getRun({ run_id })
 */
export type Client = { readonly [Name in EndpointName]: (request: RequestFor<Name>, options?: CallOptions) => Promise<AnswerOf<Name>> } & {
  readonly http: Http
}

/**
 * Makes a client of a server.
 *
 * @example const client = createClient({ trackingUri: 'https://mlflow.example.org', token: 'secret', retries: 3 })
 * @throws MlflowError CONFIGURATION for a tracking URI that is not http(s)
 */
export function createClient(options: ConnectionOptions | Http = {}): Client {
  const http = options instanceof Http ? options : new Http(options)
  const methods = Object.keys(ROUTES).map((name) => [name, methodOf(http, name as EndpointName)])
  return Object.assign(Object.fromEntries(methods) as Client, { http })
}

function methodOf(http: Http, name: EndpointName) {
  const [method = 'GET', path = ''] = ROUTES[name].split(' ')
  const idempotent = !NOT_IDEMPOTENT.has(name)
  return async (request: Readonly<Record<string, unknown>>, options: CallOptions = {}): Promise<unknown> => {
    const { rest = '', ...fields } = request
    const url = path
      .replaceAll(/:(\w+)/g, (_match, field: string) => encodeURIComponent(String(fields[field])))
      .replace(/\*$/, () => escapePath(String(rest)))
    const call = { ...options, method, idempotent }
    if (method !== 'GET') return http.json({ ...call, url, body: fields })
    const inQuery = url + queryText(fields)
    return name === 'exportRunsCsv' ? http.send({ ...call, url: inQuery }) : http.json({ ...call, url: inQuery })
  }
}

/** A path with every part escaped and its slashes kept. */
export const escapePath = (path: string): string => path.split('/').map(encodeURIComponent).join('/')

/** A query with its `?`; lists repeat their key, absent values are left out. */
function queryText(fields: Readonly<Record<string, unknown>>): string {
  const query = new URLSearchParams()
  for (const [key, value] of Object.entries(fields)) {
    for (const each of Array.isArray(value) ? value : [value]) if (each !== undefined && each !== null) query.append(key, String(each))
  }
  const text = query.toString()
  return text === '' ? '' : `?${text}`
}

interface Paged {
  page_token?: string
}
interface Page {
  next_page_token?: string
}

/**
 * The pages of a search, each fetched when it is asked for.
 *
 * @example
 * for await (const { runs = [] } of pages(client.searchRuns, { experiment_ids: ['1'], max_results: 500 })) show(runs)
 */
export async function* pages<Request extends Paged, Answer extends Page>(
  search: (request: Request, options?: CallOptions) => Promise<Answer>,
  request: Request,
  options?: CallOptions,
): AsyncGenerator<Answer, void, undefined> {
  let token = request.page_token
  do {
    const answer = await search(token === undefined ? request : { ...request, page_token: token }, options)
    yield answer
    token = answer.next_page_token || undefined
  } while (token !== undefined)
}

type ItemOf<List> = NonNullable<List> extends readonly (infer Item)[] ? Item : never

/**
 * Everything that a search finds, one by one, over all its pages.
 *
 * @example
 * for await (const run of items(client.searchRuns, { experiment_ids: ['1'] }, 'runs')) console.log(run.info.run_name)
 */
export async function* items<Request extends Paged, Answer extends Page, Field extends keyof Answer>(
  search: (request: Request, options?: CallOptions) => Promise<Answer>,
  request: Request,
  field: Field,
  options?: CallOptions,
): AsyncGenerator<ItemOf<Answer[Field]>, void, undefined> {
  for await (const page of pages(search, request, options)) yield* (page[field] ?? []) as ItemOf<Answer[Field]>[]
}
