import * as contract from '@tailrace/contract'
import { describe } from 'vitest'
import { expect, onEachDatabase, test } from '../each-database.ts'

const NOBODY = 'f'.repeat(32)
const dataset = (more: object = {}) => ({ name: 'iris', digest: 'd1', source_type: 'local', source: 'src', ...more })
const pair = (key: string, value: string) => ({ key, value })
const deleted = (id: string) => `The run ${id} must be in the 'active' state. Current state is deleted.`

onEachDatabase((store) => {
  const newRun = async () => {
    const { experiment_id } = await store.call(contract.createExperiment, { name: `e${Math.random()}` })
    return (await store.call(contract.createRun, { experiment_id })).run.info
  }
  const links = async (run_id: string) => {
    const { run } = await store.call(contract.getRun, { run_id })
    return { inputs: run.inputs, outputs: run.outputs }
  }

  describe('datasets', () => {
    const log = (run_id: string, datasets: object[]) => store.call(contract.logInputs, { run_id, datasets })

    test('the first write of a dataset wins, and of its tags per run', async () => {
      const { run_id, experiment_id } = await newRun()
      await log(run_id, [{ dataset: dataset({ schema: '{}', profile: 'p' }), tags: [pair('ctx', 'train')] }])
      await log(run_id, [{ dataset: dataset({ source: 'other' }), tags: [pair('x', 'y')] }])
      const first = { dataset: dataset({ schema: '{}', profile: 'p' }), tags: [pair('ctx', 'train')] }
      expect((await links(run_id)).inputs).toEqual({ dataset_inputs: [first] })
      const other = (await store.call(contract.createRun, { experiment_id })).run.info.run_id
      await log(other, [{ dataset: dataset({ schema: 'late' }), tags: [pair('ctx', 'eval')] }])
      expect((await links(other)).inputs).toEqual({ dataset_inputs: [{ ...first, tags: [pair('ctx', 'eval')] }] })
    })

    test('another name, digest or experiment is another dataset', async () => {
      const [{ run_id }, elsewhere] = [await newRun(), await newRun()]
      await log(run_id, [{ dataset: dataset() }, { dataset: dataset({ name: 'wine' }) }, { dataset: dataset({ digest: 'd2' }) }])
      await log(elsewhere.run_id, [{ dataset: dataset({ source: 'there' }) }])
      const names = (await links(run_id)).inputs?.dataset_inputs?.map((input) => [input.dataset.name, input.dataset.digest])
      expect(names?.toSorted()).toEqual([
        ['iris', 'd1'],
        ['iris', 'd2'],
        ['wine', 'd1'],
      ])
      expect((await links(elsewhere.run_id)).inputs).toEqual({ dataset_inputs: [{ dataset: dataset({ source: 'there' }) }] })
    })

    test('twice in one call is once, as it came first', async () => {
      const { run_id } = await newRun()
      await log(run_id, [
        { dataset: dataset(), tags: [pair('k', '1')] },
        { dataset: dataset({ source: 'b' }), tags: [pair('k', '2')] },
      ])
      expect((await links(run_id)).inputs).toEqual({ dataset_inputs: [{ dataset: dataset(), tags: [pair('k', '1')] }] })
    })

    for (const [why, input] of [
      ['nothing', {}],
      ['empty texts', { dataset: { name: '', digest: '', source_type: '', source: '', schema: '', profile: '' }, tags: [] }],
    ] as const) {
      test(`of ${why} are kept as empty texts, without schema and profile`, async () => {
        const { run_id } = await newRun()
        await log(run_id, [input])
        expect((await links(run_id)).inputs).toEqual({
          dataset_inputs: [{ dataset: { name: '', digest: '', source_type: '', source: '' } }],
        })
      })
    }

    test('1,001 in one call are all linked', async () => {
      const { run_id } = await newRun()
      await log(
        run_id,
        Array.from({ length: 1001 }, (_, index) => ({ dataset: dataset({ name: `n${index}` }) })),
      )
      expect((await links(run_id)).inputs?.dataset_inputs).toHaveLength(1001)
    })

    const long = (length: number) => 'x'.repeat(length)
    for (const [why, input, message] of [
      ['a long name', { dataset: dataset({ name: long(501) }) }, "'name' exceeds the maximum length of 500 characters"],
      ['a long digest', { dataset: dataset({ digest: long(37) }) }, "'digest' exceeds the maximum length of 36 characters"],
      ['a long source', { dataset: dataset({ source: long(65_536) }) }, "'source' exceeds the maximum length of 65535 characters"],
      ['a long schema', { dataset: dataset({ schema: long(1_048_576) }) }, "'schema' exceeds the maximum length of 1048575 characters"],
      [
        'a long profile',
        { dataset: dataset({ profile: long(16_777_216) }) },
        "'profile' exceeds the maximum length of 16777215 characters",
      ],
      ['a long tag key', { dataset: dataset(), tags: [pair(long(256), 'v')] }, "'key' exceeds the maximum length of 255 characters"],
      ['a long tag value', { dataset: dataset(), tags: [pair('k', long(501))] }, "'value' exceeds the maximum length of 500 characters"],
      ['a tag twice', { dataset: dataset(), tags: [pair('k', '1'), pair('k', '2')] }, 'An input has a tag twice.'],
    ] as const) {
      test(`with ${why} are refused whole`, async () => {
        const { run_id } = await newRun()
        const code = why === 'a tag twice' ? 'BAD_REQUEST' : 'INVALID_PARAMETER_VALUE'
        const datasets = [{ dataset: dataset({ name: 'good' }) }, input]
        expect(await store.refusal(contract.logInputs, { run_id, datasets })).toEqual([code, message])
        expect(await links(run_id)).toEqual({ inputs: {}, outputs: {} })
      })
    }
  })

  describe('models', () => {
    test('that a run used are linked once', async () => {
      const { run_id } = await newRun()
      const models = ['m-a', 'm-a', 'm-b'].map((model_id) => ({ model_id }))
      await store.call(contract.logInputs, { run_id, models })
      await store.call(contract.logInputs, { run_id, models: [{ model_id: 'm-a' }, { model_id: 'm-c' }] })
      const { model_inputs = [] } = (await links(run_id)).inputs ?? {}
      expect(model_inputs.map(({ model_id }) => model_id).toSorted()).toEqual(['m-a', 'm-b', 'm-c'])
    })

    test('that a run used are not shown by a search', async () => {
      const { run_id, experiment_id } = await newRun()
      await store.call(contract.logInputs, { run_id, models: [{ model_id: 'm-a' }], datasets: [{ dataset: dataset() }] })
      await store.call(contract.logOutputs, { run_id, models: [{ model_id: 'm-b' }] })
      const { runs } = await store.call(contract.searchRuns, { experiment_ids: [experiment_id] })
      expect(runs?.map(({ inputs, outputs }) => ({ inputs, outputs }))).toEqual([
        { inputs: { dataset_inputs: [{ dataset: dataset() }] }, outputs: { model_outputs: [{ model_id: 'm-b', step: 0 }] } },
      ])
    })

    test('that a run made keep their step, 0 when absent; the same again passes', async () => {
      const { run_id } = await newRun()
      const log = (models: object[]) => store.call(contract.logOutputs, { run_id, models })
      await log([{ model_id: 'm-a', step: '9007199254740993' }, { model_id: 'm-b' }])
      await log([{ model_id: 'm-b', step: 0 }])
      await log([])
      const { model_outputs = [] } = (await links(run_id)).outputs ?? {}
      expect(
        model_outputs.toSorted((a, b) => (a.model_id < b.model_id ? -1 : 1)).map((output) => [output.model_id, Number(output.step)]),
      ).toEqual([
        ['m-a', 9007199254740992],
        ['m-b', 0],
      ])
    })

    for (const [why, models, message] of [
      ['twice', [{ model_id: 'm-b' }, { model_id: 'm-b' }], 'A model is given twice.'],
      ['with another step', [{ model_id: 'm-b' }, { model_id: 'm-a', step: 2 }], 'A model is an output of run'],
    ] as const) {
      test(`that a run made are refused ${why}`, async () => {
        const { run_id } = await newRun()
        await store.call(contract.logOutputs, { run_id, models: [{ model_id: 'm-a', step: 1 }] })
        const [code, text] = await store.refusal(contract.logOutputs, { run_id, models })
        expect([code, text.slice(0, message.length)]).toEqual(['BAD_REQUEST', message])
        expect((await links(run_id)).outputs).toEqual({ model_outputs: [{ model_id: 'm-a', step: 1 }] })
      })
    }
  })

  for (const [endpoint, more] of [
    [contract.logInputs, {}],
    [contract.logInputs, { datasets: [{ dataset: dataset() }] }],
    [contract.logOutputs, { models: [] }],
  ] as const) {
    test(`${endpoint.name} ${JSON.stringify(more)} refuses unknown and deleted runs`, async () => {
      expect(await store.refusal(endpoint, { run_id: NOBODY, ...more })).toEqual([
        'RESOURCE_DOES_NOT_EXIST',
        `Run with id=${NOBODY} not found`,
      ])
      const { run_id } = await newRun()
      await store.call(contract.deleteRun, { run_id })
      expect(await store.refusal(endpoint, { run_id, ...more })).toEqual(['INVALID_PARAMETER_VALUE', deleted(run_id)])
    })
  }

  test('logOutputs needs models', async () => {
    const { run_id } = await newRun()
    expect(await store.refusal(contract.logOutputs, { run_id })).toEqual([
      'INVALID_PARAMETER_VALUE',
      "Missing value for required parameter 'models'. See the API docs for more information about request parameters.",
    ])
  })
})
