import { get, patch, post, refused, refusedGet, send, type Group, type Step } from '../step.ts'

const long = (length: number): string => 'x'.repeat(length)
const NOBODY = 'm-ffffffffffffffffffffffffffffffff'
const pair = (key: string, value: string): object => ({ key, value })
const FILES = '/ajax-api/2.0/mlflow/logged-models/${m}/artifacts/files'
const bare = (method: string, path: string, options: Partial<Step> = {}): Step => ({
  method,
  path: `/api/2.0/mlflow/${path}`,
  status: 200,
  ...options,
})

const setup = [
  post('experiments/create', { name: 'lm-a' }, { save: { e: 'experiment_id' } }),
  post('experiments/create', { name: 'lm-b' }, { save: { f: 'experiment_id' } }),
  post('runs/create', { experiment_id: '${e}', run_name: 'm', start_time: 1 }, { save: { run: 'run.info.run_id' } }),
]

const create = [
  post('logged-models', { experiment_id: '${e}', name: 'first' }, { save: { m: 'model.info.model_id' } }),
  get('logged-models/${m}'),
  post(
    'logged-models',
    {
      experiment_id: '${e}',
      name: 'second',
      model_type: 'agent',
      source_run_id: '${run}',
      params: [pair('lr', '0.1'), pair('empty', '')],
      tags: [pair('team', 'red'), pair('mlflow.user', 'ada')],
    },
    { save: { n: 'model.info.model_id' } },
  ),
  get('logged-models/${n}'),
  post('logged-models', { experiment_id: '${e}' }, { why: 'a random name', save: { random: 'model.info.model_id' } }),
  get('logged-models/${random}'),
  post('logged-models', { experiment_id: '${e}', name: 'ünï cöde' }),
  post(
    'logged-models',
    { experiment_id: '${e}', name: 'x', params: [pair(long(251), 'v'), pair('a?b', '')] },
    { why: 'keys are not checked' },
  ),
  ...refused('logged-models', [
    ['no experiment', { name: 'x' }],
    ['unknown experiment', { experiment_id: '987654', name: 'x' }, 404],
    ['no number', { experiment_id: 'abc', name: 'x' }],
    ['a slash', { experiment_id: '${e}', name: 'a/b' }],
    ['a dot', { experiment_id: '${e}', name: 'a.b' }],
    ['a colon', { experiment_id: '${e}', name: 'a:b' }],
    ['a percent sign', { experiment_id: '${e}', name: '50%' }],
    ['a quote', { experiment_id: '${e}', name: "it's" }],
    ['name a number', { experiment_id: '${e}', name: 5 }],
    ['params no list', { experiment_id: '${e}', name: 'x', params: 'y' }],
    ['tags no list', { experiment_id: '${e}', name: 'x', tags: 'y' }],
  ]),
  ...refusedGet(`logged-models/${NOBODY}`, [['unknown', {}, 404]]),
]

const finalize = [
  patch('logged-models/${m}', { model_id: '${m}', status: 'LOGGED_MODEL_READY' }),
  get('logged-models/${m}'),
  patch('logged-models/${n}', { model_id: '${n}', status: 3 }, { why: 'a status by number' }),
  patch('logged-models/${n}', { model_id: '${n}', status: 'LOGGED_MODEL_PENDING' }),
  ...refused(
    'logged-models/${m}',
    [
      ['no status', { model_id: '${m}' }],
      ['no id in the body', { status: 'LOGGED_MODEL_READY' }],
    ],
    'PATCH',
  ),
  patch('logged-models/${random}', { model_id: '${random}', status: 'DONE' }, { why: 'an unknown status', differs: 'malformed-refused' }),
  ...refused(`logged-models/${NOBODY}`, [['unknown', { model_id: NOBODY, status: 'LOGGED_MODEL_READY' }, 404]], 'PATCH'),
]

