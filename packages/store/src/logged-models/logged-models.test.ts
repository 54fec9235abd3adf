import * as contract from '@tailrace/contract'
import { describe } from 'vitest'
import { expect, onEachDatabase, test } from '../each-database.ts'

const NOBODY = 'm-ffffffffffffffffffffffffffffffff'
const pair = (key: string, value: string) => ({ key, value })

onEachDatabase((store) => {
  const create = async (extra: object = {}) =>
    (await store.call(contract.createLoggedModel, { experiment_id: '0', name: 'm', ...extra })).model
  const get = async (model_id: string) => (await store.call(contract.getLoggedModel, { model_id })).model

  describe('a new logged model', () => {
    test('is pending, with its params and tags by key', async () => {
      const model = await create({
        model_type: 'agent',
        source_run_id: 'r1',
        params: [pair('lr', '0.1'), { key: 'empty' }, pair('Z', 'z'.repeat(7000))],
        tags: [pair('team', 'red'), pair('a?b', 'ü')],
      })
      const { model_id, creation_timestamp_ms: now } = model.info
      expect(model_id).toMatch(/^m-[0-9a-f]{32}$/)
      expect(model).toEqual({
        info: {
          model_id,
          experiment_id: '0',
          name: 'm',
          creation_timestamp_ms: now,
          last_updated_timestamp_ms: now,
          artifact_uri: `mlflow-artifacts:/0/models/${model_id}/artifacts`,
          status: 'LOGGED_MODEL_PENDING',
          model_type: 'agent',
          source_run_id: 'r1',
          tags: [pair('a?b', 'ü'), pair('team', 'red')],
        },
        data: { params: [pair('Z', 'z'.repeat(7000)), pair('empty', ''), pair('lr', '0.1')] },
      })
      expect(await get(model_id)).toEqual(model)
    })

    for (const name of [undefined, '', null]) {
      test(`with the name ${JSON.stringify(name)} gets a random one, no type and no run`, async () => {
        const { info, data } = await create({ name })
        expect(info.name).toMatch(/^[a-z]+-[a-z]+-\d{1,4}$/)
        expect([info.model_type, info.source_run_id, data]).toEqual(['', '', {}])
      })
    }

    test('takes more than 100 params', async () => {
      const params = Array.from({ length: 101 }, (_, index) => pair(`p${index}`, 'v'))
      expect((await create({ params })).data.params).toHaveLength(101)
    })

    const badName = (shown: string) =>
      `Invalid model name (${shown}) provided. Model name must be a non-empty string and cannot contain the following characters: ('/', ':', '.', '%', '"', "'")`
    for (const [why, request, code, message] of [
      ['a slash, before it looks for the experiment', { experiment_id: '99', name: 'a/b' }, 'INVALID_PARAMETER_VALUE', badName("'a/b'")],
      ['a single quote', { experiment_id: '0', name: "it's" }, 'INVALID_PARAMETER_VALUE', badName(`"it's"`)],
      ['a percent sign', { experiment_id: '0', name: '50%' }, 'INVALID_PARAMETER_VALUE', badName("'50%'")],
      ['an unknown experiment', { experiment_id: '99', name: 'a' }, 'RESOURCE_DOES_NOT_EXIST', 'No Experiment with id=99 exists'],
      [
        'an id that is no number',
        { experiment_id: 'x', name: 'a' },
        'INVALID_PARAMETER_VALUE',
        "Invalid experiment ID 'x'. Experiment ID must be a valid integer.",
      ],
      [
        'no experiment',
        { name: 'a' },
        'INVALID_PARAMETER_VALUE',
        "Missing value for required parameter 'experiment_id'. See the API docs for more information about request parameters.",
      ],
      ['a param twice', { experiment_id: '0', params: [pair('a', '1'), pair('a', '1')] }, 'BAD_REQUEST', "The param 'a' is given twice."],
      ['a tag twice', { experiment_id: '0', tags: [pair('a', '1'), pair('a', '1')] }, 'BAD_REQUEST', "The tag 'a' is given twice."],
    ] as const) {
      test(`is refused for ${why}`, async () => {
        expect(await store.refusal(contract.createLoggedModel, request)).toEqual([code, message])
      })
    }

    test('is refused in a deleted experiment', async () => {
      const { experiment_id } = await store.call(contract.createExperiment, { name: 'gone' })
      await store.call(contract.deleteExperiment, { experiment_id })
      expect(await store.refusal(contract.createLoggedModel, { experiment_id })).toEqual([
        'INVALID_PARAMETER_VALUE',
        `The experiment ${experiment_id} must be in the 'active' state. Current state is deleted.`,
      ])
    })
  })

  describe('the status', () => {
    for (const [given, status] of [
      ['LOGGED_MODEL_READY', 'LOGGED_MODEL_READY'],
      [3, 'LOGGED_MODEL_UPLOAD_FAILED'],
      ['1', 'LOGGED_MODEL_PENDING'],
      [0, 'LOGGED_MODEL_STATUS_UNSPECIFIED'],
    ] as const) {
      test(`${given} is ${status}`, async () => {
        const { info } = await create()
        const { model } = await store.call(contract.finalizeLoggedModel, { model_id: info.model_id, status: given })
        expect(model.info.status).toBe(status)
        expect(await get(info.model_id)).toEqual(model)
      })
    }
  })

  test('tags are replaced and deleted', async () => {
    const { model_id } = (await create({ tags: [pair('k', 'v'), pair('gone', 'v')] })).info
    const set = (tags: object[]) => store.call(contract.setLoggedModelTags, { model_id, tags })
    expect(await set([pair('k', '1'), pair('k', '2'), { key: 'empty' }])).toEqual({})
    await set([])
    await store.call(contract.deleteLoggedModelTag, { model_id, tag_key: 'gone' })
    expect((await get(model_id)).info.tags).toEqual([pair('empty', ''), pair('k', '2')])
  })

  test('params may be written again with the same value', async () => {
    const { model_id } = (await create({ params: [pair('lr', '0.1')] })).info
    await store.call(contract.logLoggedModelParams, { model_id, params: [pair('lr', '0.1'), pair('deep', '3')] })
    await store.call(contract.logLoggedModelParams, { model_id })
    expect(await store.refusal(contract.logLoggedModelParams, { model_id, params: [pair('new', '1'), pair('lr', '0.2')] })).toEqual([
      'BAD_REQUEST',
      `Changing param values is not allowed: the logged model '${model_id}' has another value already.`,
    ])
    expect((await get(model_id)).data.params).toEqual([pair('deep', '3'), pair('lr', '0.1')])
  })

  test('a deleted model cannot be read but written to', async () => {
    const { model_id, last_updated_timestamp_ms: before } = (await create()).info
    await store.call(contract.deleteLoggedModel, { model_id })
    await store.call(contract.deleteLoggedModel, { model_id })
    expect(await store.refusal(contract.getLoggedModel, { model_id })).toEqual([
      'RESOURCE_DOES_NOT_EXIST',
      `Logged model with ID '${model_id}' not found.`,
    ])
    await store.call(contract.setLoggedModelTags, { model_id, tags: [pair('late', '1')] })
    const { model } = await store.call(contract.finalizeLoggedModel, { model_id, status: 'LOGGED_MODEL_READY' })
    expect(model.info.tags).toEqual([pair('late', '1')])
    expect(Number(model.info.last_updated_timestamp_ms)).toBeGreaterThanOrEqual(Number(before))
  })

  const unknown = [`Logged model with ID '${NOBODY}' not found.`] as const
  for (const [endpoint, more] of [
    [contract.getLoggedModel, {}],
    [contract.finalizeLoggedModel, { status: 2 }],
    [contract.deleteLoggedModel, {}],
    [contract.setLoggedModelTags, { tags: [] }],
    [contract.deleteLoggedModelTag, { tag_key: 'k' }],
    [contract.logLoggedModelParams, { params: [] }],
  ] as const) {
    test(`${endpoint.name} refuses an unknown model`, async () => {
      expect(await store.refusal(endpoint, { model_id: NOBODY, ...more })).toEqual(['RESOURCE_DOES_NOT_EXIST', ...unknown])
    })
  }

  test('a tag that is not there cannot be deleted', async () => {
    const { model_id } = (await create()).info
    expect(await store.refusal(contract.deleteLoggedModelTag, { model_id, tag_key: 'k' })).toEqual([
      'RESOURCE_DOES_NOT_EXIST',
      `No tag with key 'k' found for model with ID '${model_id}'.`,
    ])
  })
})
