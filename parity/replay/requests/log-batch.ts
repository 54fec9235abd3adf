import { get, post, refused, type Group } from '../step.ts'

const point = (key: string, value: unknown, step = 0): object => ({ key, value, timestamp: 1000 + step, step })
const params = (count: number): object[] => Array.from({ length: count }, (_, index) => ({ key: `p${index}`, value: String(index) }))
const tags = (count: number): object[] => Array.from({ length: count }, (_, index) => ({ key: `t${index}`, value: String(index) }))
const points = (count: number): object[] => Array.from({ length: count }, (_, index) => point(`m${index % 10}`, index / 4, index))

const accepted = [
  post('experiments/create', { name: 'batch-a' }, { save: { e: 'experiment_id' } }),
  post('runs/create', { experiment_id: '${e}', start_time: 1000, run_name: 'b' }, { save: { run: 'run.info.run_id' } }),
  post('runs/create', { experiment_id: '${e}', start_time: 2000, run_name: 'full' }, { save: { full: 'run.info.run_id' } }),
  post('runs/create', { experiment_id: '${e}', start_time: 3000, run_name: 'spoilt' }, { save: { spoilt: 'run.info.run_id' } }),
  post('runs/log-batch', { run_id: '${run}' }, { why: 'nothing in it' }),
  post('runs/log-batch', { run_id: '${run}', metrics: [], params: [], tags: [] }, { why: 'empty lists' }),
  post('runs/log-batch', {
    run_id: '${run}',
    metrics: [point('a', 1), point('a', 2, 1), point('b', 'NaN'), point('c', 'Infinity'), point('d', '-Infinity')],
    params: [
      { key: 'lr', value: '0.1' },
      { key: 'empty', value: '' },
    ],
    tags: [
      { key: 'k', value: 'v' },
      { key: 'mlflow.runName', value: 'renamed by a batch' },
    ],
  }),
  get('runs/get', { run_id: '${run}' }),
  post('runs/log-batch', { run_id: '${run}', metrics: [point('a', 2, 1), point('a', 2, 1)] }, { why: 'duplicates inside and outside' }),
  get('metrics/get-history', { run_id: '${run}', metric_key: 'a' }),
  post(
    'runs/log-batch',
    { run_id: '${run}', metrics: [point('a', 7, 1), point('a', 5, 1), point('a', 1)] },
    { why: 'the greatest of a step is the latest' },
  ),
  post('runs/log-batch', { run_id: '${run}', params: [{ key: 'lr', value: '0.1' }] }, { why: 'the same param again' }),
  post('runs/log-batch', {
    run_id: '${run}',
    tags: [
      { key: 'twice', value: 'first' },
      { key: 'twice', value: 'second' },
    ],
  }),
  post('runs/log-batch', {
    run_id: '${run}',
    params: [{ key: 'long', value: 'y'.repeat(6001) }],
    tags: [{ key: 'long', value: 'z'.repeat(8001) }],
  }),
  post(
    'runs/log-batch',
    { run_id: '${run}', metrics: [{ key: 'text', value: '1', timestamp: '5', step: '6' }] },
    { why: 'numbers as text' },
  ),
  post('runs/log-batch', { runId: '${spoilt}', metrics: [point('camel', 1)] }, { status: 400, differs: 'camel-case' }),
  post('runs/log-batch', { run_id: '${run}', metrics: [{ key: 'with-run', value: 1, timestamp: 5, step: 6, run_id: '${run}' }] }),
  post('runs/log-batch', { run_id: '${run}', params: [{ key: 'no-value' }], tags: [{ key: 'no-value' }] }),
  get('runs/get', { run_id: '${run}' }),
  post('runs/log-batch', { run_id: '${full}', metrics: points(800), params: params(100), tags: tags(100) }, { why: 'as much as fits' }),
  get('runs/get', { run_id: '${full}' }),
  post('runs/log-batch', { run_id: '${full}', metrics: points(1000) }),
  get('metrics/get-history', { run_id: '${full}', metric_key: 'm3' }),
]