const tags = [
  patch('logged-models/${m}/tags', { tags: [pair('k', 'v'), pair('a b/c%', 'ü')] }),
  patch('logged-models/${m}/tags', { tags: [pair('k', 'v2'), pair('empty', '')] }),
  get('logged-models/${m}'),
  patch('logged-models/${m}/tags', { tags: [] }, { why: 'nothing to set' }),
  patch('logged-models/${m}/tags', { model_id: '${m}', tags: [pair('k2', 'v')] }, { why: 'with the id, as clients send' }),
  ...refused(`logged-models/${NOBODY}/tags`, [['unknown', { tags: [pair('k', 'v')] }, 404]], 'PATCH'),
  patch('logged-models/${m}/tags', { tags: [pair(long(251), 'v')] }, { why: 'keys are not checked' }),
  bare('DELETE', 'logged-models/${m}/tags/k', { why: 'without a body and a content type' }),
  send('DELETE', 'logged-models/${m}/tags/k2', {}),
  send('DELETE', 'logged-models/${m}/tags/k', {}, { why: 'gone', status: 404 }),
  patch('logged-models/${random}/tags', { tags: [pair('a/b', 'v')] }),
  send('DELETE', 'logged-models/${random}/tags/a%2Fb', {}, { why: 'an escaped slash in a key', status: 404, differs: 'escaped-slash' }),
  send('DELETE', `logged-models/${NOBODY}/tags/k`, {}, { status: 404 }),
  get('logged-models/${m}'),
]

const params = [
  post('logged-models/${m}/params', { model_id: '${m}', params: [pair('lr', '0.1'), pair('deep', '3')] }),
  post('logged-models/${m}/params', { model_id: '${m}', params: [] }),
  get('logged-models/${m}'),
  ...refused('logged-models/${m}/params', [
    ['no id in the body', { params: [pair('a', 'b')] }],
    ['another value', { model_id: '${m}', params: [pair('lr', '0.2')] }, 400, { differs: 'driver-text' }],
  ]),
  post(
    'logged-models/${m}/params',
    { model_id: '${m}', params: [pair(long(251), 'b'), pair('a?b', 'b')] },
    { why: 'keys are not checked' },
  ),
  ...refused(`logged-models/${NOBODY}/params`, [['unknown', { model_id: NOBODY, params: [pair('a', 'b')] }, 404]]),
  get('logged-models/${m}'),
]

const artifacts = [
  get('logged-models/${m}/artifacts/directories', {}, { why: 'nothing there yet' }),
  send('PUT', '/api/2.0/mlflow-artifacts/artifacts/${e}/models/${m}/artifacts/MLmodel', 'flavors: {}', {
    headers: { 'content-type': 'text/plain' },
  }),
  send('PUT', '/api/2.0/mlflow-artifacts/artifacts/${e}/models/${m}/artifacts/data/a%20b.bin', new Uint8Array([0, 255, 128]), {
    headers: { 'content-type': 'application/octet-stream' },
  }),
  get('logged-models/${m}/artifacts/directories'),
  get('logged-models/${m}/artifacts/directories', { artifact_directory_path: 'data' }),
  get('logged-models/${m}/artifacts/directories', { artifact_directory_path: 'nowhere' }),
  get('logged-models/${m}/artifacts/directories', { artifact_directory_path: '../..' }, { status: 400 }),
  get(`logged-models/${NOBODY}/artifacts/directories`, {}, { status: 404 }),
  get(FILES, { artifact_file_path: 'MLmodel' }),
  get(FILES, { artifact_file_path: 'data/a b.bin' }),
  get(FILES, {}, { status: 400, differs: 'json-not-html' }),
  get(FILES, { artifact_file_path: 'nowhere' }, { status: 404 }),
  get(FILES, { artifact_file_path: '../../../x' }, { status: 400 }),
]

