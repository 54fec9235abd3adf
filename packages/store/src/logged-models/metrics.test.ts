import * as contract from '@tailrace/contract'
import { beforeAll, describe } from 'vitest'
import { expect, onEachDatabase, test } from '../each-database.ts'

onEachDatabase((store) => {
  const newRun = async () => (await store.call(contract.createRun, { experiment_id: '0' })).run.info.run_id
  const newModel = async () => (await store.call(contract.createLoggedModel, { experiment_id: '0' })).model.info.model_id
  const metricsOf = async (model_id: string) => (await store.call(contract.getLoggedModel, { model_id })).model.data.metrics
  const point = { key: 'acc', value: 0.5, timestamp: 1 }

  test('every point is kept, in the order in which it was written', async () => {
    const [run_id, other, model_id] = [await newRun(), await newRun(), await newModel()]
    const log = (extra: object) => store.call(contract.logMetric, { run_id, model_id, ...point, ...extra })
    await log({ step: 7, timestamp: 9 })
    await log({ step: '9007199254740993' })
    await log({ run_id: other })
    const row = { ...point, model_id }
    const metrics = await metricsOf(model_id)
    expect(metrics?.map(({ step: _step, ...rest }) => rest)).toEqual([
      { ...row, timestamp: 9, run_id },
      { ...row, run_id },
      { ...row, run_id: other },
    ])
    expect(metrics?.map(({ step }) => Number(step))).toEqual([7, 9007199254740992, 0])
  })

  for (const [sent, kept] of [
    ['NaN', 'NaN'],
    ['Infinity', Number.MAX_VALUE],
    ['-Infinity', -Number.MAX_VALUE],
  ] as const) {
    test(`${sent} is shown as ${kept}`, async () => {
      const [run_id, model_id] = [await newRun(), await newModel()]
      await store.call(contract.logMetric, { run_id, model_id, ...point, value: sent })
      expect((await metricsOf(model_id))?.map(({ value }) => value)).toEqual([kept])
    })
  }

  test('a dataset stays as it was named, known or not', async () => {
    const [run_id, model_id] = [await newRun(), await newModel()]
    const dataset = { dataset_name: 'ghost', dataset_digest: 'g' }
    await store.call(contract.logBatch, {
      run_id,
      metrics: [
        { ...point, model_id, ...dataset },
        { ...point, key: 'plain', model_id, dataset_name: '', dataset_digest: '' },
      ],
    })
    expect(await metricsOf(model_id)).toEqual([
      { ...point, step: 0, model_id, run_id, ...dataset },
      { ...point, key: 'plain', step: 0, model_id, run_id },
    ])
  })

  test('a point of the run is linked to models later, once', async () => {
    const [run_id, first, second] = [await newRun(), await newModel(), await newModel()]
    await store.call(contract.logMetric, { run_id, ...point })
    const link = { run_id, metrics: [first, first, second].map((model_id) => ({ ...point, model_id })) }
    await store.call(contract.logBatch, link)
    await store.call(contract.logBatch, link)
    expect(await metricsOf(first)).toHaveLength(1)
    expect(await metricsOf(second)).toHaveLength(1)
    expect((await store.call(contract.getMetricHistory, { run_id, metric_key: 'acc' })).metrics).toHaveLength(1)
  })

  test('a deleted model and one of another experiment take points', async () => {
    const [run_id, deleted] = [await newRun(), await newModel()]
    const { experiment_id } = await store.call(contract.createExperiment, { name: 'elsewhere' })
    const { model } = await store.call(contract.createLoggedModel, { experiment_id })
    await store.call(contract.deleteLoggedModel, { model_id: deleted })
    await store.call(contract.logMetric, { run_id, ...point, model_id: deleted })
    await store.call(contract.logMetric, { run_id, ...point, model_id: model.info.model_id })
    expect(await metricsOf(model.info.model_id)).toHaveLength(1)
  })

  describe('nothing is written of', () => {
    const BOTH = 'Both dataset_name and dataset_digest must be provided if one is provided'
    const SECOND = 'A logged model keeps one value of a metric for each timestamp, step and run; this one has another value.'
    for (const [why, metrics, code, message] of [
      ['an unknown model', [point, { ...point, model_id: 'm-x' }], 'BAD_REQUEST', "Logged model with ID 'm-x' not found."],
      ['a dataset without a digest', [{ ...point, model_id: 'own', dataset_name: 'iris' }], 'INVALID_PARAMETER_VALUE', BOTH],
      ['a dataset without a name, on a point without a model', [{ ...point, dataset_digest: 'd' }], 'INVALID_PARAMETER_VALUE', BOTH],
      ['two values at one place', [0, 1].map((value) => ({ ...point, value, model_id: 'own' })), 'BAD_REQUEST', SECOND],
      ['another value than before', [point, { ...point, key: 'first', value: 2, model_id: 'own' }], 'BAD_REQUEST', SECOND],
    ] as const) {
      test(`a batch with ${why}`, async () => {
        const [run_id, model_id] = [await newRun(), await newModel()]
        await store.call(contract.logMetric, { run_id, ...point, key: 'first', model_id })
        const own = metrics.map((metric) => ('model_id' in metric && metric.model_id === 'own' ? { ...metric, model_id } : metric))
        expect(await store.refusal(contract.logBatch, { run_id, metrics: own })).toEqual([code, message])
        expect(await metricsOf(model_id)).toHaveLength(1)
        const { run } = await store.call(contract.getRun, { run_id })
        expect(run.data.metrics?.map(({ key, value }) => [key, value])).toEqual([['first', 0.5]])
      })
    }
  })

  describe('NaN', () => {
    const scores: readonly (readonly [name: string, value: number | string | undefined])[] = [
      ['low', -1],
      ['diverged', 'NaN'],
      ['zero', 0],
      ['none', undefined],
      ['high', 0.5],
    ]
    const search = (request: object) => store.call(contract.searchLoggedModels, request)
    let experiment_ids: string[] = []
    beforeAll(async () => {
      const { experiment_id } = await store.call(contract.createExperiment, { name: 'diverging' })
      experiment_ids = [experiment_id]
      for (const [at, [name, value]] of scores.entries()) {
        const { run } = await store.call(contract.createRun, { experiment_id })
        const { model } = await store.call(contract.createLoggedModel, { experiment_id, name })
        const metric = { run_id: run.info.run_id, model_id: model.info.model_id, key: 'score', timestamp: 5, step: at }
        if (value !== undefined) await store.call(contract.logMetric, { ...metric, value })
      }
    })

    const names = async (request: object) => {
      const found: string[] = []
      let page_token: string | undefined
      do {
        const page: contract.ResponseOf<typeof contract.searchLoggedModels> = await search({
          experiment_ids,
          max_results: 2,
          ...request,
          ...(page_token ? { page_token } : {}),
        })
        found.push(...(page.models ?? []).map(({ info }) => info.name))
        page_token = page.next_page_token
      } while (page_token)
      return found
    }

    test('comes last among values, whichever way they go, and in pages', async () => {
      const by = (ascending: boolean) => names({ order_by: [{ field_name: 'metrics.score', ascending }] })
      expect(await by(false)).toEqual(['high', 'zero', 'low', 'diverged', 'none'])
      expect(await by(true)).toEqual(['low', 'zero', 'high', 'diverged', 'none'])
    })

    test('meets no filter', async () => {
      for (const [filter, expected] of [
        ['metrics.score <= 0', ['low', 'zero']],
        ['metrics.score = 0', ['zero']],
        ['metrics.score != 7', ['high', 'low', 'zero']],
        ['metrics.score BETWEEN -1 AND 0', ['low', 'zero']],
      ] as const)
        expect((await names({ filter })).toSorted(), filter).toEqual(expected)
    })

    test('is distinguished from 0 that the same run logged at another step', async () => {
      const [run_id, model_id] = [await newRun(), await newModel()]
      for (const [step, value] of [0, 'NaN', 0].entries())
        await store.call(contract.logMetric, { run_id, model_id, key: 'x', timestamp: 1, step, value })
      expect((await metricsOf(model_id))?.map(({ value }) => value)).toEqual([0, 'NaN', 0])
    })
  })
})
