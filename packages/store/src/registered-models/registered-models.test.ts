import * as contract from '@tailrace/contract'
import { describe } from 'vitest'
import { expect, onEachDatabase, test } from '../each-database.ts'

const PROMPT = [{ key: contract.IS_PROMPT, value: 'true' }]
const UNKNOWN = 'Registered Model with name=nobody not found'
const required = (name: string) =>
  `Missing value for required parameter '${name}'. See the API docs for more information about request parameters.`
const BAD_KEY =
  'Invalid value "a$" for parameter \'key\' supplied: Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).'

onEachDatabase((store) => {
  const create = (name: string, extra: object = {}) => store.call(contract.createRegisteredModel, { name, ...extra })
  const get = async (name: string) => (await store.call(contract.getRegisteredModel, { name })).registered_model
  const addVersion = async (name: string, extra: object = {}) =>
    (await store.call(contract.createModelVersion, { name, source: 's3://bucket/model', ...extra })).model_version.version
  const move = (name: string, version: string, stage: string) => store.call(contract.transitionModelVersionStage, { name, version, stage })

  describe('creation', () => {
    test('answers what get answers', async () => {
      const tags = [{ key: 'b', value: '1' }, { key: 'a' }, { key: 'b', value: '2' }]
      const { registered_model } = await create('new', { description: 'what it does', tags, deployment_job_id: 'ignored' })
      expect(registered_model).toEqual({
        name: 'new',
        creation_timestamp: registered_model.last_updated_timestamp,
        last_updated_timestamp: expect.any(Number) as number,
        description: 'what it does',
        tags: [
          { key: 'a', value: '' },
          { key: 'b', value: '2' },
        ],
      })
      expect(await get('new')).toEqual(registered_model)
    })

    test('leaves out an empty description', async () => {
      expect((await create('ünï 50%', { description: '' })).registered_model).not.toHaveProperty('description')
    })

    for (const [why, request, message] of [
      ['no name', {}, required('name')],
      ['a blank name', { name: '  ' }, "Missing value for required parameter 'name'."],
      ['a slash', { name: 'a/b' }, "Invalid model name 'a/b'. Names cannot contain '/' or ':'."],
      ['a colon', { name: 'a:b' }, "Invalid model name 'a:b'. Names cannot contain '/' or ':'."],
      [
        'the parent folder',
        { name: '..' },
        "Invalid value \"..\" for parameter 'name' supplied: Names may be treated as files in certain cases, and must not resolve to other names when treated as such. This name would resolve to '..'",
      ],
      [
        'a tag without key',
        { name: 'x', tags: [{ value: 'v' }] },
        "Invalid value \"\" for parameter 'key' supplied: Names may be treated as files in certain cases, and must not resolve to other names when treated as such. This name would resolve to '.'",
      ],
      ['a tag with another character', { name: 'x', tags: [{ key: 'a$' }] }, BAD_KEY],
      ['a long key', { name: 'x', tags: [{ key: 'k'.repeat(251) }] }, "'key' exceeds the maximum length of 250 characters"],
      [
        'a long value',
        { name: 'x', tags: [{ key: 'k', value: 'v'.repeat(100_001) }] },
        "'value' exceeds the maximum length of 5000 characters",
      ],
    ] as const) {
      test(`refuses ${why}`, async () => {
        expect(await store.refusal(contract.createRegisteredModel, request)).toEqual(['INVALID_PARAMETER_VALUE', message])
      })
    }

    test('says what has the name', async () => {
      await create('model')
      await create('prompt', { tags: [{ key: contract.IS_PROMPT, value: 'True' }] })
      const refusal = async (name: string, tags: object[]) => {
        const [code, message] = await store.refusal(contract.createRegisteredModel, { name, tags })
        expect(code).toBe('RESOURCE_ALREADY_EXISTS')
        return message
      }
      expect(await refusal('model', [])).toBe('Registered Model (name=model) already exists.')
      expect(await refusal('prompt', PROMPT)).toBe('Prompt (name=prompt) already exists.')
      expect(await refusal('prompt', [])).toBe(
        "Tried to create a registered model with name 'prompt', but the name is already taken by a prompt. MLflow does not allow creating a model and a prompt with the same name.",
      )
      expect(await refusal('model', PROMPT)).toBe(
        "Tried to create a prompt with name 'model', but the name is already taken by a registered model. MLflow does not allow creating a model and a prompt with the same name.",
      )
    })
  })

  describe('changes', () => {
    test('a description is set, and cleared by an update without one', async () => {
      await create('described')
      const update = async (request: object) =>
        (await store.call(contract.updateRegisteredModel, { name: 'described', ...request })).registered_model
      expect(await update({ description: 'new' })).toMatchObject({ description: 'new' })
      expect(await update({})).not.toHaveProperty('description')
    })

    test('a new name takes versions, tags and aliases along', async () => {
      await create('before', { tags: [{ key: 'k', value: 'v' }] })
      await addVersion('before', { tags: [{ key: 'of', value: 'version' }] })
      await store.call(contract.setRegisteredModelAlias, { name: 'before', alias: 'best', version: '1' })
      const { registered_model } = await store.call(contract.renameRegisteredModel, { name: 'before', new_name: 'after' })
      expect(registered_model).toEqual(await get('after'))
      expect(registered_model).toMatchObject({
        tags: [{ key: 'k', value: 'v' }],
        aliases: [{ alias: 'best', version: '1' }],
        latest_versions: [{ name: 'after', version: '1', tags: [{ key: 'of', value: 'version' }] }],
      })
      expect(registered_model.latest_versions?.[0]?.last_updated_timestamp).toBe(registered_model.last_updated_timestamp)
      expect((await store.refusal(contract.getRegisteredModel, { name: 'before' }))[0]).toBe('RESOURCE_DOES_NOT_EXIST')
      await store.call(contract.renameRegisteredModel, { name: 'after', new_name: 'after' })
      expect((await get('after')).tags).toEqual([{ key: 'k', value: 'v' }])
    })

    test('a deleted model takes all with it; its name starts anew', async () => {
      await create('gone', { tags: [{ key: 'k' }] })
      await addVersion('gone', { tags: [{ key: 'k' }] })
      await store.call(contract.setRegisteredModelAlias, { name: 'gone', alias: 'best', version: '1' })
      await store.call(contract.deleteRegisteredModel, { name: 'gone' })
      expect(await store.refusal(contract.deleteRegisteredModel, { name: 'gone' })).toEqual([
        'RESOURCE_DOES_NOT_EXIST',
        'Registered Model with name=gone not found',
      ])
      await create('gone')
      expect(await get('gone')).not.toHaveProperty('tags')
      expect(await addVersion('gone')).toBe('1')
      expect(await get('gone')).not.toHaveProperty('aliases')
    })

    for (const [why, endpoint, request, code, message] of [
      ['a read of', contract.getRegisteredModel, {}, 'RESOURCE_DOES_NOT_EXIST', UNKNOWN],
      ['an update of', contract.updateRegisteredModel, { description: 'x' }, 'RESOURCE_DOES_NOT_EXIST', UNKNOWN],
      ['a rename of', contract.renameRegisteredModel, { new_name: 'x' }, 'RESOURCE_DOES_NOT_EXIST', UNKNOWN],
      ['the latest versions of', contract.getLatestVersions, {}, 'RESOURCE_DOES_NOT_EXIST', UNKNOWN],
      ['a tag of', contract.setRegisteredModelTag, { key: 'k' }, 'RESOURCE_DOES_NOT_EXIST', UNKNOWN],
      ['a tag less of', contract.deleteRegisteredModelTag, { key: 'k' }, 'RESOURCE_DOES_NOT_EXIST', UNKNOWN],
      ['an alias less of', contract.deleteRegisteredModelAlias, { alias: 'a' }, 'RESOURCE_DOES_NOT_EXIST', UNKNOWN],
      ['the alias of', contract.getModelVersionByAlias, { alias: 'a' }, 'RESOURCE_DOES_NOT_EXIST', UNKNOWN],
      [
        'an alias of',
        contract.setRegisteredModelAlias,
        { alias: 'a', version: '1' },
        'RESOURCE_DOES_NOT_EXIST',
        'Model Version (name=nobody, version=1) not found',
      ],
    ] as const) {
      test(`refuses ${why} an unknown model`, async () => {
        expect(await store.refusal(endpoint, { name: 'nobody', ...request })).toEqual([code, message])
      })
    }

    for (const [why, request, code, message] of [
      [
        'a taken name',
        { new_name: 'taken' },
        'RESOURCE_ALREADY_EXISTS',
        'Registered Model (name=taken) already exists. Error: the name is taken.',
      ],
      ['a blank name', { new_name: ' ' }, 'INVALID_PARAMETER_VALUE', "Missing value for required parameter 'new_name'."],
      ['no name', {}, 'INVALID_PARAMETER_VALUE', required('new_name')],
      ['a slash', { new_name: 'a/b' }, 'INVALID_PARAMETER_VALUE', "Invalid model name 'a/b'. Names cannot contain '/' or ':'."],
    ] as const) {
      test(`refuses to rename to ${why}`, async () => {
        for (const name of ['taken', 'renamed']) await create(name).catch(() => undefined)
        expect(await store.refusal(contract.renameRegisteredModel, { name: 'renamed', ...request })).toEqual([code, message])
      })
    }
  })

  describe('tags', () => {
    test('are replaced and deleted; a missing one is no error', async () => {
      await create('tagged')
      const before = (await get('tagged')).last_updated_timestamp
      const set = (key: string, value?: string) => store.call(contract.setRegisteredModelTag, { name: 'tagged', key, value })
      await set('k', 'v')
      await set('k', 'w')
      await set('empty')
      expect((await get('tagged')).tags).toEqual([
        { key: 'empty', value: '' },
        { key: 'k', value: 'w' },
      ])
      for (let twice = 0; twice < 2; twice++) {
        expect(await store.call(contract.deleteRegisteredModelTag, { name: 'tagged', key: 'k' })).toEqual({})
      }
      expect(await get('tagged')).toMatchObject({ tags: [{ key: 'empty', value: '' }], last_updated_timestamp: before })
    })

    for (const [why, request, message] of [
      ['no key', { name: 'tagged', value: 'v' }, required('key')],
      ['an empty key', { name: 'tagged', key: '' }, required('key')],
      ['another character', { name: 'tagged', key: 'a$' }, BAD_KEY],
      ['a long key', { name: 'tagged', key: 'k'.repeat(251) }, "'key' exceeds the maximum length of 250 characters"],
      ['a long value', { name: 'tagged', key: 'k', value: 'v'.repeat(100_001) }, "'value' exceeds the maximum length of 5000 characters"],
    ] as const) {
      test(`refuse ${why}`, async () => {
        expect(await store.refusal(contract.setRegisteredModelTag, request)).toEqual(['INVALID_PARAMETER_VALUE', message])
      })
    }
  })

  describe('aliases', () => {
    test('move, are read and deleted; latest is the highest version', async () => {
      await create('aliased')
      for (const version of ['1', '2', '3']) expect(await addVersion('aliased')).toBe(version)
      const set = (alias: string, version: string) => store.call(contract.setRegisteredModelAlias, { name: 'aliased', alias, version })
      const versionOf = async (alias: string) =>
        (await store.call(contract.getModelVersionByAlias, { name: 'aliased', alias })).model_version.version
      await set('best', '1')
      await set('best', '2')
      await set('ältestes-1', '1')
      expect(await versionOf('best')).toBe('2')
      expect(await versionOf('LATEST')).toBe('3')
      expect((await get('aliased')).aliases).toEqual([
        { alias: 'best', version: '2' },
        { alias: 'ältestes-1', version: '1' },
      ])
      const { model_version } = await store.call(contract.getModelVersion, { name: 'aliased', version: '2' })
      expect(model_version.aliases).toEqual(['best'])
      for (let twice = 0; twice < 2; twice++) {
        expect(await store.call(contract.deleteRegisteredModelAlias, { name: 'aliased', alias: 'best' })).toEqual({})
      }
      expect(await store.refusal(contract.getModelVersionByAlias, { name: 'aliased', alias: 'best' })).toEqual([
        'INVALID_PARAMETER_VALUE',
        'Registered model alias best not found.',
      ])
    })

    test('latest of a model without versions is not found', async () => {
      await create('bare')
      expect(await store.refusal(contract.getModelVersionByAlias, { name: 'bare', alias: 'latest' })).toEqual([
        'RESOURCE_DOES_NOT_EXIST',
        'Latest version not found for model bare.',
      ])
    })

    const rule = 'Names may only contain alphanumerics, underscores (_), and dashes (-).'
    for (const [alias, version, code, message] of [
      ['latest', '1', 'INVALID_PARAMETER_VALUE', "'latest' alias name (case insensitive) is reserved."],
      ['LaTest', 'x', 'INVALID_PARAMETER_VALUE', "'latest' alias name (case insensitive) is reserved."],
      ['v1', '1', 'INVALID_PARAMETER_VALUE', "Version alias name 'v1' is reserved."],
      ['V12', '1', 'INVALID_PARAMETER_VALUE', "Version alias name 'V12' is reserved."],
      ['a b', '1', 'INVALID_PARAMETER_VALUE', `Invalid alias name: 'a b'. ${rule}`],
      ['a.b', '1', 'INVALID_PARAMETER_VALUE', `Invalid alias name: 'a.b'. ${rule}`],
      ['x'.repeat(256), '1', 'INVALID_PARAMETER_VALUE', "'Registered model alias name' exceeds the maximum length of 255 characters"],
      ['', '1', 'INVALID_PARAMETER_VALUE', required('alias')],
      ['a', 'x', 'INVALID_PARAMETER_VALUE', "Parameter 'version' must be an integer, got 'x'."],
      ['a', '99', 'RESOURCE_DOES_NOT_EXIST', 'Model Version (name=aliased, version=99) not found'],
    ] as const) {
      test(`refuse '${alias.slice(0, 10)}' for version ${version}`, async () => {
        expect(await store.refusal(contract.setRegisteredModelAlias, { name: 'aliased', alias, version })).toEqual([code, message])
      })
    }
  })

  describe('latest versions', () => {
    test('are the newest of each stage, in the order of the oldest; a model names them without aliases', async () => {
      await create('staged')
      for (let version = 1; version <= 5; version++) await addVersion('staged')
      await move('staged', '1', 'production')
      await move('staged', '4', 'PRODUCTION')
      await move('staged', '2', 'Archived')
      await store.call(contract.setRegisteredModelAlias, { name: 'staged', alias: 'best', version: '4' })
      const latest = async (stages?: string[]) =>
        (await store.call(contract.getLatestVersions, { name: 'staged', stages })).model_versions?.map(
          ({ version, current_stage, aliases }) => [version, current_stage, ...(aliases ?? [])],
        )
      expect(await latest()).toEqual([
        ['4', 'Production', 'best'],
        ['2', 'Archived'],
        ['5', 'None'],
      ])
      expect(await latest(['none', 'Production'])).toEqual([
        ['4', 'Production', 'best'],
        ['5', 'None'],
      ])
      expect(await latest(['Staging'])).toBeUndefined()
      const { latest_versions } = await get('staged')
      expect(latest_versions?.map(({ version }) => version)).toEqual(['4', '2', '5'])
      expect(latest_versions?.[0]).not.toHaveProperty('aliases')
    })

    test('are none without versions', async () => {
      await create('no-versions')
      expect(await store.call(contract.getLatestVersions, { name: 'no-versions' })).toEqual({})
      expect(await get('no-versions')).not.toHaveProperty('latest_versions')
    })

    for (const [why, stages, message] of [
      [
        'an unknown stage',
        ['None', 'Bogus'],
        'Invalid Model Version stage: Bogus. Value must be one of None, Staging, Production, Archived.',
      ],
      [
        'numbers',
        [1],
        "Invalid value [1] for parameter 'stages' supplied:  Hint: Value was of type 'list'. See the API docs for more information about request parameters.",
      ],
    ] as const) {
      test(`refuse ${why}`, async () => {
        await create('stages').catch(() => undefined)
        expect(await store.refusal(contract.getLatestVersions, { name: 'stages', stages })).toEqual(['INVALID_PARAMETER_VALUE', message])
      })
    }
  })
})
