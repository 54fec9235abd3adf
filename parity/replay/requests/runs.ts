import { get, post, refused, refusedGet, type Group } from '../step.ts'

const long = (length: number): string => 'x'.repeat(length)

const create = [
  post('experiments/create', { name: 'runs-a' }, { save: { e: 'experiment_id' } }),
  post('runs/create', { experiment_id: '${e}', start_time: 1000, run_name: 'named', user_id: 'ada' }, { save: { run: 'run.info.run_id' } }),
  get('runs/get', { run_id: '${run}' }),
  get('runs/get', { run_uuid: '${run}' }, { why: 'the old name of the argument' }),
  get('runs/get', { run_id: '${run}', run_uuid: '${run}' }),
  post('runs/create', { experiment_id: '${e}', start_time: 2000 }, { why: 'a random name', save: { random: 'run.info.run_id' } }),
  get('runs/get', { run_id: '${random}' }),
  post('runs/create', { experiment_id: '${e}' }, { why: 'no start time', save: { bare: 'run.info.run_id' } }),
  get('runs/get', { run_id: '${bare}' }),
  post('runs/create', { experiment_id: '${e}', start_time: '3000', runName: 'camel', userId: 'bob' }, { why: 'camelCase, time as text' }),
  post('runs/create', { experiment_id: '${e}', start_time: 9007199254740991, run_name: 'far future' }),
  post('runs/create', { experiment_id: '${e}', start_time: -5, run_name: 'before 1970' }),
  post('runs/create', {
    experiment_id: '${e}',
    start_time: 4000,
    run_name: 'tagged',
    tags: [
      { key: 'mlflow.user', value: 'ada' },
      { key: 'mlflow.source.name', value: 'train.py' },
      { key: 'mlflow.source.type', value: 'LOCAL' },
      { key: 'mlflow.parentRunId', value: 'none' },
      { key: 'empty', value: '' },
    ],
  }),
  post('runs/create', { experiment_id: '${e}', start_time: 5000, tags: [{ key: 'mlflow.runName', value: 'from the tag' }] }),
  post('runs/create', { experiment_id: '${e}', start_time: 6000, run_name: 'same', tags: [{ key: 'mlflow.runName', value: 'same' }] }),
  post('runs/create', { experiment_id: '${e}', start_time: 7000, run_name: '', user_id: '' }, { why: 'an empty name is no name' }),
  post('runs/create', { experiment_id: '${e}', start_time: 8000, run_name: long(250) }),
  post('runs/create', { experiment_id: '0', start_time: 9000, run_name: 'in the default experiment' }),
  post(
    'runs/create',
    { experiment_id: '${e}', run_name: 'x', tags: [{ key: 'a;b', value: 'v' }] },
    { why: 'keys of new runs are not checked' },
  ),
  ...refused('runs/create', [
    ['unknown experiment', { experiment_id: '987654', start_time: 1 }, 404],
    ['no number', { experiment_id: 'abc', start_time: 1 }],
    ['a number', { experiment_id: 1, start_time: 1 }],
    ['no experiment', { start_time: 1 }, 400, { differs: 'driver-text' }],
    ['two names', { experiment_id: '${e}', run_name: 'a', tags: [{ key: 'mlflow.runName', value: 'b' }] }],
    ['start time a text', { experiment_id: '${e}', start_time: 'soon' }],
    ['start time a list', { experiment_id: '${e}', start_time: [1] }, 500, { differs: 'refused-not-500' }],
    ['start time a fraction', { experiment_id: '${e}', start_time: 1.5, run_name: 'fraction' }, 200, { differs: 'malformed-refused' }],
    ['name a number', { experiment_id: '${e}', run_name: 5 }],
    ['tags no list', { experiment_id: '${e}', tags: { a: 'b' } }, 200, { differs: 'malformed-refused' }],
    ['both spellings', { experiment_id: '${e}', run_name: 'a', runName: 'b' }],
    [
      'tag key too long for the column',
      { experiment_id: '${e}', tags: [{ key: long(251), value: 'v' }] },
      400,
      { not: 'sqlite', differs: 'schema-length' },
    ],
  ]),
  ...refusedGet('runs/get', [
    ['no id', {}],
    ['empty id', { run_id: '' }],
    ['unknown', { run_id: '0123456789abcdef0123456789abcdef' }, 404],
    ['not even an id', { run_id: '../etc' }, 404],
  ]),
]