const rejected = [
  ...refused('runs/log-batch', [
    ['no id', { metrics: [point('a', 1)] }],
    ['id a number', { run_id: 5 }],
    ['an id that is none', { run_id: '../x', metrics: [point('a', 1)] }],
    ['unknown run', { run_id: 'ffffffffffffffffffffffffffffffff', metrics: [point('a', 1)] }, 404],
    ['metrics no list', { run_id: '${run}', metrics: 'x' }],
    ['metrics an object', { run_id: '${run}', metrics: { key: 'a' } }],
    ['metric no object', { run_id: '${run}', metrics: ['x'] }, 500, { differs: 'refused-not-500' }],
    ['metric without key', { run_id: '${run}', metrics: [{ value: 1, timestamp: 1 }] }],
    ['metric without value', { run_id: '${run}', metrics: [{ key: 'a', timestamp: 1 }] }],
    ['metric without timestamp', { run_id: '${run}', metrics: [{ key: 'a', value: 1 }] }],
    ['second metric without timestamp', { run_id: '${run}', metrics: [point('lost', 1), { key: 'a', value: 1 }] }],
    ['metric value a text', { run_id: '${spoilt}', metrics: [point('a', 'high')] }, 200, { differs: 'malformed-refused' }],
    ['metric key too long', { run_id: '${run}', metrics: [point('x'.repeat(251), 1)] }],
    ['metric key bad', { run_id: '${run}', metrics: [point('lost', 1), point('a\\b', 1)] }],
    [
      'metric timestamp a text',
      { run_id: '${spoilt}', metrics: [{ key: 'a', value: 1, timestamp: 'x', step: 0 }] },
      200,
      { differs: 'malformed-refused' },
    ],
    ['param without key', { run_id: '${run}', params: [{ value: 'v' }] }],
    ['param key empty', { run_id: '${run}', params: [{ key: '', value: 'v' }] }],
    ['param value a number', { run_id: '${spoilt}', params: [{ key: 'n', value: 5 }] }, 200, { differs: 'malformed-refused' }],
    ['param key too long', { run_id: '${run}', params: [{ key: 'x'.repeat(251), value: 'v' }] }],
    ['param key bad', { run_id: '${run}', params: [{ key: 'a?', value: 'v' }] }],
    ['params no list', { run_id: '${run}', params: 5 }],
    [
      'param changes',
      { run_id: '${run}', metrics: [point('lost', 1)], params: [{ key: 'lr', value: '9' }], tags: [{ key: 'lost', value: 'v' }] },
    ],
    [
      'param twice in a batch',
      {
        run_id: '${run}',
        params: [
          { key: 'dup', value: '1' },
          { key: 'dup', value: '2' },
        ],
      },
    ],
    [
      'param twice with one value',
      {
        run_id: '${run}',
        params: [
          { key: 'dup', value: '1' },
          { key: 'dup', value: '1' },
        ],
      },
    ],
    ['tag without key', { run_id: '${run}', tags: [{ value: 'v' }] }],
    ['tag key empty', { run_id: '${run}', tags: [{ key: '', value: 'v' }] }],
    ['tag key too long', { run_id: '${run}', tags: [{ key: 'x'.repeat(251), value: 'v' }] }],
    ['tag key climbs', { run_id: '${run}', tags: [{ key: '..', value: 'v' }] }],
    ['tags no list', { run_id: '${run}', tags: true }],
    ['too many metrics', { run_id: '${run}', metrics: points(1001) }],
    ['too many params', { run_id: '${run}', params: params(101) }],
    ['too many tags', { run_id: '${run}', tags: tags(101) }],
    ['too many in all', { run_id: '${run}', metrics: points(900), params: params(60), tags: tags(60) }],
  ]),
  get('runs/get', { run_id: '${run}' }, { why: 'nothing of the refused batches was stored' }),
  get('metrics/get-history', { run_id: '${run}', metric_key: 'lost' }),
]

/** Batches: what they take, their limits, and that a refused one leaves nothing behind. */
export const logBatch: Group = { name: 'log-batch', steps: [...accepted, ...rejected] }
