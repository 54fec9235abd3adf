import {
  type MlflowError,
  createExperiment,
  createLoggedModel,
  createModelVersion,
  createRegisteredModel,
  createRun,
  missing,
  wrongType,
} from '@tailrace/contract'
import { describe, expect, test } from 'vitest'
import { expectEnvelope, testServer } from '../server-for-tests.ts'

/** In place of a value: the field is left out. */
export const ABSENT = Symbol('absent')

/** The message of a refusal; `missing` and `wrongType` name the field and show the value as the wire has them. */
type Expected = 'missing' | 'wrong type' | `${400 | 404} ${string}`

/** One field that holds something else than in the request that fits, and what comes of it. */
type Refused = readonly [field: string, value: unknown, expected: Expected]

/** An endpoint as clients call it, a request that it takes, and what it refuses. `$run`, `$exp`, `$model` and `$name` stand for ids and a name. */
export type RefusedRequests = readonly [
  request: `${'GET' | 'POST' | 'PATCH' | 'DELETE'} /${string}`,
  fitting: object,
  refused: readonly Refused[],
]

/** A field without which nothing goes, and which is a text. */
export const required = (field: string): Refused[] => [
  [field, ABSENT, 'missing'],
  [field, 7, 'wrong type'],
]

const CHARACTERS = 'Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).'
const PATHS =
  'Names may be treated as files in certain cases, and must not resolve to other names when treated as such. This name would resolve to'

/** The key of a metric, param or tag; `called` is what the refusal calls the field. */
export const keyRules = (field: string, called: string = field): Refused[] => [
  [field, 'a$b', `400 Invalid value "a$b" for parameter '${called}' supplied: ${CHARACTERS}`],
  [field, '../a', `400 Invalid value "../a" for parameter '${called}' supplied: ${PATHS} '../a'`],
]

/** A list with an item whose key breaks that rule. */
export const badItem = (field: string, called: string): Refused => [
  field,
  [{ key: 'a$', value: '1', timestamp: 1 }],
  `400 Invalid value "a$" for parameter '${called}' supplied: ${CHARACTERS}`,
]

export const LONG_KEY = 'k'.repeat(251)
export const SLASH_IN_NAME: Refused = ['name', '../a', "400 Invalid model name '../a'. Names cannot contain '/' or ':'."]
export const VERSIONS: readonly Refused[] = [
  ['version', 'x', "400 Parameter 'version' must be an integer, got 'x'."],
  ['version', '987654', '404 Model Version (name=$name, version=987654) not found'],
]

const CODES: readonly (readonly [RegExp, string])[] = [
  [/^404 /, 'RESOURCE_DOES_NOT_EXIST'],
  [/already exists/, 'RESOURCE_ALREADY_EXISTS'],
  [/^400 /, 'INVALID_PARAMETER_VALUE'],
]

/** Sends every refused request to a server of its own, then looks whether all is as it was. */
export function testRefusals(table: readonly RefusedRequests[]): void {
  describe('what each endpoint refuses', async () => {
    const { app, store, call } = await testServer()
    const { experiment_id: exp } = await store.call(createExperiment, { name: 'an experiment' })
    const { run } = await store.call(createRun, { experiment_id: exp, run_name: 'a run', tags: [{ key: 'first', value: '1' }] })
    const name = 'a-registered-model'
    await store.call(createRegisteredModel, { name })
    await store.call(createModelVersion, { name, source: 's3://b/m' })
    const { model } = await store.call(createLoggedModel, { experiment_id: exp, name: 'logged' })
    const places: Readonly<Record<string, string>> = { run: run.info.run_id, exp, name, model: model.info.model_id }
    const filled = (text: string): string => text.replace(/\$(run|exp|name|model)\b/g, (_, place: string) => places[place] ?? '')
    const state = async (): Promise<unknown[]> => [
      await call('GET', `/api/2.0/mlflow/runs/get?run_id=${places['run']}`),
      await call('POST', '/api/2.0/mlflow/experiments/search', { max_results: 100, view_type: 'ALL' }),
      await call('POST', '/api/2.0/mlflow/runs/search', { experiment_ids: ['0', exp], run_view_type: 'ALL' }),
      await call('GET', `/api/2.0/mlflow/registered-models/get?name=${name}`),
      await call('GET', '/api/2.0/mlflow/registered-models/search'),
      await call('GET', '/api/2.0/mlflow/model-versions/search'),
      await call('POST', '/api/2.0/mlflow/logged-models/search', { experiment_ids: ['0', exp] }),
    ]
    const before = await state()

    for (const [request, fitting, refused] of table) {
      describe(request, () => {
        const [method, path] = request.split(' ') as ['GET' | 'POST' | 'PATCH' | 'DELETE', string]
        for (const [field, value, expected] of refused) {
          const shown = value === ABSENT ? 'absent' : (JSON.stringify(value) ?? '')
          test(`${field} ${shown.slice(0, 60)}`, async () => {
            const body = JSON.parse(filled(JSON.stringify({ ...fitting, ...(value !== ABSENT && { [field]: value }) }))) as Record<
              string,
              unknown
            >
            if (value === ABSENT) delete body[field]
            const query = method === 'GET' ? `?${new URLSearchParams(Object.entries(body).flatMap(asQuery))}` : ''
            const url = filled(path) + query
            const reply = await app.inject({ method, url, ...(method !== 'GET' && { payload: body }) })
            const text = messageOf(expected, field, method === 'GET' && value !== ABSENT ? String(value) : value)
            const [, code = ''] = CODES.find(([pattern]) => pattern.test(text)) ?? []
            expectEnvelope(reply, Number(text.slice(0, 3)), code)
            expect(reply.json<{ message: string }>().message).toBe(filled(text.slice(4)))
          })
        }
      })
    }

    test('nothing was written', async () => expect(await state()).toEqual(before))
  })
}

const asQuery = ([name, value]: [string, unknown]): [string, string][] =>
  (Array.isArray(value) ? value : [value]).map((item: unknown): [string, string] => [name, String(item)])

function messageOf(expected: Expected, field: string, value: unknown): string {
  const of = (error: MlflowError): string => `400 ${error.message}`
  if (expected === 'missing') return of(missing(field))
  return expected === 'wrong type' ? of(wrongType(value, field)) : expected
}
