import { post, refused, type Group, type Step } from '../step.ts'

interface Seed {
  readonly name: string
  readonly start: number
  readonly metrics?: Readonly<Record<string, number | string>>
  readonly params?: Readonly<Record<string, string>>
  readonly tags?: Readonly<Record<string, string>>
  readonly end?: { readonly status: string; readonly end_time: number }
  readonly user?: string
}

const SEEDS: readonly Seed[] = [
  {
    name: 'alpha',
    start: 1000,
    metrics: { acc: 0.9, loss: 1 },
    params: { lr: '0.1', opt: 'adam' },
    tags: { team: 'red', 'a.b': 'dotted' },
  },
  {
    name: 'Beta',
    start: 2000,
    metrics: { acc: 0.8 },
    params: { lr: '0.01', opt: 'Adam' },
    tags: { team: 'blue' },
    end: { status: 'FINISHED', end_time: 2500 },
  },
  { name: 'gamma 50%', start: 3000, metrics: { acc: 'NaN', loss: 2 }, params: { lr: '10' }, tags: { team: "it's" }, user: 'ada' },
  {
    name: 'delta_x',
    start: 4000,
    metrics: { acc: 0.9, 'val acc/x': 3 },
    params: { lr: '9', empty: '' },
    end: { status: 'FAILED', end_time: 4100 },
  },
  { name: 'deltaYx', start: 5000, metrics: { loss: -1.5 }, params: { opt: 'sgd' }, tags: { team: 'Red', 'with space': 'x y' } },
  { name: 'epsilon', start: 6000, tags: { empty: '' }, end: { status: 'KILLED', end_time: 6001 }, user: 'bob' },
  { name: 'zeta', start: 7000, metrics: { acc: 'Infinity', big: 1e300, loss: 0 }, params: { lr: 'ß' }, tags: { team: 'grün' } },
  { name: 'eta', start: 8000, metrics: { acc: '-Infinity', exact: 0.1 }, params: { 'a-b/c': '1', lr: '0.1' } },
]

const list = (values: Readonly<Record<string, unknown>> | undefined): object[] =>
  Object.entries(values ?? {}).map(([key, value]) => ({ key, value }))

function seed(one: Seed, index: number): Step[] {
  const id = `r${index}`
  const run = { experiment_id: '${e}', run_name: one.name, start_time: one.start, user_id: one.user ?? '' }
  const metrics = list(one.metrics).map((metric) => ({ ...metric, timestamp: one.start, step: 0 }))
  return [
    post('runs/create', run, { save: { [id]: 'run.info.run_id' } }),
    post('runs/log-batch', { run_id: `\${${id}}`, metrics, params: list(one.params), tags: list(one.tags) }),
    ...(one.end ? [post('runs/update', { run_id: `\${${id}}`, ...one.end })] : []),
  ]
}

const dataset = (name: string, digest: string, context: string): object => ({
  tags: [{ key: 'mlflow.data.context', value: context }],
  dataset: { name, digest, source_type: 'local', source: '/data', schema: '{}', profile: '{}' },
})

const setup: Step[] = [
  post('experiments/create', { name: 'search-a' }, { save: { e: 'experiment_id' } }),
  post('experiments/create', { name: 'search-b' }, { save: { f: 'experiment_id' } }),
  ...SEEDS.flatMap(seed),
  post('runs/create', { experiment_id: '${f}', run_name: 'elsewhere', start_time: 500 }, { save: { x: 'run.info.run_id' } }),
  post('runs/log-metric', { run_id: '${r0}', key: 'acc', value: 0.95, timestamp: 1, step: 5 }, { why: 'a newer step is the latest' }),
  post('runs/log-inputs', { run_id: '${r0}', datasets: [dataset('iris', 'd1', 'training'), dataset('wine', 'd2', 'eval')] }),
  post('runs/log-inputs', { run_id: '${r1}', datasets: [dataset('iris', 'd1', 'eval')] }),
  post('runs/delete', { run_id: '${r5}' }),
]

const find = (filter: string, more: object = {}): Step => post('runs/search', { experiment_ids: ['${e}'], filter, ...more })