/** Models to search among: each with its own value of a metric, logged on a dataset or not. */
const searchable = [
  post(
    'logged-models',
    { experiment_id: '${f}', name: 'alpha', model_type: 't1', params: [pair('lr', '0.1')], tags: [pair('team', 'red')] },
    { save: { a: 'model.info.model_id' } },
  ),
  post(
    'logged-models',
    { experiment_id: '${f}', name: 'beta', params: [pair('lr', '0.2')], tags: [pair('team', 'blue')] },
    { save: { b: 'model.info.model_id' } },
  ),
  post('logged-models', { experiment_id: '${f}', name: 'gamma', params: [pair('opt', 'adam')] }, { save: { c: 'model.info.model_id' } }),
  post('logged-models', { experiment_id: '${f}', name: 'alpha' }, { save: { d: 'model.info.model_id' } }),
  post('runs/create', { experiment_id: '${f}', run_name: 'm', start_time: 1 }, { save: { r: 'run.info.run_id' } }),
  post('runs/log-inputs', { run_id: '${r}', datasets: [{ dataset: { name: 'iris', digest: 'd1', source_type: 'local', source: '{}' } }] }),
  post('runs/log-metric', { run_id: '${r}', key: 'acc', value: 0.5, timestamp: 1, step: 0, model_id: '${a}' }),
  post('runs/log-metric', { run_id: '${r}', key: 'acc', value: 0.9, timestamp: 2, step: 1, model_id: '${a}' }),
  post('runs/log-batch', {
    run_id: '${r}',
    metrics: [
      { key: 'acc', value: 0.7, timestamp: 3, step: 0, model_id: '${b}', dataset_name: 'iris', dataset_digest: 'd1' },
      { key: 'loss', value: 0.25, timestamp: 3, step: 0, model_id: '${b}' },
    ],
  }),
  get('logged-models/${a}'),
  get('logged-models/${b}'),
  post('logged-models', { experiment_id: '${e}', name: 'diverged' }, { save: { nan: 'model.info.model_id' } }),
  post('runs/log-metric', { run_id: '${r}', key: 'lost', value: 'NaN', timestamp: 3, step: 0, model_id: '${nan}' }),
  get('logged-models/${nan}', {}, { differs: 'nan-of-models' }),
  ...refused('runs/log-metric', [
    ['unknown model', { run_id: '${r}', key: 'x', value: 1, timestamp: 1, model_id: NOBODY }, 400, { differs: 'driver-text' }],
  ]),
]

const find = (filter: string, more: object = {}): Step => post('logged-models/search', { experiment_ids: ['${f}'], filter, ...more })

const filters = [
  '',
  "name = 'alpha'",
  "attributes.name = 'alpha'",
  "name != 'alpha'",
  "name LIKE 'a%'",
  "name ILIKE 'ALPHA'",
  "name IN ('alpha', 'gamma')",
  "name NOT IN ('alpha')",
  "model_id = '${a}'",
  "attributes.model_type = 't1'",
  'creation_timestamp > 0',
  "creation_time > 0 AND name = 'beta'",
  'last_updated_timestamp_ms < 5',
  'metrics.acc > 0.6',
  'metrics.acc <= 0.5',
  'metrics.acc = 0.7',
  'metrics.acc != 0.7',
  "params.lr = '0.1'",
  'params.lr = 0.1',
  "params.lr IN ('0.1', '0.2')",
  "params.lr != '0.1'",
  "tags.team = 'red'",
  "tags.team LIKE '%e%'",
  "tags.team NOT IN ('red')",
  "tags.team = 'red' AND params.lr = '0.1' AND metrics.acc > 0.1",
  'name = "alpha"',
]

const refusedFilters: readonly (readonly [string, number, ('larger-grammar' | 'refused-not-500')?])[] = [
  ["name = 'a' OR name = 'b'", 400, 'larger-grammar'],
  ["params.a = E'x'", 400, 'larger-grammar'],
  ["(name = 'a')", 400, 'larger-grammar'],
  ['tags.team IS NULL', 400, 'larger-grammar'],
  ["attribute.name = 'a'", 400],
  ['metric.acc > 1', 400],
  ["tag.team = 'a'", 400],
  ['name', 400],
  ["attributes.nothing = 'a'", 500, 'refused-not-500'],
  ["nothing = 'a'", 400],
  ["metrics.acc > '0.5'", 500, 'refused-not-500'],
  ["metrics.acc LIKE 'a'", 400],
  ["name > 'a'", 400],
]

