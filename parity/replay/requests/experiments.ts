import { del, get, post, refused, refusedGet, send, type Group } from '../step.ts'

const long = (length: number): string => 'x'.repeat(length)

const create = [
  get('experiments/get', { experiment_id: '0' }, { why: 'the default experiment of a fresh database' }),
  post('experiments/create', { name: 'exp-a' }, { save: { a: 'experiment_id' } }),
  get('experiments/get', { experiment_id: '${a}' }),
  post(
    'experiments/create',
    {
      name: 'exp b/ü 100%',
      tags: [
        { key: 'team', value: 'x' },
        { key: 'empty', value: '' },
        { key: 'mlflow.note.content', value: 'note' },
      ],
    },
    { save: { b: 'experiment_id' } },
  ),
  get('experiments/get', { experiment_id: '${b}' }),
  get('experiments/get-by-name', { experiment_name: 'exp b/ü 100%' }),
  post('experiments/create', { name: 'exp-located', artifact_location: 's3://bucket/some path' }, { save: { located: 'experiment_id' } }),
  get('experiments/get', { experiment_id: '${located}' }),
  post('experiments/create', { name: 'exp-proxied', artifact_location: 'mlflow-artifacts:/elsewhere/x' }),
  get('experiments/get-by-name', { experiment_name: 'exp-proxied' }),
  post('experiments/create', { name: ' spaced ' }),
  get('experiments/get-by-name', { experiment_name: ' spaced ' }),
  post('experiments/create', { name: long(200) }, { why: 'a long name' }),
  post('experiments/create', { name: 'é'.repeat(256) }, { why: 'lengths are code points' }),
  post('experiments/create', { name: 'exp-unknown-field', nothing: { deep: [1] } }),
  post('experiments/create', { name: 'exp-null-tags', tags: null, artifact_location: null }),
  post('experiments/create', { name: 'exp-tag-no-value', tags: [{ key: 'k' }] }, { save: { novalue: 'experiment_id' } }),
  get('experiments/get', { experiment_id: '${novalue}' }),
]

const createRefused = refused('experiments/create', [
  ['no name', {}],
  ['empty name', { name: '' }],
  ['null name', { name: null }],
  ['number for a name', { name: 5 }],
  ['list for a name', { name: ['a'] }],
  ['object for a name', { name: { a: 1 } }],
  ['a spaced object for a name', '{"name": {"b": [1,  2], "a": "ü"}}'],
  ['boolean for a name', { name: true }],
  ['name too long', { name: long(501) }, 400, { differs: 'schema-length' }],
  ['name taken', { name: 'exp-a' }, 400, { differs: 'driver-text' }],
  ['name of the default experiment', { name: 'Default' }, 400, { differs: 'driver-text' }],
  ['location on another host', { name: 'exp-http', artifact_location: 'https://example.org/a/b' }],
  ['tags no list', { name: 'exp-bad', tags: 'x' }],
  ['tag no object', { name: 'exp-bad', tags: ['x'] }, 400, { differs: 'malformed-refused' }],
  ['tag value a number', { name: 'exp-number', tags: [{ key: 'a', value: 5 }] }, 200, { differs: 'malformed-refused' }],
  ['tag key too long', { name: 'exp-bad', tags: [{ key: long(251), value: 'v' }] }],
  ['tag value too long', { name: 'exp-bad', tags: [{ key: 'a', value: long(20001) }] }],
  ['location with a fragment', { name: 'exp-bad', artifact_location: 's3://b/x#y' }],
  ['location with a query', { name: 'exp-query', artifact_location: 's3://b/x?y=1' }, 200],
  ['location of a plug-in', { name: 'exp-plugin', artifact_location: 'oss://b/x' }, 200],
  ['local location elsewhere', { name: 'exp-elsewhere', artifact_location: '/tmp/elsewhere' }, 200, { differs: 'local-location' }],
  ['location with dots', { name: 'exp-dots', artifact_location: 's3://b/../x' }, 200, { differs: 'artifact-uri' }],
  ['location in a run', { name: 'exp-bad', artifact_location: 'runs:/abc/x' }],
  ['location with params', { name: 'exp-params', artifact_location: 's3://b/x;p=1' }, 200, { differs: 'artifact-uri' }],
  ['location too long', { name: 'exp-bad', artifact_location: `s3://${long(2100)}` }, 400, { differs: 'schema-length' }],
  ['location a number', { name: 'exp-bad', artifact_location: 1 }],
])