const metricFilters = [
  'metrics.acc > 0.85',
  'metric.acc >= 0.9',
  'metrics.acc = 0.95',
  'metrics.acc != 0.8',
  'metrics.acc < 0',
  'metrics.acc <= 0.8',
  'metrics.acc > 1e3',
  'metrics.loss = -1.5',
  'metrics.loss > -2 AND metrics.loss < 1.5',
  'metrics.loss = 1 and metrics.acc = .95',
  'metrics.`val acc/x` = 3',
  'metrics."val acc/x" >= 3.0',
  'metrics.exact = 0.1',
  'metrics.big >= 1e300',
  'metrics.unknown > 0',
  'metrics.acc > 0.85 AND',
  '  metrics.acc   >0.85  ',
  "metrics.acc>0.85 AND params.lr='0.1'",
]

const paramFilters = [
  "params.lr = '0.1'",
  'param.lr = "0.1"',
  "parameter.lr != '0.1'",
  "parameters.opt = 'adam'",
  "params.opt LIKE 'ad%'",
  "params.opt ILIKE 'AD%'",
  "params.opt like '_dam'",
  "params.opt LIKE '%a%'",
  "params.lr = 'ß'",
  "params.empty = ''",
  'params.opt IS NULL',
  'params.opt IS NOT NULL',
  'params.opt is not null and params.lr is null',
  "params.`a-b/c` = '1'",
  "params.lr = '0.1' AND params.lr = '0.01'",
  "params.lr != '0.1' AND params.opt != 'adam'",
]

const tagFilters = [
  "tags.team = 'red'",
  "tag.team = 'Red'",
  "tags.team != 'red'",
  "tags.team LIKE '%e%'",
  "tags.team ILIKE 'RED'",
  'tags.team = "it\'s"',
  "tags.team = 'grün'",
  "tags.a.b = 'dotted'",
  "tags.`a.b` = 'dotted'",
  "tags.`with space` = 'x y'",
  'tags."with space" = "x y"',
  "tags.'with space' = 'x y'",
  'tags.team IS NULL',
  'tags.team IS NOT NULL',
  "tags.empty = ''",
  "tags.mlflow.runName = 'alpha'",
  "tags.`mlflow.runName` LIKE 'del%'",
]

const attributeFilters = [
  "attributes.run_name = 'alpha'",
  "attribute.run_name LIKE 'delta_x'",
  "run_name ILIKE 'BETA'",
  "attr.run_name != 'alpha'",
  "run.run_name = 'eta'",
  "attributes.`run name` = 'alpha'",
  "attributes.`Run name` = 'alpha'",
  "attributes.`Run Name` = 'alpha'",
  "attributes.status = 'FINISHED'",
  "status != 'RUNNING'",
  "attributes.status = 'finished'",
  "attributes.status LIKE 'F%'",
  'attributes.start_time > 3000',
  'start_time >= 3000 AND start_time <= 5000',
  'attributes.start_time = 1000',
  'attributes.start_time != 1000',
  'attributes.start_time < 2000.5',
  'attributes.created > 6000',
  'attributes.Created > 6000',
  'attributes.end_time > 0',
  'attributes.end_time < 3000',
  'end_time != 2500',
  "attributes.user_id = 'ada'",
  "attributes.artifact_uri LIKE 'mlflow-artifacts:%'",
  "attributes.run_id = '${r0}'",
  "attributes.run_id != '${r0}'",
  "run_id IN ('${r0}', '${r3}')",
  "attributes.run_id NOT IN ('${r0}')",
  "run_id in ('nothing')",
  "attributes.run_id LIKE '%'",
]

const datasetFilters = [
  "dataset.name = 'iris'",
  "datasets.name = 'wine'",
  "dataset.digest = 'd1'",
  "dataset.context = 'eval'",
  "dataset.name = 'iris' AND dataset.context = 'eval'",
  "dataset.name != 'wine'",
  "dataset.name LIKE 'i%'",
  "dataset.name ILIKE 'IRIS'",
  "dataset.name IN ('iris', 'wine')",
  "dataset.context NOT IN ('training')",
  "dataset.digest IN ('d2')",
]

/** Forms that MLflow's parser lets pass: a missing, leading or doubled AND, an empty key. */
const sloppyFilters = [
  "params.lr = '0.1' params.opt = 'adam'",
  "AND params.lr = '0.1'",
  "params.lr = '0.1' AND AND params.opt = 'adam'",
  "params. = 'x'",
]

