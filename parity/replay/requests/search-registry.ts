import { get, post, refusedGet, type Group, type Step } from '../step.ts'

const tag = (key: string, value: string): object => ({ key, value })
const create = (name: string, tags: object[] = []): Step => post('registered-models/create', { name: `sr-${name}`, tags })
const version = (name: string, source: string, tags: object[] = []): Step =>
  post('model-versions/create', { name: `sr-${name}`, source: `s3://bucket/${source}`, tags })

const setup = [
  create('alpha', [tag('team', 'red')]),
  create('Beta', [tag('team', 'blue'), tag('x', '1')]),
  create('gamma 50%'),
  create('delta_x', [tag('team', 'Red'), tag('with space', 'y')]),
  create('deltaYx'),
  post('experiments/create', { name: 'sr-e' }, { save: { e: 'experiment_id' } }),
  post(
    'runs/create',
    { experiment_id: '${e}', run_name: 'm', start_time: 1 },
    { save: { run: 'run.info.run_id', uri: 'run.info.artifact_uri' } },
  ),
  version('alpha', 'one', [tag('stage', 'a')]),
  version('alpha', 'two', [tag('stage', 'b'), tag('other', 'c')]),
  version('alpha', 'TWO'),
  version('Beta', 'one'),
  post('model-versions/create', { name: 'sr-Beta', source: '${uri}/m', run_id: '${run}' }),
  post('registered-models/alias', { name: 'sr-alpha', alias: 'champion', version: '2' }),
  post('model-versions/transition-stage', { name: 'sr-alpha', version: '1', stage: 'Production' }),
]

const MODELS = 'registered-models/search'
const ours = "name LIKE 'sr-%'"

const modelFilters = [
  ours,
  "name = 'sr-alpha'",
  "attribute.name = 'sr-alpha'",
  "name != 'sr-alpha' AND name LIKE 'sr-%'",
  "name ILIKE 'SR-BETA'",
  "name LIKE 'sr-delta_x'",
  "name IN ('sr-alpha', 'sr-Beta')",
  "name NOT IN ('sr-alpha') AND name LIKE 'sr-%'",
  "name LIKE 'sr-%' AND name LIKE '%a'",
  "tags.team = 'red'",
  "tag.team != 'red' AND name LIKE 'sr-%'",
  "tags.team LIKE 'r%'",
  "tags.team ILIKE 'R%'",
  "tags.`with space` = 'y'",
  "tags.team = 'blue' AND tags.x = '1'",
  "tags.team LIKE '%e%' AND tags.team LIKE '%d%' AND name LIKE 'sr-%'",
  "name = 'nothing'",
]

const refusedModelFilters: readonly (readonly [string, 'larger-grammar'?])[] = [
  ["tags.team LIKE E'r\\_d'", 'larger-grammar'],
  ["name = 'a' OR name = 'b'", 'larger-grammar'],
  ["(name = 'a')", 'larger-grammar'],
  ["NOT name = 'a'", 'larger-grammar'],
  ["tags.team IN ('red')", 'larger-grammar'],
  ["`name` = 'a'"],
  ["name > 'a'"],
  ['name = a'],
  ['name = 5'],
  ["attributes.name = 'a'"],
  ["description = 'a'"],
  ['creation_timestamp > 5'],
  ["run_id = 'a'"],
  ['metrics.a > 5'],
  ['name IN ()'],
  ["tags.team > 'a'"],
  ["name == 'a'"],
]

const modelOrders = ['name', 'name DESC', 'timestamp', 'timestamp DESC', 'last_updated_timestamp ASC', 'last_updated_timestamp desc']

const models = [
  ...modelFilters.map((filter) => get(MODELS, { filter })),
  ...refusedModelFilters.map(([filter, differs]) => get(MODELS, { filter }, { status: 400, ...(differs && { differs }) })),
  get(MODELS, { filter: 'name IS NULL' }, { status: 500, differs: 'refused-not-500' }),
  get(MODELS, { filter: 'tags.team IS NULL' }, { status: 500, differs: 'refused-not-500' }),
  ...modelOrders.map((order_by) => get(MODELS, { filter: ours, order_by })),
  get(MODELS, { filter: ours, order_by: ['timestamp DESC', 'name'] }),
  get(MODELS, { filter: ours, max_results: '2' }, { save: { token: 'next_page_token' } }),
  get(MODELS, { filter: ours, max_results: '2', page_token: '${token}' }, { save: { token: 'next_page_token' } }),
  get(MODELS, { filter: ours, max_results: '2', page_token: '${token}' }),
  get(MODELS, { filter: ours, max_results: '3', order_by: 'name DESC' }, { save: { token: 'next_page_token' } }),
  get(MODELS, { filter: ours, max_results: '3', order_by: 'name DESC', page_token: '${token}' }),
  get(MODELS, { filter: ours, max_results: '5' }),
  get(MODELS, { filter: ours, maxResults: '2' }, { why: 'MLflow reads no camelCase in a query', differs: 'camel-case' }),
  get(MODELS, { filter: ours, max_results: '0' }),
  get(
    MODELS,
    { filter: ours, max_results: '-2' },
    { why: 'a negative size', status: { sqlite: 200, postgres: 400 }, differs: 'driver-text' },
  ),
  get(MODELS, { filter: ours, max_results: '1000' }),
  { ...get(MODELS), body: JSON.stringify({ filter: ours, max_results: 2 }), why: 'a GET with a body' },
  ...refusedGet(MODELS, [
    ['too large', { max_results: '1001' }],
    ['order by nothing', { order_by: 'nothing' }],
    ['order with an entity', { order_by: 'attribute.name DESC' }],
    ['order by the creation', { order_by: 'creation_timestamp' }],
    ['order twice', { order_by: ['name', 'name DESC'] }, 500, { differs: 'refused-not-500' }],
    ['order sideways', { order_by: 'name SIDEWAYS' }],
    ['bad token', { page_token: '%%%' }, 400, { differs: 'opaque-token' }],
  ]),
]