const by = (field_name: string, ascending?: boolean): object => ({
  order_by: [{ field_name, ...(ascending !== undefined && { ascending }) }],
})
const search = [
  ...filters.map((filter) => find(filter)),
  ...refusedFilters.map(([filter, status, differs]) => ({ ...find(filter), status, ...(differs && { differs }) })),
  find('', by('name')),
  find('', by('name', false)),
  find('', by('creation_timestamp', true)),
  find('', by('metrics.acc', false)),
  find('', by('metrics.acc')),
  find('', by('metrics.loss')),
  find('', { order_by: [{ field_name: 'name' }, { field_name: 'metrics.acc', ascending: false }] }),
  find('', { order_by: [{ field_name: 'metrics.acc', dataset_name: 'iris', dataset_digest: 'd1' }] }),
  find('metrics.acc > 0', { datasets: [{ dataset_name: 'iris', dataset_digest: 'd1' }] }),
  find('', { datasets: [{ dataset_name: 'iris' }] }),
  find('', { datasets: [{ dataset_name: 'nothing', dataset_digest: 'd1' }] }),
  { ...find('', { max_results: 2 }), save: { token: 'next_page_token' } },
  { ...find('', { max_results: 2, page_token: '${token}' }), why: 'the last page' },
  { ...find('', { max_results: 3, ...by('name') }), save: { token: 'next_page_token' } },
  find('', { max_results: 3, ...by('name'), page_token: '${token}' }),
  {
    ...find("name = 'alpha'", { max_results: 3, ...by('name'), page_token: '${token}' }),
    why: 'a token of another search',
    status: 400,
    differs: 'opaque-token' as const,
  },
  find('', { max_results: 0 }),
  post('logged-models/search', { experimentIds: ['${f}'] }, { status: 400, differs: 'camel-case' }),
  post('logged-models/search', { experiment_ids: ['${f}'], maxResults: 1, orderBy: [{ fieldName: 'name' }] }, { why: 'camelCase' }),
  post('logged-models/search', { experiment_ids: ['987654'] }),
  post('logged-models/search', { experiment_ids: [] }),
  post('logged-models/search', { experiment_ids: ['${e}', '${f}'], filter: "name IN ('first', 'alpha')" }),
  ...refused('logged-models/search', [
    ['no experiments', {}],
    ['ids no list', { experiment_ids: '1' }],
    ['ids numbers', { experiment_ids: [1] }],
    ['filter a number', { experiment_ids: ['${f}'], filter: 1 }],
    ['order by a param', { experiment_ids: ['${f}'], ...by('params.lr') }],
    ['order by nothing', { experiment_ids: ['${f}'], ...by('nothing') }, 400, { differs: 'error-class' }],
    ['dataset without a name', { experiment_ids: ['${f}'], datasets: [{ dataset_digest: 'd1' }] }],
    ['bad token', { experiment_ids: ['${f}'], page_token: '???' }, 400, { differs: 'opaque-token' }],
  ]),
]

const remove = [
  send('DELETE', 'logged-models/${n}', {}),
  get('logged-models/${n}', {}, { status: 404, why: 'deleted' }),
  send('DELETE', 'logged-models/${n}', {}, { why: 'twice' }),
  send('DELETE', `logged-models/${NOBODY}`, {}, { status: 404 }),
  patch('logged-models/${n}/tags', { tags: [pair('k', 'v')] }, { why: 'deleted' }),
  post('logged-models/search', { experiment_ids: ['${e}'], filter: "name = 'second'" }, { why: 'a deleted model is not found' }),
  post('experiments/delete', { experiment_id: '${f}' }),
  ...refused('logged-models', [['in a deleted experiment', { experiment_id: '${f}', name: 'x' }]]),
  post('logged-models/search', { experiment_ids: ['${f}'] }, { why: 'of a deleted experiment' }),
]

/** Logged models: create, finalize, tags, params, files, search, delete. */
export const loggedModels: Group = {
  name: 'logged-models',
  steps: [...setup, ...create, ...finalize, ...tags, ...params, ...artifacts, ...searchable, ...search, ...remove],
}
