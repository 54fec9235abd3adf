import { del, get, patch, post, refused, refusedGet, type Group } from '../step.ts'

const long = (length: number): string => 'x'.repeat(length)
const tag = (key: string, value: string): object => ({ key, value })

const create = [
  post('registered-models/create', { name: 'rm-a' }),
  get('registered-models/get', { name: 'rm-a' }),
  post('registered-models/create', { name: 'rm-b', description: 'second', tags: [tag('team', 'red'), tag('empty', '')] }),
  get('registered-models/get', { name: 'rm-b' }),
  post('registered-models/create', { name: 'rm ünï 50%', description: '' }),
  get('registered-models/get', { name: 'rm ünï 50%' }),
  post('registered-models/create', { name: 'rm-c', tags: [tag('team', 'blue'), tag('with space', 'x')], deployment_job_id: 'job' }),
  get('registered-models/get', { name: 'rm-c' }),
  post('registered-models/create', { name: 'rm-long'.padEnd(250, 'y') }),
  post('registered-models/create', { name: '.hidden' }),
  ...refused('registered-models/create', [
    ['no name', {}],
    ['empty', { name: '' }],
    ['blank', { name: '   ' }],
    ['taken', { name: 'rm-a' }],
    ['a number', { name: 5 }],
    ['slash', { name: 'a/b' }],
    ['colon', { name: 'a:b' }],
    ['dots', { name: '..' }],
    ['a dot', { name: '.' }],
    ['tags no list', { name: 'rm-bad', tags: 'x' }, 400],
    ['tag without key', { name: 'rm-bad', tags: [{ value: 'v' }] }],
    ['tag key too long', { name: 'rm-bad', tags: [tag(long(251), 'v')] }],
    ['tag value too long', { name: 'rm-bad', tags: [tag('k', long(100001))] }, 400, { differs: 'schema-length' }],
    ['description a number', { name: 'rm-bad', description: 5 }],
  ]),
  ...refusedGet('registered-models/get', [
    ['no name', {}],
    ['empty', { name: '' }],
    ['unknown', { name: 'rm-unknown' }, 404],
    ['case counts', { name: 'RM-A' }, 404],
    ['with a slash', { name: 'a/b' }],
  ]),
]

const update = [
  patch('registered-models/update', { name: 'rm-a', description: 'now described' }),
  patch('registered-models/update', { name: 'rm-a', description: '' }),
  patch('registered-models/update', { name: 'rm-b' }, { why: 'without a description it is cleared' }),
  get('registered-models/get', { name: 'rm-b' }),
  ...refused(
    'registered-models/update',
    [
      ['no name', { description: 'x' }],
      ['unknown', { name: 'rm-unknown', description: 'x' }, 404],
      ['description a number', { name: 'rm-a', description: 1 }],
    ],
    'PATCH',
  ),
  post('registered-models/rename', { name: 'rm-c', new_name: 'rm-c2' }),
  get('registered-models/get', { name: 'rm-c2' }),
  ...refused('registered-models/rename', [
    ['no name', { new_name: 'x' }],
    ['no new name', { name: 'rm-a' }],
    ['empty new name', { name: 'rm-a', new_name: '' }],
    ['gone', { name: 'rm-c', new_name: 'x' }, 404],
    ['taken', { name: 'rm-a', new_name: 'rm-b' }, 400, { differs: 'driver-text' }],
    ['slash', { name: 'rm-a', new_name: 'a/b' }],
    ['blank', { name: 'rm-a', new_name: '  ' }],
    ['a number', { name: 'rm-a', new_name: 6 }],
  ]),
]