const read = [
  get('experiments/get-by-name', { experiment_name: 'exp-a' }),
  ...refusedGet('experiments/get-by-name', [
    ['no name', {}],
    ['empty name', { experiment_name: '' }],
    ['unknown', { experiment_name: 'nowhere' }, 404],
    ['case counts', { experiment_name: 'EXP-A' }, 404],
  ]),
  ...refusedGet('experiments/get', [
    ['no id', {}],
    ['empty id', { experiment_id: '' }],
    ['unknown id', { experiment_id: '987654' }, 404],
    ['no number', { experiment_id: 'abc' }],
    ['fraction', { experiment_id: '1.5' }],
    ['negative', { experiment_id: '-1' }, 404],
  ]),
]

const update = [
  post('experiments/update', { experiment_id: '${a}', new_name: 'exp-a2' }),
  get('experiments/get', { experiment_id: '${a}' }),
  post('experiments/update', { experiment_id: '${a}', new_name: 'exp-a2' }, { why: 'its own name' }),
  get('experiments/get', { experiment_id: '${a}' }),
  ...refused('experiments/update', [
    ['no id', { new_name: 'x' }],
    ['no name', { experiment_id: '${a}' }],
    ['empty name', { experiment_id: '${a}', new_name: '' }],
    ['number', { experiment_id: '${a}', new_name: 7 }],
    ['number as id', { experiment_id: 1, new_name: 'x' }],
    ['unknown', { experiment_id: '987654', new_name: 'x' }, 404],
    ['no number', { experiment_id: 'abc', new_name: 'x' }],
    ['taken', { experiment_id: '${a}', new_name: 'exp-located' }, 400, { differs: 'driver-text' }],
    ['too long', { experiment_id: '${a}', new_name: long(501) }, 400, { differs: 'schema-length' }],
  ]),
]

const tags = [
  post('experiments/set-experiment-tag', { experiment_id: '${a}', key: 'k', value: 'v' }),
  post('experiments/set-experiment-tag', { experiment_id: '${a}', key: 'k', value: 'v2' }),
  post('experiments/set-experiment-tag', { experiment_id: '${a}', key: 'ключ с пробелом', value: '日本' }),
  post('experiments/set-experiment-tag', { experiment_id: '${a}', key: 'empty', value: '' }),
  post('experiments/set-experiment-tag', { experiment_id: '${a}', key: 'absent' }),
  post('experiments/set-experiment-tag', { experiment_id: '${a}', key: long(250), value: long(5000) }),
  get('experiments/get', { experiment_id: '${a}' }),
  ...refused('experiments/set-experiment-tag', [
    ['no id', { key: 'k', value: 'v' }],
    ['no key', { experiment_id: '${a}', value: 'v' }],
    ['empty key', { experiment_id: '${a}', key: '', value: 'v' }],
    ['number as value', { experiment_id: '${a}', key: 'k', value: 5 }],
    ['number as key', { experiment_id: '${a}', key: 5, value: 'v' }],
    ['key too long', { experiment_id: '${a}', key: long(251), value: 'v' }],
    ['value too long', { experiment_id: '${a}', key: 'k', value: long(20001) }],
    ['bad characters', { experiment_id: '${a}', key: 'a$b', value: 'v' }],
    ['key like a path', { experiment_id: '${a}', key: '../x', value: 'v' }],
    ['key with a double slash', { experiment_id: '${a}', key: 'a//b', value: 'v' }],
    ['unknown experiment', { experiment_id: '987654', key: 'k', value: 'v' }, 404],
    ['no number', { experiment_id: 'abc', key: 'k', value: 'v' }],
  ]),
  post('experiments/delete-experiment-tag', { experiment_id: '${a}', key: 'k' }),
  get('experiments/get', { experiment_id: '${a}' }),
  ...refused('experiments/delete-experiment-tag', [
    ['gone', { experiment_id: '${a}', key: 'k' }, 404],
    ['no id', { key: 'k' }],
    ['no key', { experiment_id: '${a}' }],
    ['unknown experiment', { experiment_id: '987654', key: 'k' }, 404],
    ['number as key', { experiment_id: '${a}', key: 1 }],
  ]),
]

