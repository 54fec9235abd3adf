import { get, post, refused, refusedGet, type Group, type Step } from '../step.ts'

const BULK = '/ajax-api/2.0/mlflow/metrics/get-history-bulk'
const metric = (rest: object, why?: string): Step => post('runs/log-metric', { run_id: '${run}', ...rest }, why ? { why } : {})

const log = [
  post('experiments/create', { name: 'metrics-a' }, { save: { e: 'experiment_id' } }),
  post('runs/create', { experiment_id: '${e}', start_time: 1000, run_name: 'm' }, { save: { run: 'run.info.run_id' } }),
  post('runs/create', { experiment_id: '${e}', start_time: 2000, run_name: 'n' }, { save: { other: 'run.info.run_id' } }),
  post('runs/create', { experiment_id: '${e}', start_time: 3000, run_name: 's' }, { save: { spoilt: 'run.info.run_id' } }),
  metric({ key: 'a', value: 1.5, timestamp: 100, step: 0 }),
  metric({ key: 'a', value: 2.5, timestamp: 200, step: 1 }),
  metric({ key: 'a', value: 2.5, timestamp: 200, step: 1 }, 'an exact duplicate'),
  metric({ key: 'a', value: 0.5, timestamp: 200, step: 1 }, 'a lower value at the same step and time does not become the latest'),
  metric({ key: 'a', value: 9, timestamp: 50, step: 0 }, 'an older step'),
  metric({ key: 'a', value: 3, timestamp: 300 }, 'no step is step 0'),
  get('runs/get', { run_id: '${run}' }),
  get('metrics/get-history', { run_id: '${run}', metric_key: 'a' }),
  metric({ key: 'text', value: '1.25', timestamp: '400', step: '7' }, 'numbers as text'),
  metric({ key: 'nan', value: 'NaN', timestamp: 1 }),
  metric({ key: 'nan', value: -1, timestamp: 2 }, 'NaN counts as 0'),
  metric({ key: 'inf', value: 'Infinity', timestamp: 1 }),
  metric({ key: '-inf', value: '-Infinity', timestamp: 1 }),
  metric({ key: 'big', value: 1.7976931348623157e308, timestamp: 1 }),
  metric({ key: 'tiny', value: 5e-324, timestamp: 1 }),
  metric({ key: 'zero', value: 0, timestamp: 1 }),
  metric({ key: 'minus', value: -0.5, timestamp: 0, step: -3 }, 'a negative step, time 0'),
  metric({ key: 'true', value: true, timestamp: 1 }, 'a boolean is a number'),
  metric({ key: 'exact', value: 0.1, timestamp: 1 }),
  metric({ key: 'third', value: 1 / 3, timestamp: 1 }),
  metric({ key: 'integer', value: 9007199254740993, timestamp: 1 }),
  metric({ key: 'steps', value: 1, timestamp: 1, step: 9007199254740991 }, 'a large step'),
  post(
    'runs/log-metric',
    '{"run_id": "${run}", "key": "step64", "value": 1, "timestamp": 9223372036854775807, "step": 9223372036854775807}',
  ),
  post('runs/log-metric', '{"run_id": "${run}", "key": "step64", "value": 2, "timestamp": "9", "step": "-9223372036854775808"}'),
  metric({ key: 'a b/c:d.e-f_ü', value: 1, timestamp: 1 }),
  metric({ key: 'x'.repeat(250), value: 1, timestamp: 1 }),
  metric({ key: '__proto__', value: 1, timestamp: 1 }),
  post('runs/log-metric', { run_uuid: '${run}', key: 'old id', value: 1, timestamp: 1 }),
  get('runs/get', { run_id: '${run}' }),
  get('metrics/get-history', { run_id: '${run}', metric_key: 'nan' }),
  get('metrics/get-history', { run_id: '${run}', metric_key: 'inf' }),
  get('metrics/get-history', { run_id: '${run}', metric_key: 'step64' }),
  get('metrics/get-history', { run_id: '${run}', metric_key: 'a b/c:d.e-f_ü' }),
  get('metrics/get-history', { run_id: '${run}', metric_key: 'unknown' }),
  get('metrics/get-history', { run_uuid: '${run}', metric_key: 'a' }),
]