const tags = [
  post('registered-models/set-tag', { name: 'rm-a', key: 'k', value: 'v' }),
  post('registered-models/set-tag', { name: 'rm-a', key: 'k', value: 'v2' }),
  post('registered-models/set-tag', { name: 'rm-a', key: 'no-value' }),
  post('registered-models/set-tag', { name: 'rm-a', key: 'empty', value: '' }),
  post('registered-models/set-tag', { name: 'rm-a', key: 'long', value: long(5000) }),
  post(
    'registered-models/set-tag',
    { name: 'rm-a', key: 'longer', value: long(5001) },
    {
      why: 'the column of PostgreSQL is narrower than the limit',
      status: { sqlite: 200, postgres: 400 },
      differs: 'schema-length',
    },
  ),
  del('registered-models/delete-tag', { name: 'rm-a', key: 'longer' }),
  get('registered-models/get', { name: 'rm-a' }),
  ...refused('registered-models/set-tag', [
    ['no name', { key: 'k', value: 'v' }],
    ['no key', { name: 'rm-a', value: 'v' }],
    ['empty key', { name: 'rm-a', key: '', value: 'v' }],
    ['value a number', { name: 'rm-a', key: 'k', value: 1 }],
    ['key too long', { name: 'rm-a', key: long(251), value: 'v' }],
    ['value too long', { name: 'rm-a', key: 'k', value: long(100001) }, 400, { differs: 'schema-length' }],
    ['bad characters', { name: 'rm-a', key: 'a$b', value: 'v' }],
    ['unknown model', { name: 'rm-unknown', key: 'k', value: 'v' }, 404],
  ]),
  del('registered-models/delete-tag', { name: 'rm-a', key: 'k' }),
  del('registered-models/delete-tag', { name: 'rm-a', key: 'k' }, { why: 'a missing tag is no error' }),
  get('registered-models/get', { name: 'rm-a' }),
  ...refused(
    'registered-models/delete-tag',
    [
      ['no name', { key: 'k' }],
      ['no key', { name: 'rm-a' }],
      ['unknown model', { name: 'rm-unknown', key: 'k' }, 404],
    ],
    'DELETE',
  ),
]

const aliases = [
  post('model-versions/create', { name: 'rm-b', source: 's3://bucket/one' }),
  post('model-versions/create', { name: 'rm-b', source: 's3://bucket/two' }),
  post('registered-models/alias', { name: 'rm-b', alias: 'champion', version: '1' }),
  post('registered-models/alias', { name: 'rm-b', alias: 'champion', version: '2' }, { why: 'moves' }),
  post('registered-models/alias', { name: 'rm-b', alias: 'a_b-c', version: '1' }),
  post('registered-models/alias', { name: 'rm-b', alias: 'Upper', version: '1' }),
  get('registered-models/alias', { name: 'rm-b', alias: 'champion' }),
  get('registered-models/get', { name: 'rm-b' }),
  get('model-versions/get', { name: 'rm-b', version: '1' }),
  ...refused('registered-models/alias', [
    ['no name', { alias: 'a', version: '1' }],
    ['no alias', { name: 'rm-b', version: '1' }],
    ['empty alias', { name: 'rm-b', alias: '', version: '1' }],
    ['no version', { name: 'rm-b', alias: 'a' }],
    ['version a number', { name: 'rm-b', alias: 'a', version: 1 }],
    ['version no number', { name: 'rm-b', alias: 'a', version: 'x' }],
    ['latest', { name: 'rm-b', alias: 'latest', version: '1' }],
    ['LATEST', { name: 'rm-b', alias: 'LaTest', version: '1' }],
    ['like a version', { name: 'rm-b', alias: 'v1', version: '1' }],
    ['like a version in capitals', { name: 'rm-b', alias: 'V12', version: '1' }],
    ['bad characters', { name: 'rm-b', alias: 'a b', version: '1' }],
    ['too long', { name: 'rm-b', alias: long(256), version: '1' }],
    ['unknown version', { name: 'rm-b', alias: 'a', version: '99' }, 404],
    ['unknown model', { name: 'rm-unknown', alias: 'a', version: '1' }, 404],
  ]),
  ...refusedGet('registered-models/alias', [
    ['no name', { alias: 'a' }],
    ['no alias', { name: 'rm-b' }],
    ['unknown alias', { name: 'rm-b', alias: 'nobody' }],
    ['case counts', { name: 'rm-b', alias: 'upper' }],
    ['unknown model', { name: 'rm-unknown', alias: 'a' }, 404],
  ]),
  del('registered-models/alias', { name: 'rm-b', alias: 'champion' }),
  del('registered-models/alias', { name: 'rm-b', alias: 'champion' }, { why: 'a missing alias is no error' }),
  get('registered-models/get', { name: 'rm-b' }),
  ...refused(
    'registered-models/alias',
    [
      ['no name', { alias: 'a' }],
      ['no alias', { name: 'rm-b' }],
      ['unknown model', { name: 'rm-unknown', alias: 'a' }, 404],
    ],
    'DELETE',
  ),
]

