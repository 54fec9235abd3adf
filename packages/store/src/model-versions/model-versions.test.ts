import * as contract from '@tailrace/contract'
import { describe } from 'vitest'
import { expect, onEachDatabase, test } from '../each-database.ts'

const required = (name: string) =>
  `Missing value for required parameter '${name}'. See the API docs for more information about request parameters.`
const NOT_FOUND = 'Model Version (name=m, version=99) not found'

onEachDatabase((store) => {
  const model = async (name: string, versions = 0) => {
    await store.call(contract.createRegisteredModel, { name })
    for (let version = 0; version < versions; version++) await add(name)
  }
  const add = async (name: string, extra: object = {}) =>
    (await store.call(contract.createModelVersion, { name, source: 's3://bucket/model', ...extra })).model_version
  const get = async (name: string, version: string) => (await store.call(contract.getModelVersion, { name, version })).model_version
  const modelTime = async (name: string) =>
    (await store.call(contract.getRegisteredModel, { name })).registered_model.last_updated_timestamp
  const age = (name: string) => store.db.run('update registered_models set last_updated_time = 1 where name = ?', [name])
  const loggedModel = async (extra: object = {}) =>
    (await store.call(contract.createLoggedModel, { experiment_id: '0', name: 'logged', ...extra })).model.info

  describe('a new version', () => {
    test('is what get answers', async () => {
      await model('new')
      const tags = [{ key: 'b', value: '1' }, { key: 'a' }, { key: 'b', value: '2' }]
      const version = await add('new', { description: 'first', run_link: 'https://example.org', tags })
      expect(version).toEqual({
        name: 'new',
        version: '1',
        creation_timestamp: version.last_updated_timestamp,
        last_updated_timestamp: expect.any(Number) as number,
        current_stage: 'None',
        description: 'first',
        source: 's3://bucket/model',
        run_id: '',
        status: 'READY',
        run_link: 'https://example.org',
        tags: [
          { key: 'a', value: '' },
          { key: 'b', value: '2' },
        ],
      })
      expect(await get('new', '1')).toEqual(version)
      expect(await get('new', ' +01 ')).toEqual(version)
      expect(await modelTime('new')).toBe(version.last_updated_timestamp)
      expect(await add('new')).toMatchObject({ version: '2', description: '', run_link: '' })
    })

    test('of a logged model has its run and place, and is named in its tag', async () => {
      const { run } = await store.call(contract.createRun, { experiment_id: '0' })
      const run_id = run.info.run_id
      const { model_id, artifact_uri } = await loggedModel({ source_run_id: run_id })
      await model('of-logged')
      expect(await add('of-logged', { source: `models:/${model_id}`, model_id })).toMatchObject({ source: `models:/${model_id}`, run_id })
      expect(await add('of-logged', { source: `${artifact_uri}/part`, model_id, run_id: 'other' })).toMatchObject({ run_id: 'other' })
      await add('of-logged', { model_id })
      const { info } = (await store.call(contract.getLoggedModel, { model_id })).model
      expect(info.tags).toEqual([
        {
          key: 'mlflow.modelVersions',
          value: '[{"name": "of-logged", "version": 1}, {"name": "of-logged", "version": 2}, {"name": "of-logged", "version": 3}]',
        },
      ])
      const uri = async (version: string) =>
        (await store.call(contract.getModelVersionDownloadUri, { name: 'of-logged', version })).artifact_uri
      expect([await uri('1'), await uri('2'), await uri('3')]).toEqual([artifact_uri, `${artifact_uri}/part`, 's3://bucket/model'])
    })

    test('takes a tag of its logged model that is no list for an empty one', async () => {
      const { model_id } = await loggedModel({ tags: [{ key: 'mlflow.modelVersions', value: '{"no": "list"}' }] })
      await model('after-nonsense')
      await add('after-nonsense', { model_id })
      const { info } = (await store.call(contract.getLoggedModel, { model_id })).model
      expect(info.tags?.[0]?.value).toBe('[{"name": "after-nonsense", "version": 1}]')
    })

    for (const [why, request, code, message] of [
      ['no name', { source: 's3://b/x' }, 'INVALID_PARAMETER_VALUE', required('name')],
      ['no source', { name: 'm' }, 'INVALID_PARAMETER_VALUE', required('source')],
      ['an empty source', { name: 'm', source: '' }, 'INVALID_PARAMETER_VALUE', required('source')],
      [
        'an unknown model',
        { name: 'nobody', source: 's3://b/x' },
        'RESOURCE_DOES_NOT_EXIST',
        'Registered Model with name=nobody not found',
      ],
      [
        'a slash',
        { name: 'a/b', source: 's3://b/x' },
        'INVALID_PARAMETER_VALUE',
        "Invalid model name 'a/b'. Names cannot contain '/' or ':'.",
      ],
      [
        'an unknown logged model',
        { name: 'm', source: 's3://b/x', model_id: 'm-none' },
        'RESOURCE_DOES_NOT_EXIST',
        "Logged model with ID 'm-none' not found.",
      ],
      [
        'a long tag',
        { name: 'm', source: 's3://b/x', tags: [{ key: 'k'.repeat(251) }] },
        'INVALID_PARAMETER_VALUE',
        "'key' exceeds the maximum length of 250 characters",
      ],
    ] as const) {
      test(`is refused for ${why}`, async () => {
        await model('m').catch(() => undefined)
        expect(await store.refusal(contract.createModelVersion, request)).toEqual([code, message])
      })
    }
  })

  describe('numbers', () => {
    for (const [version, code, message] of [
      ['x', 'INVALID_PARAMETER_VALUE', "Parameter 'version' must be an integer, got 'x'."],
      ['1.5', 'INVALID_PARAMETER_VALUE', "Parameter 'version' must be an integer, got '1.5'."],
      ['0', 'RESOURCE_DOES_NOT_EXIST', 'Model Version (name=m, version=0) not found'],
      ['-1', 'RESOURCE_DOES_NOT_EXIST', 'Model Version (name=m, version=-1) not found'],
      ['99', 'RESOURCE_DOES_NOT_EXIST', NOT_FOUND],
      ['99999999999999999999', 'RESOURCE_DOES_NOT_EXIST', 'Model Version (name=m, version=99999999999999999999) not found'],
      [
        1,
        'INVALID_PARAMETER_VALUE',
        "Invalid value 1 for parameter 'version' supplied:  Hint: Value was of type 'int'. See the API docs for more information about request parameters.",
      ],
    ] as const) {
      test(`${JSON.stringify(version)} is refused`, async () => {
        expect(await store.refusal(contract.getModelVersion, { name: 'm', version })).toEqual([code, message])
      })
    }

    for (const [why, endpoint, extra] of [
      ['an update', contract.updateModelVersion, {}],
      ['a stage', contract.transitionModelVersionStage, { stage: 'None' }],
      ['a tag', contract.setModelVersionTag, { key: 'k', value: 'v' }],
      ['a tag less', contract.deleteModelVersionTag, { key: 'k' }],
      ['a deletion', contract.deleteModelVersion, {}],
      ['the place', contract.getModelVersionDownloadUri, {}],
    ] as const) {
      test(`${why} of an unknown one is refused`, async () => {
        expect(await store.refusal(endpoint, { name: 'm', version: '99', ...extra })).toEqual(['RESOURCE_DOES_NOT_EXIST', NOT_FOUND])
      })
    }

    for (const [why, request, message] of [
      ['nothing', {}, "Missing value for required parameter 'name'."],
      ['no version', { name: 'm' }, "Parameter 'version' must be an integer, got ''."],
    ] as const) {
      test(`the place of ${why} is refused`, async () => {
        expect(await store.refusal(contract.getModelVersionDownloadUri, request)).toEqual(['INVALID_PARAMETER_VALUE', message])
      })
    }
  })

  test('a description is set, emptied and cleared, which does not touch the model', async () => {
    await model('described', 1)
    await age('described')
    const update = async (extra: object) =>
      (await store.call(contract.updateModelVersion, { name: 'described', version: '1', ...extra })).model_version
    expect(await update({ description: 'd' })).toMatchObject({ description: 'd' })
    expect(await update({ description: '' })).toMatchObject({ description: '' })
    expect(await update({})).not.toHaveProperty('description')
    expect(await modelTime('described')).toBe(1)
  })

  test('tags are replaced and deleted, which touches no time', async () => {
    await model('tagged', 1)
    await age('tagged')
    const { last_updated_timestamp } = await get('tagged', '1')
    const set = (key: string, value?: string) => store.call(contract.setModelVersionTag, { name: 'tagged', version: '1', key, value })
    await set('k', 'v')
    await set('k', 'w')
    await set('empty')
    const tags = [
      { key: 'empty', value: '' },
      { key: 'k', value: 'w' },
    ]
    expect(await get('tagged', '1')).toMatchObject({ tags, last_updated_timestamp })
    for (let twice = 0; twice < 2; twice++) {
      expect(await store.call(contract.deleteModelVersionTag, { name: 'tagged', version: '1', key: 'k' })).toEqual({})
    }
    expect((await get('tagged', '1')).tags).toEqual([{ key: 'empty', value: '' }])
    expect(await modelTime('tagged')).toBe(1)
  })

  describe('stages', () => {
    test('change alone, or archive the others', async () => {
      await model('staged', 4)
      const move = (version: string, stage: string, archive_existing_versions?: boolean) =>
        store.call(contract.transitionModelVersionStage, { name: 'staged', version, stage, archive_existing_versions })
      const stages = async () => {
        const { model_versions = [] } = await store.call(contract.searchModelVersions, {
          filter: "name = 'staged'",
          order_by: ['version_number'],
        })
        return model_versions.map(({ current_stage }) => current_stage)
      }
      await move('1', 'staging')
      await move('2', 'STAGING', false)
      await move('4', 'Production', true)
      expect(await stages()).toEqual(['Staging', 'Staging', 'None', 'Production'])
      await age('staged')
      const { model_version } = await move('2', 'Staging', true)
      expect(model_version).toEqual(await get('staged', '2'))
      expect(await stages()).toEqual(['Archived', 'Staging', 'None', 'Production'])
      expect((await get('staged', '1')).last_updated_timestamp).toBe(model_version.last_updated_timestamp)
      expect(await modelTime('staged')).toBe(model_version.last_updated_timestamp)
    })

    const notActive = (stage: string) =>
      `Model version transition cannot archive existing model versions because '${stage}' is not an Active stage. Valid stages are ['Staging', 'Production']`
    for (const [why, request, message] of [
      ['none', {}, required('stage')],
      ['an unknown one', { stage: 'Live' }, 'Invalid Model Version stage: Live. Value must be one of None, Staging, Production, Archived.'],
      [
        'the one of deleted versions',
        { stage: 'Deleted_Internal' },
        'Invalid Model Version stage: Deleted_Internal. Value must be one of None, Staging, Production, Archived.',
      ],
      ['archiving for None', { stage: 'None', archive_existing_versions: true }, notActive('None')],
      ['archiving for Archived', { stage: 'archived', archive_existing_versions: true }, notActive('archived')],
    ] as const) {
      test(`refuse ${why}`, async () => {
        const refused = await store.refusal(contract.transitionModelVersionStage, { name: 'm', version: '1', ...request })
        expect(refused).toEqual(['INVALID_PARAMETER_VALUE', message])
      })
    }
  })

  test('a deleted version keeps its number and place, loses its words and aliases', async () => {
    await model('deleting', 1)
    await add('deleting', { description: 'secret', run_id: 'r', run_link: 'https://example.org', tags: [{ key: 'k', value: 'v' }] })
    await store.call(contract.setRegisteredModelAlias, { name: 'deleting', alias: 'best', version: '2' })
    await age('deleting')
    await store.call(contract.deleteModelVersion, { name: 'deleting', version: '2' })
    expect(await modelTime('deleting')).toBeGreaterThan(1)
    expect(
      await store.db.get(
        `select description, current_stage, source, run_id, run_link, status, storage_location from model_versions where name = ? and version = 2`,
        ['deleting'],
      ),
    ).toEqual({
      description: null,
      current_stage: 'Deleted_Internal',
      source: 'REDACTED-SOURCE-PATH',
      run_id: 'REDACTED-RUN-ID',
      run_link: 'REDACTED-RUN-LINK',
      status: 'READY',
      storage_location: 's3://bucket/model',
    })
    const { registered_model } = await store.call(contract.getRegisteredModel, { name: 'deleting' })
    expect(registered_model).not.toHaveProperty('aliases')
    expect(registered_model.latest_versions?.map(({ version }) => version)).toEqual(['1'])
    for (const endpoint of [contract.getModelVersion, contract.deleteModelVersion, contract.getModelVersionDownloadUri]) {
      expect((await store.refusal(endpoint, { name: 'deleting', version: '2' }))[0]).toBe('RESOURCE_DOES_NOT_EXIST')
    }
    expect(await store.refusal(contract.setRegisteredModelAlias, { name: 'deleting', alias: 'best', version: '2' })).toEqual([
      'RESOURCE_DOES_NOT_EXIST',
      'Model Version (name=deleting, version=2) not found',
    ])
    expect((await add('deleting')).version).toBe('3')
  })
})
