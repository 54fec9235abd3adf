import * as contract from '@tailrace/contract'
import { describe } from 'vitest'
import { expect, onEachDatabase, test } from '../each-database.ts'

onEachDatabase((store) => {
  const newRun = async (extra: object = {}) => (await store.call(contract.createRun, { experiment_id: '0', ...extra })).run.info.run_id
  const get = async (run_id: string) => (await store.call(contract.getRun, { run_id })).run

  describe('a new run', () => {
    test('has a random name of at most 20 characters, kept in its tag too', async () => {
      const { run } = await store.call(contract.createRun, { experiment_id: '0', start_time: 5 })
      expect(run.info.run_name).toMatch(/^[a-z]+-[a-z]+-\d{1,4}$/)
      expect(run.info.run_name?.length).toBeLessThanOrEqual(20)
      expect(run.data.tags).toEqual([{ key: 'mlflow.runName', value: run.info.run_name }])
      expect(run.info.artifact_uri).toBe(`mlflow-artifacts:/0/${run.info.run_id}/artifacts`)
      expect(await get(run.info.run_id)).toEqual({ ...run, outputs: {} })
    })

    test('takes its name from the tag', async () => {
      const id = await newRun({ tags: [{ key: 'mlflow.runName', value: 'tagged' }] })
      expect((await get(id)).info.run_name).toBe('tagged')
    })

    for (const [why, request, code, message] of [
      ['an unknown experiment', { experiment_id: '99' }, 'RESOURCE_DOES_NOT_EXIST', 'No Experiment with id=99 exists'],
      [
        'an id that is no number',
        { experiment_id: 'x' },
        'INVALID_PARAMETER_VALUE',
        "Invalid experiment ID 'x'. Experiment ID must be a valid integer.",
      ],
      ['no experiment', {}, 'BAD_REQUEST', "Missing value for parameter 'experiment_id': a run belongs to an experiment."],
      [
        'two names',
        { experiment_id: '0', run_name: 'a', tags: [{ key: 'mlflow.runName', value: 'b' }] },
        'INVALID_PARAMETER_VALUE',
        "Both 'run_name' argument and 'mlflow.runName' tag are specified, but with different values (run_name='a', mlflow.runName='b').",
      ],
    ] as const) {
      test(`refuses ${why}`, async () => {
        expect(await store.refusal(contract.createRun, request)).toEqual([code, message])
      })
    }
  })

  describe('metrics', () => {
    test('the latest is the greatest by step, time and value; NaN counts as 0', async () => {
      const run_id = await newRun()
      const point = (step: number, timestamp: number, value: number | string) =>
        store.call(contract.logMetric, { run_id, key: 'm', step, timestamp, value })
      await point(2, 1, 5)
      await point(1, 9, 6)
      expect((await get(run_id)).data.metrics).toEqual([{ key: 'm', value: 5, timestamp: 1, step: 2 }])
      await point(2, 1, 4)
      expect((await get(run_id)).data.metrics?.[0]?.value).toBe(5)
      await point(2, 2, 'NaN')
      expect((await get(run_id)).data.metrics?.[0]?.value).toBe('NaN')
      await point(2, 2, -1)
      expect((await get(run_id)).data.metrics?.[0]?.value).toBe('NaN')
      await point(2, 2, 1)
      expect((await get(run_id)).data.metrics?.[0]?.value).toBe(1)
    })

    test('infinities come back as the largest doubles, whole numbers beyond 2^53 exactly', async () => {
      const run_id = await newRun()
      await store.call(contract.logMetric, { run_id, key: 'i', value: '-Infinity', timestamp: '1', step: '9007199254740993' })
      const { metrics } = await store.call(contract.getMetricHistory, { run_id, metric_key: 'i' })
      expect(metrics?.[0]?.value).toBe(-Number.MAX_VALUE)
      const row = await store.db.get<{ step: number | bigint }>('select step from metrics where run_uuid = ?', [run_id])
      expect(row?.step).toBe(9007199254740993n)
    })

    test('pages give each point once, in the order of time, step and value', async () => {
      const run_id = await newRun()
      const metrics = Array.from({ length: 25 }, (_, index) => ({ key: 'p', value: index % 3, timestamp: index % 5, step: index % 7 }))
      await store.call(contract.logBatch, { run_id, metrics })
      const whole = (await store.call(contract.getMetricHistory, { run_id, metric_key: 'p' })).metrics ?? []
      const paged: typeof whole = []
      let page_token: string | undefined
      do {
        const page = await store.call(contract.getMetricHistory, { run_id, metric_key: 'p', max_results: 4, page_token })
        paged.push(...(page.metrics ?? []))
        page_token = page.next_page_token
      } while (page_token)
      expect(paged).toEqual(whole)
      const sorted = whole.toSorted(
        (a, b) => Number(a.timestamp) - Number(b.timestamp) || Number(a.step) - Number(b.step) || Number(a.value) - Number(b.value),
      )
      expect(whole).toEqual(sorted)
      expect(whole).toHaveLength(25)
    })

    test('a history longer than a piece is whole', async () => {
      const run_id = await newRun()
      for (let start = 0; start < 12_000; start += 1000) {
        const metrics = Array.from({ length: 1000 }, (_, index) => ({ key: 'l', value: start + index, timestamp: start + index, step: 0 }))
        await store.call(contract.logBatch, { run_id, metrics })
      }
      const { metrics = [] } = await store.call(contract.getMetricHistory, { run_id, metric_key: 'l' })
      expect(metrics.map(({ value }) => value)).toEqual(Array.from({ length: 12_000 }, (_, index) => index))
    })

    for (const [points, steps] of [
      [1, [24]],
      [2, [0, 24]],
      [5, [0, 5, 10, 15, 24]],
      [7, [0, 4, 8, 12, 16, 19, 24]],
      [25, Array.from({ length: 25 }, (_, index) => index)],
      [2500, Array.from({ length: 25 }, (_, index) => index)],
    ] as const) {
      test(`a sample of ${points} keeps the first and the last point`, async () => {
        const run_id = await newRun()
        const metrics = Array.from({ length: 25 }, (_, step) => ({ key: 's', value: step, timestamp: 1, step }))
        await store.call(contract.logBatch, { run_id, metrics })
        const sample = await store.call(contract.getMetricHistoryBulkInterval, { run_ids: [run_id], metric_key: 's', max_results: points })
        expect(sample.metrics?.map(({ step }) => step)).toEqual(steps)
      })
    }
  })

  describe('a batch', () => {
    test('that is refused leaves nothing', async () => {
      const run_id = await newRun()
      await store.call(contract.logParam, { run_id, key: 'lr', value: '1' })
      const refused = await store.refusal(contract.logBatch, {
        run_id,
        metrics: [{ key: 'a', value: 1, timestamp: 1 }],
        params: [
          { key: 'new', value: 'x' },
          { key: 'lr', value: '2' },
        ],
        tags: [{ key: 't', value: 'v' }],
      })
      expect(refused).toEqual([
        'INVALID_PARAMETER_VALUE',
        `Changing param values is not allowed. Params were already logged='[{'key': 'lr', 'old_value': '1', 'new_value': '2'}]' for run ID='${run_id}'.`,
      ])
      const { data } = await get(run_id)
      expect(data.params).toEqual([{ key: 'lr', value: '1' }])
      expect(data.metrics).toBeUndefined()
      expect(data.tags?.map(({ key }) => key)).toEqual(['mlflow.runName'])
    })

    const many = (length: number, item: (index: number) => object) => Array.from({ length }, (_, index) => item(index))
    for (const [why, batch, message] of [
      [
        '1,001 metrics',
        { metrics: many(1001, (index) => ({ key: `m${index}`, value: 1, timestamp: 1 })) },
        'A batch logging request can contain at most 1000 metrics. Got 1001 metrics. Please split up metrics across multiple requests and try again.',
      ],
      [
        '101 params',
        { params: many(101, (index) => ({ key: `p${index}`, value: '1' })) },
        'A batch logging request can contain at most 100 params. Got 101 params. Please split up params across multiple requests and try again.',
      ],
      [
        'a param twice',
        { params: many(2, () => ({ key: 'p', value: '1' })) },
        "Duplicate parameter keys have been submitted: ['p']. Please ensure the request contains only one param value per param key.",
      ],
      [
        'a metric without a value',
        { metrics: [{ key: 'a', timestamp: 1 }] },
        "Missing value for required parameter 'metrics[0].value'. See the API docs for more information about request parameters.",
      ],
      [
        'a key with other characters',
        { tags: [{ key: 'a@', value: '1' }] },
        `Invalid value "a@" for parameter 'tags[0].key' supplied: Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).`,
      ],
    ] as const) {
      test(`refuses ${why}`, async () => {
        expect(await store.refusal(contract.logBatch, { run_id: await newRun(), ...batch })).toEqual(['INVALID_PARAMETER_VALUE', message])
      })
    }
  })

  test('a deleted run can be read and not written', async () => {
    const run_id = await newRun()
    await store.call(contract.deleteRun, { run_id })
    await store.call(contract.deleteRun, { run_id })
    expect((await get(run_id)).info.lifecycle_stage).toBe('deleted')
    expect(await store.refusal(contract.setTag, { run_id, key: 'a', value: 'b' })).toEqual([
      'INVALID_PARAMETER_VALUE',
      `The run ${run_id} must be in the 'active' state. Current state is deleted.`,
    ])
    await store.call(contract.restoreRun, { run_id })
    await store.call(contract.setTag, { run_id, key: 'mlflow.runName', value: 'back' })
    expect((await get(run_id)).info.run_name).toBe('back')
  })

  test('values over their limit are cut by code points', async () => {
    const run_id = await newRun()
    await store.call(contract.logParam, { run_id, key: 'long', value: '🧪'.repeat(6001) })
    expect((await get(run_id)).data.params?.[0]?.value).toBe('🧪'.repeat(6000))
  })
})