const remove = [
  post('experiments/create', { name: 'exp-doomed' }, { save: { doomed: 'experiment_id' } }),
  post('runs/create', { experiment_id: '${doomed}', run_name: 'one', start_time: 1000 }, { save: { run: 'run.info.run_id' } }),
  post('runs/create', { experiment_id: '${doomed}', run_name: 'two', start_time: 2000 }, { save: { gone: 'run.info.run_id' } }),
  post('runs/delete', { run_id: '${gone}' }),
  post('experiments/delete', { experiment_id: '${doomed}' }),
  get('experiments/get', { experiment_id: '${doomed}' }),
  get('experiments/get-by-name', { experiment_name: 'exp-doomed' }, { why: 'a deleted experiment is found by name' }),
  get('runs/get', { run_id: '${run}' }, { why: 'its runs are deleted too' }),
  ...refused('experiments/create', [['the name of a deleted experiment', { name: 'exp-doomed' }, 400, { differs: 'driver-text' }]]),
  ...refused('experiments/delete', [
    ['twice', { experiment_id: '${doomed}' }, 404],
    ['unknown', { experiment_id: '987654' }, 404],
    ['no id', {}],
    ['no number', { experiment_id: 'abc' }],
    ['a number', { experiment_id: 3 }],
  ]),
  ...refused('experiments/update', [['deleted', { experiment_id: '${doomed}', new_name: 'y' }, 500, { differs: 'refused-not-500' }]]),
  ...refused('experiments/set-experiment-tag', [['deleted', { experiment_id: '${doomed}', key: 'k', value: 'v' }, 400]]),
  ...refused('experiments/delete-experiment-tag', [['deleted', { experiment_id: '${doomed}', key: 'k' }, 400]]),
  ...refused('runs/create', [['in a deleted experiment', { experiment_id: '${doomed}', start_time: 5 }, 400]]),
  post('runs/restore', { run_id: '${run}' }, { why: 'a run of a deleted experiment' }),
  post('runs/search', { experiment_ids: ['${doomed}'], run_view_type: 'ALL' }),
  post('experiments/restore', { experiment_id: '${doomed}' }),
  get('experiments/get', { experiment_id: '${doomed}' }),
  post('runs/search', { experiment_ids: ['${doomed}'] }, { why: 'all its runs are back' }),
  ...refused('experiments/restore', [
    ['not deleted', { experiment_id: '${doomed}' }, 404],
    ['unknown', { experiment_id: '987654' }, 404],
    ['no id', {}],
    ['no number', { experiment_id: 'abc' }],
  ]),
]

const datasets = [
  send('POST', '/ajax-api/2.0/mlflow/experiments/search-datasets', { experiment_ids: ['${a}'] }, { why: 'none yet' }),
  post('runs/create', { experiment_id: '${a}', run_name: 'data', start_time: 10 }, { save: { data: 'run.info.run_id' } }),
  post('runs/log-inputs', {
    run_id: '${data}',
    datasets: [
      {
        tags: [{ key: 'mlflow.data.context', value: 'training' }],
        dataset: { name: 'iris', digest: 'd1', source_type: 'local', source: '{}' },
      },
    ],
  }),
  send('POST', '/ajax-api/2.0/mlflow/experiments/search-datasets', { experiment_ids: ['${a}'] }),
  ...refused('/ajax-api/2.0/mlflow/experiments/search-datasets', [
    ['no ids', {}],
    ['empty ids', { experiment_ids: [] }],
    ['too many', { experiment_ids: Array.from({ length: 21 }, (_, index) => String(index)) }],
    ['no list', { experiment_ids: '1' }, 400, { differs: 'malformed-refused' }],
  ]),
  send('POST', '/api/2.0mlflow/experiments/search-datasets', { experiment_ids: ['${a}'] }, { status: 404, differs: 'json-not-html' }),
  del('experiments/get', {}, { status: 405, differs: 'json-not-html' }),
]

/** Experiments: create, read, rename, tags, delete, restore, datasets. */
export const experiments: Group = {
  name: 'experiments',
  steps: [...create, ...createRefused, ...read, ...update, ...tags, ...remove, ...datasets],
}