const update = [
  post('runs/update', { run_id: '${run}', status: 'FINISHED', end_time: 1500 }),
  get('runs/get', { run_id: '${run}' }),
  post('runs/update', { run_id: '${run}', run_name: 'renamed' }, { why: 'the tag follows' }),
  get('runs/get', { run_id: '${run}' }),
  post('runs/update', { run_id: '${run}', status: 4 }, { why: 'a status by number' }),
  post('runs/update', { run_id: '${run}', status: 'RUNNING' }, { why: 'back to running' }),
  post('runs/update', { run_id: '${run}', status: 'KILLED', end_time: '1700' }),
  post('runs/update', { run_id: '${run}', run_name: '' }, { why: 'an empty name is ignored' }),
  post('runs/update', { run_id: '${run}' }, { why: 'nothing to change' }),
  post('runs/update', { run_uuid: '${run}', status: 'SCHEDULED' }, { why: 'the old name of the id' }),
  post('runs/update', { run_id: '${run}', endTime: 1800, status: 'FAILED' }, { why: 'camelCase' }),
  post('runs/update', { runId: '${random}', endTime: 1800, status: 'FAILED' }, { status: 400, differs: 'camel-case' }),
  get('runs/get', { run_id: '${run}' }),
  ...refused('runs/update', [
    ['no id', { status: 'FINISHED' }],
    ['unknown', { run_id: 'ffffffffffffffffffffffffffffffff', status: 'FINISHED' }, 404],
    ['bad status', { run_id: '${run}', status: 'DONE' }, 200, { differs: 'malformed-refused' }],
    ['bad status number', { run_id: '${run}', status: 77 }],
    ['end time a text', { run_id: '${run}', end_time: 'later' }],
    ['name a number', { run_id: '${run}', run_name: 5 }],
  ]),
]

const tags = [
  post('runs/set-tag', { run_id: '${run}', key: 'k', value: 'v' }),
  post('runs/set-tag', { run_id: '${run}', key: 'k', value: 'v2' }),
  post('runs/set-tag', { run_uuid: '${run}', key: 'old', value: 'run_uuid' }),
  post('runs/set-tag', { run_id: '${run}', key: 'empty', value: '' }),
  post('runs/set-tag', { run_id: '${run}', key: 'absent' }),
  post('runs/set-tag', { run_id: '${run}', key: 'ünïcode/path: a.b-c', value: '日本 "quoted" \\ \n\t' }),
  post('runs/set-tag', { run_id: '${run}', key: 'cut', value: long(8005) }, { why: 'a long value is cut' }),
  post('runs/set-tag', { run_id: '${run}', key: 'cut-unicode', value: '😀'.repeat(8001) }, { why: 'cut by code points' }),
  post('runs/set-tag', { run_id: '${run}', key: long(250), value: 'v' }),
  post('runs/set-tag', { run_id: '${run}', key: 'mlflow.runName', value: 'by tag' }, { why: 'renames the run' }),
  post('runs/set-tag', { run_id: '${run}', key: 'mlflow.note.content', value: '# note' }),
  post('runs/set-tag', { run_id: '${run}', key: '__proto__', value: 'ordinary' }),
  post('runs/set-tag', { run_id: '${run}', key: 'constructor', value: 'ordinary' }),
  get('runs/get', { run_id: '${run}' }),
  ...refused('runs/set-tag', [
    ['no id', { key: 'k', value: 'v' }],
    ['no key', { run_id: '${run}', value: 'v' }],
    ['empty key', { run_id: '${run}', key: '', value: 'v' }],
    ['number as value', { run_id: '${run}', key: 'k', value: 1 }],
    ['list as value', { run_id: '${run}', key: 'k', value: ['a'] }],
    ['key too long', { run_id: '${run}', key: long(251), value: 'v' }],
    ['bad characters', { run_id: '${run}', key: 'a*b', value: 'v' }],
    ['key is a dot', { run_id: '${run}', key: '.', value: 'v' }],
    ['key climbs', { run_id: '${run}', key: '../../x', value: 'v' }],
    ['absolute key', { run_id: '${run}', key: '/x', value: 'v' }],
    ['trailing slash', { run_id: '${run}', key: 'x/', value: 'v' }],
    ['unknown run', { run_id: 'ffffffffffffffffffffffffffffffff', key: 'k', value: 'v' }, 404],
  ]),
  post('runs/delete-tag', { run_id: '${run}', key: 'k' }),
  post('runs/delete-tag', { run_id: '${run}', key: 'mlflow.runName' }, { why: 'the name stays' }),
  get('runs/get', { run_id: '${run}' }),
  ...refused('runs/delete-tag', [
    ['gone', { run_id: '${run}', key: 'k' }, 404],
    ['no id', { key: 'k' }],
    ['only the old id', { run_uuid: '${run}', key: 'empty' }, 404, { differs: 'malformed-refused' }],
    ['no key', { run_id: '${run}' }],
    ['unknown run', { run_id: 'ffffffffffffffffffffffffffffffff', key: 'k' }, 404],
  ]),
]

