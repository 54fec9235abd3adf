import { get, post, send, type Group, type Step } from '../step.ts'

const RUNS = '/api/2.0/mlflow/runs'
const JSON_TYPE = { 'content-type': 'application/json' }
const raw = (method: string, path: string, body: string | Uint8Array | undefined, options: Partial<Step> = {}): Step => ({
  method,
  path,
  ...(body !== undefined && { body }),
  status: 200,
  ...options,
})
const html = (status: number): Partial<Step> => ({ status, differs: 'json-not-html' })

const setup = [
  post('experiments/create', { name: 'bad-a' }, { save: { e: 'experiment_id' } }),
  post('runs/create', { experiment_id: '${e}', run_name: 'bad', start_time: 1 }, { save: { run: 'run.info.run_id' } }),
  post('runs/create', { experiment_id: '${e}', run_name: 'spoilt', start_time: 1 }, { save: { spoilt: 'run.info.run_id' } }),
]

const routes = [
  raw('GET', '/api/2.0/mlflow/nothing', undefined, html(404)),
  raw('POST', '/api/2.0/mlflow/nothing', '{}', html(404)),
  raw('GET', '/api/9.0/mlflow/runs/get', undefined, html(404)),
  raw('GET', '/nothing', undefined, html(404)),
  raw('GET', `${RUNS}/get/`, undefined, html(404)),
  raw('GET', `${RUNS}/create`, undefined, html(405)),
  raw('PUT', `${RUNS}/create`, '{}', html(405)),
  raw('PATCH', `${RUNS}/create`, '{}', html(405)),
  raw('DELETE', `${RUNS}/get`, '{}', html(405)),
  raw('POST', `${RUNS}/get`, '{}', html(405)),
  raw('GET', '/api/2.0/mlflow/registered-models/create', undefined, html(405)),
  raw('POST', '/api/2.0/mlflow/registered-models/update', '{}', html(405)),
  raw('GET', '/static-files/nothing.js', undefined, html(404)),
  raw('GET', '/API/2.0/mlflow/experiments/get', undefined, html(404)),
]

const types = [
  send('POST', 'experiments/create', '{"name": "bad-type"}', { headers: { 'content-type': 'text/plain' }, status: 400 }),
  send('POST', 'experiments/create', '{"name": "bad-type"}', {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    status: 400,
  }),
  send('POST', 'experiments/create', '{"name": "bad-type"}', {
    headers: { 'content-type': 'multipart/form-data; boundary=x' },
    status: 400,
  }),
  send('POST', 'experiments/create', '{"name": "type-charset"}', { headers: { 'content-type': 'application/json; charset=utf-8' } }),
  raw('POST', `${RUNS}/search`, undefined, { status: 400, why: 'no body, no content type' }),
  raw('POST', `${RUNS}/search`, undefined, { headers: JSON_TYPE, why: 'no body' }),
  send('PATCH', 'registered-models/update', '{"name": "nothing"}', {
    headers: { 'content-type': 'text/plain' },
    status: 404,
    why: 'only POST and PUT are checked',
    differs: 'malformed-refused',
  }),
]

const broken = [
  ['truncated', '{"experiment_id": "1"'],
  ['a word', 'hello'],
  ['two values', '{} {}'],
  ['a trailing comma', '{"experiment_id": "0",}'],
  ['single quotes', "{'experiment_id': '0'}"],
  ['nothing', ''],
  ['blank', '   '],
] as const