/** Other words that Python's float() reads. MLflow stores 0 for "nan" and for what is no JSON. */
const WORDS = [
  'inf',
  '-inf',
  'Inf',
  '+Inf',
  '-Inf',
  'infinity',
  '+Infinity',
  'NAN',
  '-nan',
  '1e400',
  '1_0',
  ' 1 ',
  '1e-5',
  '123456789012345678',
]
const LOST = ['"nan"', 'NaN', 'Infinity', '-Infinity', '1e400']
const otherWords = [
  ...WORDS.flatMap((value, index) => [
    post('runs/log-metric', { run_id: '${spoilt}', key: `word ${index}`, value, timestamp: 1 }),
    get('metrics/get-history', { run_id: '${spoilt}', metric_key: `word ${index}` }),
  ]),
  ...LOST.flatMap((value, index) => [
    post('runs/log-metric', `{"run_id": "\${spoilt}", "key": "lost ${index}", "value": ${value}, "timestamp": 1}`),
    get('metrics/get-history', { run_id: '${spoilt}', metric_key: `lost ${index}` }, { differs: 'special-floats' }),
  ]),
]

const refusedMetrics = refused('runs/log-metric', [
  ['no id', { key: 'a', value: 1, timestamp: 1 }],
  ['no key', { run_id: '${run}', value: 1, timestamp: 1 }],
  ['empty key', { run_id: '${run}', key: '', value: 1, timestamp: 1 }],
  ['no value', { run_id: '${run}', key: 'a', timestamp: 1 }],
  ['no timestamp', { run_id: '${run}', key: 'a', value: 1 }],
  ['value a text', { run_id: '${run}', key: 'a', value: 'high', timestamp: 1 }],
  ['value hexadecimal', { run_id: '${run}', key: 'a', value: '0x10', timestamp: 1 }],
  ['value a list', { run_id: '${run}', key: 'a', value: [1], timestamp: 1 }, 500, { differs: 'refused-not-500' }],
  ['timestamp negative', { run_id: '${run}', key: 'a', value: 1, timestamp: -1 }],
  [
    'timestamp over 64 bits',
    '{"run_id": "${spoilt}", "key": "b", "value": 1, "timestamp": 9223372036854775808}',
    200,
    { differs: 'malformed-refused' },
  ],
  ['value null', { run_id: '${run}', key: 'a', value: null, timestamp: 1 }],
  ['timestamp a text', { run_id: '${run}', key: 'a', value: 1, timestamp: 'now' }],
  ['step a text', { run_id: '${run}', key: 'a', value: 1, timestamp: 1, step: 'last' }],
  ['key too long', { run_id: '${run}', key: 'x'.repeat(251), value: 1, timestamp: 1 }],
  ['bad characters', { run_id: '${run}', key: 'a=b', value: 1, timestamp: 1 }],
  ['key climbs', { run_id: '${run}', key: '../a', value: 1, timestamp: 1 }],
  ['key a number', { run_id: '${run}', key: 1, value: 1, timestamp: 1 }],
  ['unknown run', { run_id: 'ffffffffffffffffffffffffffffffff', key: 'a', value: 1, timestamp: 1 }, 404],
  ['a fraction for a step', { run_id: '${spoilt}', key: 'b', value: 1, timestamp: 1, step: 1.5 }, 200, { differs: 'malformed-refused' }],
])

const paged = [
  post('runs/log-batch', {
    run_id: '${other}',
    metrics: Array.from({ length: 25 }, (_, index) => ({ key: 'p', value: index / 2, timestamp: 1000 + index, step: index })),
  }),
  get('metrics/get-history', { run_id: '${other}', metric_key: 'p', max_results: '10' }, { save: { token: 'next_page_token' } }),
  get(
    'metrics/get-history',
    { run_id: '${other}', metric_key: 'p', max_results: '10', page_token: '${token}' },
    { save: { token: 'next_page_token' } },
  ),
  get('metrics/get-history', { run_id: '${other}', metric_key: 'p', max_results: '10', page_token: '${token}' }, { why: 'the last page' }),
  get('metrics/get-history', { run_id: '${other}', metric_key: 'p', max_results: '25' }, { why: 'exactly all' }),
  get('metrics/get-history', { runId: '${other}', metricKey: 'p', maxResults: '3' }, { status: 400, differs: 'camel-case' }),
  get('metrics/get-history', { run_id: '${other}', metric_key: 'p', max_results: '25000' }),
  get('metrics/get-history', { run_id: 'ffffffffffffffffffffffffffffffff', metric_key: 'p' }, { why: 'an unknown run has no points' }),
  ...refusedGet('metrics/get-history', [
    ['no id', { metric_key: 'p' }],
    ['no key', { run_id: '${other}' }],
    ['max_results 0', { run_id: '${other}', metric_key: 'p', max_results: '0' }],
    ['max_results negative', { run_id: '${other}', metric_key: 'p', max_results: '-1' }],
    ['max_results no number', { run_id: '${other}', metric_key: 'p', max_results: 'ten' }, 200, { differs: 'malformed-refused' }],
    ['bad token', { run_id: '${other}', metric_key: 'p', max_results: '5', page_token: '!!!' }, 400, { differs: 'opaque-token' }],
  ]),
]