const refusedFilters: readonly (readonly [string, 'larger-grammar'?])[] = [
  ["params.lr = E'0.1'", 'larger-grammar'],
  ["params.lr LIKE E'0\\_%'", 'larger-grammar'],
  ["tags.team = E'it\\'s'", 'larger-grammar'],
  ['metrics.val/acc > 0.5', 'larger-grammar'],
  ['metrics.acc > 0.5 OR metrics.loss < 1', 'larger-grammar'],
  ['NOT metrics.acc > 0.5', 'larger-grammar'],
  ['(metrics.acc > 0.5)', 'larger-grammar'],
  ["params.lr IN ('0.1')", 'larger-grammar'],
  ["tags.team NOT IN ('red')", 'larger-grammar'],
  ['metrics.acc BETWEEN 0 AND 1', 'larger-grammar'],
  ["params.opt RLIKE 'a.*'", 'larger-grammar'],
  ['metrics.acc == 1'],
  ['metrics.acc <> 1'],
  ["params.lr NOT LIKE 'a'", 'larger-grammar'],
  ['metrics.acc'],
  ['metrics.acc >'],
  ["metrics.acc > '0.5'"],
  ['metrics.acc > abc'],
  ['metrics.acc > 0x10'],
  ['metrics.acc > NaN'],
  ["metrics.acc LIKE '1'"],
  ['metrics.acc IS NULL'],
  ['params.lr = 0.1'],
  ['params.lr = lr'],
  ['params.lr = `0.1`'],
  ["params.lr > '0.1'"],
  ['tags.team = 5'],
  ["tags.team < 'a'"],
  ['tags.team = red'],
  ['METRICS.acc = 1'],
  ["foo.bar = 'x'"],
  ["attributes.experiment_id = '1'"],
  ["attributes.lifecycle_stage = 'active'"],
  ["attributes.nothing = 'x'"],
  ["nothing = 'x'"],
  ["attributes.start_time = 'x'"],
  ["attributes.start_time LIKE '1'"],
  ["attributes.status > 'A'"],
  ['attributes.status = 1'],
  ["attributes.status IN ('RUNNING')", 'larger-grammar'],
  ['attributes.status IS NULL'],
  ['run_id IN ()'],
  ['run_id IN (1, 2)'],
  ["run_id IN 'a'"],
  ["run_id IN ('a'"],
  ["dataset.nothing = 'x'"],
  ["dataset.name > 'x'"],
  ['dataset.name = 5'],
  ['dataset.name IS NULL'],
  ['1 = metrics.a'],
  ["'x' = params.a"],
  ["params.a/b = 'x'", 'larger-grammar'],
  ["params.lr = '0.1'; params.lr = '0.1'"],
  ["params.lr = '0.1', params.opt = 'x'"],
  ["params.lr = 'unclosed"],
  ["params.`lr = '0.1'"],
  ['garbage'],
  ['&&&'],
]

const orders: readonly (readonly string[])[] = [
  [],
  ['metrics.acc'],
  ['metrics.acc DESC'],
  ['metrics.acc ASC'],
  ['metrics.loss desc', 'params.lr asc'],
  ['params.lr'],
  ['params.lr DESC'],
  ['tags.team'],
  ['tags.team DESC'],
  ['tag.`a.b`'],
  ['attributes.start_time'],
  ['start_time DESC'],
  ['attributes.start_time ASC'],
  ['attributes.end_time'],
  ['attributes.end_time DESC'],
  ['attributes.run_name'],
  ['run_name DESC'],
  ['attributes.status', 'attributes.start_time ASC'],
  ['attributes.user_id DESC'],
  ['attribute.created'],
  ['Created DESC'],
  ['metrics.`val acc/x` DESC'],
  ['metrics.unknown'],
  ['metrics.'],
  ['parameters.opt', 'metrics.acc DESC'],
]

const refusedOrders = [
  'dataset.name',
  'attributes.nothing',
  'nothing DESC',
  'metrics.acc SIDEWAYS',
  'metrics.acc ASC DESC',
  'Run Name',
  '',
  'metrics',
  'foo.bar ASC',
]

