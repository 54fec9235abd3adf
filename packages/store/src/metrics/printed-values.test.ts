import {
  createLoggedModel,
  createRun,
  getLoggedModel,
  getMetricHistory,
  getMetricHistoryBulk,
  getMetricHistoryBulkInterval,
  getRun,
  logBatch,
  queryRuns,
  searchLoggedModels,
  searchRuns,
} from '@tailrace/contract'
import { beforeAll } from 'vitest'
import { expect, onEachDatabase, test } from '../each-database.ts'
import { OPERATOR } from '../caller.ts'
import { execute } from '../execute.ts'
import { operationOf } from '../operations.ts'
import { valueText } from './stored-value.ts'

/** Values as they are sent, and their JSON text in answers of MLflow. */
const VALUES: readonly (readonly [sent: number | string, printed: string])[] = [
  [24, '24.0'],
  [0, '0.0'],
  [-3, '-3.0'],
  [0.1, '0.1'],
  [1e15, '1000000000000000.0'],
  [1e16, '1e+16'],
  [123456789012345680, '1.2345678901234568e+17'],
  [0.0001, '0.0001'],
  [0.00001, '1e-05'],
  [-1.5e-7, '-1.5e-07'],
  [5e-324, '5e-324'],
  [1e300, '1e+300'],
  ['NaN', '"NaN"'],
  ['Infinity', '1.7976931348623157e+308'],
  ['-Infinity', '-1.7976931348623157e+308'],
]

test('the text of a value reads back as the value, and is a double to Python', () => {
  let state = 1
  const bits = new DataView(new ArrayBuffer(8))
  for (let round = 0; round < 20_000; round++) {
    for (const at of [0, 4]) bits.setUint32(at, (state = (Math.imul(state, 1664525) + 1013904223) >>> 0))
    const value = round % 3 === 0 ? Math.trunc(bits.getInt32(0) / 2 ** (round % 32)) : bits.getFloat64(0)
    if (!Number.isFinite(value)) continue
    const text = valueText(value, false)
    expect([text, Object.is(JSON.parse(text), value)]).toEqual([text, true])
    expect(text).toMatch(/^-?\d+(\.\d+)?(e[+-]\d{2,3})?$/)
    expect(text).toMatch(/[.e]/)
  }
})

onEachDatabase((store) => {
  const ids = { run: '', model: '' }
  const metrics = VALUES.map(([value], n) => ({ key: `m${n}`, value, timestamp: 1, step: 0 }))

  beforeAll(async () => {
    ids.run = (await store.call(createRun, { experiment_id: '0' })).run.info.run_id
    ids.model = (await store.call(createLoggedModel, { experiment_id: '0', source_run_id: ids.run })).model.info.model_id
    await store.call(logBatch, { run_id: ids.run, metrics: metrics.map((metric) => ({ ...metric, model_id: ids.model })) })
    const long = Array.from({ length: 1000 }, (_, step) => ({ key: 'long', value: step, timestamp: 1, step }))
    for (let part = 0; part < 6; part++)
      await store.call(logBatch, { run_id: ids.run, metrics: long.map((point) => ({ ...point, timestamp: part + 1 })) })
  })

  async function textOf(name: string, request: object): Promise<string> {
    const answer = await execute({ operation: operationOf(name), caller: OPERATOR, request: request }, store.db)
    if (typeof answer === 'string') return answer
    let text = ''
    for await (const piece of answer) text += piece
    return text
  }

  const valueIn = (text: string, key: string): string | undefined => new RegExp(`"key":"${key}","value":([^,}]+)`).exec(text)?.[1]

  for (const [name, request] of [
    [getRun.name, () => ({ run_id: ids.run })],
    [searchRuns.name, () => ({ experiment_ids: ['0'] })],
    [queryRuns.name, () => ({ experiment_ids: ['0'] })],
    [getLoggedModel.name, () => ({ model_id: ids.model })],
    [searchLoggedModels.name, () => ({ experiment_ids: ['0'] })],
  ] as const) {
    test(`${name} prints doubles as MLflow does`, async () => {
      const text = await textOf(name, request())
      const printed = VALUES.map((_value, n) => valueIn(text, `m${n}`))
      // A logged model has no mark for NaN.
      expect(printed.map((value, n) => (VALUES[n]?.[0] === 'NaN' ? '"NaN"' : value))).toEqual(VALUES.map(([, value]) => value))
    })
  }

  test('histories, of one run and of several', async () => {
    for (const [n, [, printed]] of VALUES.entries()) {
      const metric_key = `m${n}`
      for (const [name, request] of [
        [getMetricHistory.name, { run_id: ids.run, metric_key }],
        [getMetricHistoryBulk.name, { run_id: [ids.run], metric_key }],
        [getMetricHistoryBulkInterval.name, { run_ids: [ids.run], metric_key }],
      ] as const)
        expect([name, valueIn(await textOf(name, request), metric_key)]).toEqual([name, printed])
    }
  })

  test('a history that leaves in pieces', async () => {
    const text = await textOf(getMetricHistory.name, { run_id: ids.run, metric_key: 'long' })
    const values = [...text.matchAll(/"value":([^,}]+)/g)].map(([, value]) => value)
    expect(values).toHaveLength(6000)
    expect(values.filter((value) => !value?.endsWith('.0'))).toEqual([])
  })
})