const bulk = [
  get(BULK, { run_id: ['${run}', '${other}'], metric_key: 'a' }),
  get(BULK, { run_id: '${other}', metric_key: 'p', max_results: '5' }),
  get(BULK, { run_id: '${run}', metric_key: 'nan' }, { differs: 'valid-json' }),
  get(BULK, { run_id: 'ffffffffffffffffffffffffffffffff', metric_key: 'p' }, { why: 'an unknown run has no points' }),
  ...refusedGet(BULK, [
    ['no runs', { metric_key: 'p' }],
    ['no key', { run_id: '${run}' }],
    ['too many', { run_id: Array.from({ length: 101 }, (_, index) => `r${index}`), metric_key: 'p' }],
  ]),
]

const INTERVAL = 'metrics/get-history-bulk-interval'
const interval = [
  get(INTERVAL, { run_ids: '${other}', metric_key: 'p', max_results: '25' }),
  get(INTERVAL, { run_ids: '${other}', metric_key: 'p', max_results: '5' }),
  get(INTERVAL, { run_ids: '${other}', metric_key: 'p', max_results: '1' }),
  get(INTERVAL, { run_ids: '${other}', metric_key: 'p', max_results: '2' }),
  get(INTERVAL, { run_ids: '${other}', metric_key: 'p', max_results: '7' }),
  get(INTERVAL, { run_ids: '${other}', metric_key: 'p', start_step: '5', end_step: '10', max_results: '100' }),
  get(INTERVAL, { run_ids: '${other}', metric_key: 'p', start_step: '5', end_step: '20', max_results: '4' }),
  get(INTERVAL, { run_ids: '${other}', metric_key: 'p', start_step: '7', end_step: '7' }),
  get(INTERVAL, { run_ids: ['${run}', '${other}'], metric_key: 'a', max_results: '10' }),
  get(INTERVAL, { run_ids: '${run}', metric_key: 'nan', max_results: '10' }),
  get(INTERVAL, { run_ids: '${run}', metric_key: 'unknown', max_results: '10' }),
  get(INTERVAL, { runIds: '${other}', metricKey: 'p', maxResults: '3' }, { status: 400, differs: 'camel-case' }),
  get(INTERVAL, { run_ids: '${other}', metric_key: 'p' }, { why: 'no max_results' }),
  get(INTERVAL, { run_ids: 'ffffffffffffffffffffffffffffffff', metric_key: 'p', max_results: '5' }, { why: 'unknown run' }),
  ...refusedGet(INTERVAL, [
    ['no runs', { metric_key: 'p', max_results: '5' }],
    ['no key', { run_ids: '${other}', max_results: '5' }],
    ['max_results 0', { run_ids: '${other}', metric_key: 'p', max_results: '0' }],
    ['max_results too large', { run_ids: '${other}', metric_key: 'p', max_results: '2501' }],
    ['start without end', { run_ids: '${other}', metric_key: 'p', start_step: '1', max_results: '5' }],
    ['end without start', { run_ids: '${other}', metric_key: 'p', end_step: '1', max_results: '5' }],
    ['end before start', { run_ids: '${other}', metric_key: 'p', start_step: '5', end_step: '1', max_results: '5' }],
    ['too many runs', { run_ids: Array.from({ length: 101 }, (_, index) => `r${index}`), metric_key: 'p', max_results: '5' }],
  ]),
]

/** Metrics one by one, their special values, histories, pages and samples. */
export const metrics: Group = { name: 'metrics', steps: [...log, ...otherWords, ...refusedMetrics, ...paged, ...bulk, ...interval] }