const latest = [
  get('registered-models/get-latest-versions', { name: 'rm-b' }),
  post('registered-models/get-latest-versions', { name: 'rm-b' }),
  post('model-versions/transition-stage', { name: 'rm-b', version: '1', stage: 'Production', archive_existing_versions: false }),
  post('registered-models/get-latest-versions', { name: 'rm-b' }),
  post('registered-models/get-latest-versions', { name: 'rm-b', stages: ['Production'] }),
  post('registered-models/get-latest-versions', { name: 'rm-b', stages: ['None', 'production'] }),
  get('registered-models/get-latest-versions', { name: 'rm-b', stages: ['None', 'Production'] }),
  get('registered-models/get', { name: 'rm-b' }),
  post('registered-models/get-latest-versions', { name: 'rm-a' }, { why: 'no versions' }),
  ...refused('registered-models/get-latest-versions', [
    ['no name', {}],
    ['unknown stage', { name: 'rm-b', stages: ['Nowhere'] }],
    ['stages no list', { name: 'rm-b', stages: 'None' }],
    ['stages numbers', { name: 'rm-b', stages: [1] }],
    ['unknown model', { name: 'rm-unknown' }, 404],
  ]),
  ...refusedGet('registered-models/get-latest-versions', [
    ['no name', {}],
    ['unknown stage', { name: 'rm-b', stages: 'Nowhere' }],
    ['unknown model', { name: 'rm-unknown' }, 404],
  ]),
]

const PROMPT = 'mlflow.prompt.is_prompt'
const prompts = [
  post('registered-models/create', { name: 'rm-prompt', tags: [tag(PROMPT, 'true')] }),
  ...refused('registered-models/create', [
    ['a prompt has the name', { name: 'rm-prompt' }],
    ['a model has the name', { name: 'rm-a', tags: [tag(PROMPT, 'true')] }],
  ]),
  post('model-versions/create', {
    name: 'rm-prompt',
    source: 'dummy-source',
    tags: [tag(PROMPT, 'true'), tag('mlflow.prompt.text', 'Hello {{x}}')],
  }),
  get('registered-models/search', { filter: "name LIKE 'rm-prompt%'" }),
  get('registered-models/search', { filter: `name LIKE 'rm-%' AND tags.\`${PROMPT}\` = 'true'` }),
  get('registered-models/search', { filter: `tags.\`${PROMPT}\` != 'true' AND name LIKE 'rm-_'` }),
  get('registered-models/search', { filter: `tags.\`${PROMPT}\` = 'false' AND name LIKE 'rm-_'` }),
  get('model-versions/search', { filter: "name = 'rm-prompt'" }),
  get('model-versions/search', { filter: `name = 'rm-prompt' AND tags.\`${PROMPT}\` = 'true'` }),
  get('registered-models/get', { name: 'rm-prompt' }),
]

const remove = [
  del('registered-models/delete', { name: 'rm-b' }),
  ...refusedGet('registered-models/get', [['deleted', { name: 'rm-b' }, 404]]),
  ...refusedGet('model-versions/get', [['its versions are gone', { name: 'rm-b', version: '1' }, 404]]),
  ...refused(
    'registered-models/delete',
    [
      ['twice', { name: 'rm-b' }, 404],
      ['no name', {}],
      ['a number', { name: 1 }],
    ],
    'DELETE',
  ),
  { method: 'DELETE', path: '/api/2.0/mlflow/registered-models/delete?name=rm-a', status: 400, why: 'the query is not read' },
  post('registered-models/create', { name: 'rm-b' }, { why: 'the name is free again' }),
  post('model-versions/create', { name: 'rm-b', source: 's3://bucket/again' }, { why: 'versions start at 1 again' }),
]

/** Registered models: create, read, change, tags, aliases, latest versions, prompts beside models, delete. */
export const registeredModels: Group = {
  name: 'registered-models',
  steps: [...create, ...update, ...tags, ...aliases, ...latest, ...prompts, ...remove],
}