const params = [
  post('runs/log-parameter', { run_id: '${run}', key: 'lr', value: '0.1' }),
  post('runs/log-parameter', { run_id: '${run}', key: 'lr', value: '0.1' }, { why: 'the same again' }),
  post('runs/log-parameter', { run_id: '${run}', key: 'empty', value: '' }),
  post('runs/log-parameter', { run_id: '${run}', key: 'absent' }),
  post('runs/log-parameter', { run_uuid: '${run}', key: 'old', value: 'x' }),
  post('runs/log-parameter', { run_id: '${run}', key: 'cut', value: long(6005) }, { why: 'a long value is cut' }),
  post('runs/log-parameter', { run_id: '${run}', key: 'cut', value: long(6009) }, { why: 'the same after the cut' }),
  post('runs/log-parameter', { run_id: '${run}', key: 'a/b.c d:e-f_g', value: 'ü' }),
  get('runs/get', { run_id: '${run}' }),
  ...refused('runs/log-parameter', [
    ['another value', { run_id: '${run}', key: 'lr', value: '0.2' }],
    ['no id', { key: 'a', value: 'b' }],
    ['no key', { run_id: '${run}', value: 'b' }],
    ['empty key', { run_id: '${run}', key: '', value: 'b' }],
    ['number as value', { run_id: '${run}', key: 'a', value: 1 }],
    ['boolean as value', { run_id: '${run}', key: 'a', value: true }],
    ['key too long', { run_id: '${run}', key: long(251), value: 'b' }],
    ['bad characters', { run_id: '${run}', key: 'a=b', value: 'b' }],
    ['key climbs', { run_id: '${run}', key: 'a/../b', value: 'b' }],
    ['unknown run', { run_id: 'ffffffffffffffffffffffffffffffff', key: 'k', value: 'v' }, 404],
  ]),
]

const model = {
  artifact_path: 'model',
  flavors: { python_function: { loader_module: 'x' } },
  utc_time_created: '2026-01-01 00:00:00.000000',
  run_id: '${run}',
}

const logModel = [
  post('runs/log-model', { run_id: '${run}', model_json: JSON.stringify(model) }),
  post('runs/log-model', { run_id: '${run}', model_json: JSON.stringify({ ...model, artifact_path: 'second' }) }, { why: 'appended' }),
  get('runs/get', { run_id: '${run}' }),
  ...refused('runs/log-model', [
    ['no id', { model_json: '{}' }],
    ['no model', { run_id: '${run}' }],
    ['no JSON', { run_id: '${run}', model_json: 'x' }],
    ['nothing in it', { run_id: '${run}', model_json: '{}' }],
    ['no flavors', { run_id: '${run}', model_json: JSON.stringify({ artifact_path: 'm', run_id: 'r', utc_time_created: 'x' }) }],
    ['unknown run', { run_id: 'ffffffffffffffffffffffffffffffff', model_json: JSON.stringify(model) }, 404],
  ]),
]

const remove = [
  post('runs/delete', { run_id: '${run}' }),
  get('runs/get', { run_id: '${run}' }, { why: 'a deleted run is readable' }),
  post('runs/delete', { run_id: '${run}' }, { why: 'twice' }),
  ...refused('runs/delete', [
    ['no id', {}],
    ['unknown', { run_id: 'ffffffffffffffffffffffffffffffff' }, 404],
    ['a number', { run_id: 5 }],
  ]),
  ...refused('runs/set-tag', [['deleted', { run_id: '${run}', key: 'k', value: 'v' }]]),
  ...refused('runs/delete-tag', [['deleted', { run_id: '${run}', key: 'empty' }]]),
  ...refused('runs/log-parameter', [['deleted', { run_id: '${run}', key: 'k', value: 'v' }]]),
  ...refused('runs/log-metric', [['deleted', { run_id: '${run}', key: 'k', value: 1, timestamp: 1 }]]),
  ...refused('runs/log-batch', [['deleted', { run_id: '${run}', params: [{ key: 'k', value: 'v' }] }]]),
  ...refused('runs/update', [['deleted', { run_id: '${run}', status: 'FINISHED' }]]),
  ...refused('runs/log-model', [['deleted', { run_id: '${run}', model_json: JSON.stringify(model) }]]),
  post('runs/log-inputs', { run_id: '${run}', datasets: [] }, { why: 'deleted, nothing to log', status: 400 }),
  post('runs/restore', { run_id: '${run}' }),
  post('runs/restore', { run_id: '${run}' }, { why: 'twice' }),
  get('runs/get', { run_id: '${run}' }),
  ...refused('runs/restore', [
    ['no id', {}],
    ['unknown', { run_id: 'ffffffffffffffffffffffffffffffff' }, 404],
  ]),
]

/** Runs: create, read, update, tags, params, recorded models, delete, restore. */
export const runs: Group = { name: 'runs', steps: [...create, ...update, ...tags, ...params, ...logModel, ...remove] }