const json = [
  ...broken.map(([why, body]) => post('experiments/delete', body, { why, status: 400, differs: 'malformed-refused' })),
  post('experiments/delete', '[]', { status: 500, differs: 'refused-not-500' }),
  post('experiments/delete', '5', { status: 500, differs: 'refused-not-500' }),
  post('experiments/delete', 'null', { status: 400, differs: 'malformed-refused' }),
  post('experiments/delete', 'true', { status: 500, differs: 'refused-not-500' }),
  post('experiments/get-by-name', '{}', { status: 405, differs: 'json-not-html' }),
  post('runs/set-tag', '"{\\"run_id\\": \\"${run}\\", \\"key\\": \\"twice\\", \\"value\\": \\"encoded\\"}"', {
    why: 'JSON in a JSON text, as old clients send',
  }),
  post('runs/set-tag', '{"run_id": "${run}", "key": "dup", "value": "1", "value": "2"}', { why: 'a key twice: the last counts' }),
  post('runs/set-tag', '{"run_id": "${run}", "key": "escaped", "value": "\\u00e9\\n\\ud83d\\ude00"}'),
  post('runs/set-tag', '{"run_id": "${spoilt}", "key": "surrogate", "value": "\\ud800"}', { differs: 'malformed-refused' }),
  post('runs/set-tag', '{"run_id": "${run}", "key": "proto", "value": "v", "__proto__": {"x": 1}, "constructor": 5}'),
  post('runs/set-tag', '{"run_id": "${run}", "run_uuid": "other", "key": "both", "value": "ids"}', { why: 'run_id wins over run_uuid' }),
  post('runs/set-tag', '{"run_id": "${run}", "runId": "${run}", "key": "both", "value": "spellings"}', { status: 400 }),
  post('runs/set-tag', '{"run_id": "${spoilt}", "key": "nul", "value": "a\\u0000b"}', {
    why: 'a NUL character',
    status: { sqlite: 200, postgres: 500 },
    differs: 'nul',
  }),
  send('POST', 'runs/set-tag', new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]), {
    why: 'invalid UTF-8',
    status: 400,
    differs: 'malformed-refused',
  }),
  post('runs/log-batch', `{"run_id": "\${run}", "tags": ${'['.repeat(2000)}${']'.repeat(2000)}}`, {
    why: 'deeply nested',
    status: 500,
    differs: 'refused-not-500',
  }),
  get('runs/get', { run_id: '${run}' }),
]

const queries = [
  raw('GET', `${RUNS}/get?run_id=\${run}&run_id=other`, undefined, { why: 'an argument twice' }),
  raw('GET', `${RUNS}/get?run_id=%FF%FE`, undefined, { status: 404, why: 'invalid UTF-8 in the query', differs: 'invalid-utf8' }),
  raw('GET', `${RUNS}/get?run_id=%`, undefined, { status: 404, why: 'a lone percent sign' }),
  raw('GET', `${RUNS}/get?RUN_ID=\${run}`, undefined, { status: 400, why: 'case counts' }),
  raw('GET', `${RUNS}/get?run_id=\${run}&unknown=1`, undefined),
  raw('GET', `${RUNS}/get`, '{"run_id": "${run}"}', { why: 'a body instead of a query' }),
  raw('GET', `${RUNS}/get`, '{"run_id": "${run}"}', {
    why: 'with another content type',
    headers: { 'content-type': 'text/plain' },
  }),
  raw('GET', `${RUNS}/get?run_id=\${run}`, '{"run_id": "other"}', { why: 'both: the query counts' }),
  raw('GET', '/api/2.0/mlflow/experiments/get-by-name?experiment_name=bad%2Da', undefined),
  raw('GET', '/api/2.0/mlflow/experiments/get-by-name?experiment_name=type+charset', undefined, { status: 404, why: 'a plus is a space' }),
]

const hosts = [
  raw('GET', `${RUNS}/get?run_id=\${run}`, undefined, { headers: { host: 'evil.example' }, status: 403, differs: 'json-not-html' }),
  raw('GET', `${RUNS}/get?run_id=\${run}`, undefined, { headers: { host: 'localhost' } }),
  raw('GET', `${RUNS}/get?run_id=\${run}`, undefined, { headers: { host: '127.0.0.1:1' } }),
  raw('GET', `${RUNS}/get?run_id=\${run}`, undefined, {
    headers: { host: 'localhost.evil.example' },
    status: 403,
    differs: 'json-not-html',
  }),
  raw('GET', '/health', undefined, { headers: { host: 'evil.example' } }),
  raw('GET', '/version', undefined, { headers: { host: 'evil.example' }, differs: 'version' }),
  post('runs/search', {}, { headers: { origin: 'https://evil.example' }, status: 403, differs: 'json-not-html' }),
  post('runs/search', {}, { headers: { origin: 'http://localhost:3000' } }),
  post('runs/search', {}, { headers: { origin: 'null' }, status: 403, differs: 'json-not-html' }),
  get('runs/get', { run_id: '${run}' }, { headers: { origin: 'https://evil.example' } }),
]

const root = [
  raw('GET', '/health', undefined),
  raw('GET', '/version', undefined, { differs: 'version' }),
  raw('GET', '/api/3.0/mlflow/server-info', undefined, { differs: 'features' }),
  raw('GET', '/ajax-api/3.0/mlflow/server-info', undefined, { differs: 'features' }),
  raw('GET', '/', undefined, { differs: 'own-page' }),
]

/** What no client should send, and the routes outside of the API: routes, methods, content types, JSON, queries, hosts and origins. */
export const badInput: Group = { name: 'bad-input', steps: [...setup, ...routes, ...types, ...json, ...queries, ...hosts, ...root] }