const ordered = [
  ...orders.map((order_by) => find('', { order_by })),
  ...refusedOrders.map((order) => ({ ...find('', { order_by: [order] }), status: 400 })),
  { ...find('', { order_by: ['metrics.acc', 'metrics.acc DESC'] }), status: 500, differs: 'refused-not-500' as const },
]

const all = { experiment_ids: ['${e}', '${f}'] }
const paged = [
  post('runs/search', { ...all, max_results: 3 }, { save: { token: 'next_page_token' } }),
  post('runs/search', { ...all, max_results: 3, page_token: '${token}' }, { save: { token: 'next_page_token' } }),
  post('runs/search', { ...all, max_results: 3, page_token: '${token}' }, { why: 'the last page' }),
  post('runs/search', { ...all, max_results: 8 }, { why: 'exactly all' }),
  post('runs/search', { ...all, max_results: 2, order_by: ['metrics.acc DESC'] }, { save: { token: 'next_page_token' } }),
  post(
    'runs/search',
    { ...all, max_results: 2, order_by: ['metrics.acc DESC'], page_token: '${token}' },
    { save: { token: 'next_page_token' } },
  ),
  post(
    'runs/search',
    { ...all, max_results: 4, order_by: ['metrics.acc DESC'], page_token: '${token}' },
    { why: 'NaN and missing come last' },
  ),
  post(
    'runs/search',
    { ...all, max_results: 3, order_by: ['params.lr'], filter: 'params.lr IS NOT NULL' },
    { save: { token: 'next_page_token' } },
  ),
  post('runs/search', { ...all, max_results: 3, order_by: ['params.lr'], filter: 'params.lr IS NOT NULL', page_token: '${token}' }),
  post('runs/search', { ...all, run_view_type: 'ALL' }),
  post('runs/search', { ...all, run_view_type: 'DELETED_ONLY' }),
  post('runs/search', { ...all, run_view_type: 2 }, { why: 'a view by number' }),
  post('runs/search', { ...all, run_view_type: 'ACTIVE_ONLY' }),
  post('runs/search', { ...all, filter: null, order_by: null }),
  post('runs/search', { experiment_ids: ['${f}'] }),
  post('runs/search', { experiment_ids: ['987654'] }),
  post('runs/search', { experiment_ids: [] }),
  post('runs/search', {}),
  post('runs/search', { experimentIds: ['${e}'], maxResults: 1, orderBy: ['start_time'], runViewType: 'ALL' }, { why: 'camelCase' }),
  post('runs/search', { ...all, max_results: '2' }, { why: 'a number as text' }),
  post('runs/search', { ...all, max_results: 50000 }),
]

const wrong = refused('runs/search', [
  ['max_results 0', { ...all, max_results: 0 }],
  ['max_results negative', { ...all, max_results: -1 }],
  ['max_results too large', { ...all, max_results: 50001 }],
  ['max_results no number', { ...all, max_results: 'many' }],
  ['max_results a fraction', { ...all, max_results: 1.5 }, 200, { differs: 'malformed-refused' }],
  ['experiment id no number', { experiment_ids: ['abc'] }],
  ['experiment ids no list', { experiment_ids: 'abc' }],
  ['experiment id a number', { experiment_ids: [1] }, 200, { differs: 'malformed-refused' }],
  ['filter a number', { ...all, filter: 5 }],
  ['order_by no list', { ...all, order_by: 'metrics.acc' }],
  ['order_by numbers', { ...all, order_by: [1] }],
  ['bad view', { ...all, run_view_type: 'SOME' }, 200, { differs: 'malformed-refused' }],
  ['bad token', { ...all, page_token: 'not a token' }, 400, { differs: 'opaque-token' }],
])

/** Search of runs: every comparator on every kind of field, order, pages, refusals. */
export const searchRuns: Group = {
  name: 'search-runs',
  steps: [
    ...setup,
    find(''),
    ...[...metricFilters, ...paramFilters, ...tagFilters, ...attributeFilters, ...datasetFilters, ...sloppyFilters].map((filter) =>
      find(filter),
    ),
    ...refusedFilters.map(([filter, differs]) => ({ ...find(filter), status: 400, ...(differs && { differs }) })),
    ...ordered,
    ...paged,
    ...wrong,
  ],
}