const VERSIONS = 'model-versions/search'
const versionFilters = [
  ours,
  "name = 'sr-alpha'",
  "attribute.name = 'sr-alpha'",
  "name != 'sr-alpha' AND name LIKE 'sr-%'",
  "name ILIKE 'SR-ALPHA'",
  "name IN ('sr-alpha', 'sr-Beta')",
  "name NOT IN ('sr-alpha') AND name LIKE 'sr-%'",
  "run_id = '${run}'",
  "run_id != '${run}' AND name LIKE 'sr-%'",
  "run_id IN ('${run}', 'x')",
  "run_id NOT IN ('${run}') AND name LIKE 'sr-%'",
  "run_id LIKE '%' AND name LIKE 'sr-%'",
  "source_path = 's3://bucket/two'",
  "source_path LIKE 's3://bucket/t%'",
  "source_path ILIKE 's3://BUCKET/t%'",
  "source_path != 's3://bucket/one' AND name LIKE 'sr-%'",
  "version_number = 2 AND name LIKE 'sr-%'",
  "version_number > 1 AND name = 'sr-alpha'",
  "version_number <= 2 AND name = 'sr-alpha'",
  "version_number != 1 AND name = 'sr-alpha'",
  "version_number = '2' AND name = 'sr-alpha'",
  "tags.stage = 'a'",
  "tag.stage != 'a' AND name LIKE 'sr-%'",
  "tags.stage LIKE '%' AND tags.other = 'c'",
  "tags.stage ILIKE 'B'",
]

const refusedVersionFilters: readonly (readonly [string, 'larger-grammar'?])[] = [
  ["tags.stage = E'a'", 'larger-grammar'],
  ["name = 'a' OR name = 'b'", 'larger-grammar'],
  ["(name = 'a')", 'larger-grammar'],
  ["tags.stage IN ('a')", 'larger-grammar'],
  ["version = '1'"],
  ["source = 'x'"],
  ["stage = 'x'"],
  ["current_stage = 'x'"],
  ["status = 'READY'"],
  ["aliases = 'x'"],
  ["user_id = 'x'"],
  ["name > 'a'"],
  ["run_id > 'a'"],
  ["version_number LIKE '1'"],
  ["source_path IN ('a')", 'larger-grammar'],
  ['run_id IN ()'],
  ['run_id = 5'],
  ['metrics.a > 5'],
  ["tags.stage < 'b'"],
]

const versionOrders = [
  'name',
  'name DESC',
  'version_number',
  'version_number DESC',
  'creation_timestamp',
  'creation_timestamp DESC',
  'last_updated_timestamp ASC',
  'last_updated_timestamp DESC',
]

const versions = [
  ...versionFilters.map((filter) => get(VERSIONS, { filter })),
  ...refusedVersionFilters.map(([filter, differs]) => get(VERSIONS, { filter }, { status: 400, ...(differs && { differs }) })),
  ...versionOrders.map((order_by) => get(VERSIONS, { filter: ours, order_by })),
  get(VERSIONS, { filter: ours, order_by: ['name DESC', 'version_number'] }),
  get(VERSIONS, { filter: ours, max_results: '2' }, { save: { token: 'next_page_token' } }),
  get(VERSIONS, { filter: ours, max_results: '2', page_token: '${token}' }, { save: { token: 'next_page_token' } }),
  get(VERSIONS, { filter: ours, max_results: '2', page_token: '${token}' }),
  get(VERSIONS, { filter: ours, max_results: '3', order_by: 'version_number' }, { save: { token: 'next_page_token' } }),
  get(VERSIONS, { filter: ours, max_results: '3', order_by: 'version_number', page_token: '${token}' }),
  get(VERSIONS, { filter: ours, max_results: '200000' }),
  ...refusedGet(VERSIONS, [
    ['0', { max_results: '0' }],
    ['negative', { max_results: '-1' }],
    ['too large', { max_results: '200001' }],
    ['order by nothing', { order_by: 'nothing' }],
    ['order by version', { order_by: 'version' }],
    ['bad token', { page_token: '%%%' }, 400, { differs: 'opaque-token' }],
  ]),
]

/** Search of registered models and of model versions. */
export const searchRegistry: Group = { name: 'search-registry', steps: [...setup, ...models, ...versions] }
