import * as contract from '@tailrace/contract'
import { beforeAll, describe } from 'vitest'
import { expect, onEachDatabase, test } from './each-database.ts'
import { failureOf } from './failure.ts'
import { type PagedList, printToken, readToken } from './page-token.ts'

const LISTS: readonly PagedList[] = ['history', 'runs', 'experiments', 'registered-models', 'model-versions', 'logged-models']
const BEYOND = 2n ** 60n + 1n

describe('a token', () => {
  for (const position of [[], [null], [0, -1.5, 1e300], ['', 'ключ 🧪', "it's"], [true, null, 'x'], [BEYOND, 1], [-BEYOND]]) {
    test(`keeps the place ${contract.pythonJson(position)}`, () => {
      for (const list of LISTS) expect(readToken(list, printToken(list, position))).toEqual(position)
    })
  }
  test('is of one list', () => {
    for (const list of LISTS) {
      for (const other of LISTS.filter((name) => name !== list)) {
        expect(() => readToken(other, printToken(list, [1]))).toThrow('Invalid page token: it does not belong to this list.')
      }
    }
  })
  const encoded = (text: string) => Buffer.from(text).toString('base64')
  for (const [why, token, message] of [
    ['nothing', '', 'could not base64-decode'],
    ['no base64', '%%', 'could not base64-decode'],
    ['base64 of URLs', 'a-b_', 'could not base64-decode'],
    ['white space', 'YQ ==', 'could not base64-decode'],
    ['less than a byte', 'x', 'could not base64-decode'],
    ['white space in base64', encoded(' \n'), 'could not base64-decode'],
    ['no JSON', encoded('offset=5'), 'could not base64-decode'],
    ['half a token', printToken('runs', [1]).slice(0, 12), 'could not base64-decode'],
    ['null', encoded('null'), 'does not belong'],
    ['a list', encoded('[]'), 'does not belong'],
    ['a number', encoded('5'), 'does not belong'],
    ['no place', encoded('{"list":"runs"}'), 'does not belong'],
    ['a place that is none', encoded('{"list":"runs","after":{"length":1}}'), 'does not belong'],
    ['a token of MLflow', encoded('{"offset": 5}'), 'does not belong'],
  ] as const) {
    test(`that is ${why} is refused`, () => expect(() => readToken('runs', token)).toThrow(message))
  }
})

onEachDatabase((store) => {
  let experiment_id = ''
  const searches = () =>
    [
      ['runs', contract.searchRuns, { experiment_ids: [experiment_id] }, ['start_time', 'metrics.m DESC', 'params.p', 'run_name']],
      ['experiments', contract.searchExperiments, {}, ['name', 'creation_time DESC', 'experiment_id']],
      ['registered-models', contract.searchRegisteredModels, {}, ['name', 'timestamp DESC']],
      ['model-versions', contract.searchModelVersions, {}, ['name', 'version_number', 'creation_timestamp']],
    ] as const

  beforeAll(async () => {
    experiment_id = (await store.call(contract.createExperiment, { name: 'paged' })).experiment_id
    for (const value of [1, 2, 3]) {
      const start_time = String(BEYOND + BigInt(value))
      const { run_id } = (await store.call(contract.createRun, { experiment_id, start_time })).run.info
      const metrics = [1, 2, 3].map((step) => ({ key: 'm', value, timestamp: start_time, step: String(BEYOND + BigInt(step)) }))
      await store.call(contract.logBatch, { run_id, metrics, params: [{ key: 'p', value: `${value}` }] })
      await store.call(contract.createRegisteredModel, { name: `m${value}` })
      await store.call(contract.createModelVersion, { name: `m${value}`, source: 's3://b/m' })
      await store.call(contract.createExperiment, { name: `e${value}` })
    }
  })

  test('times beyond 2^53 are paged by exactly', async () => {
    for (const order_by of [[], ['start_time'], ['end_time'], ['metrics.m', 'start_time DESC'], ['status', 'start_time']]) {
      const request = { experiment_ids: [experiment_id], order_by }
      const whole = (await store.call(contract.searchRuns, request)).runs?.map(({ info }) => info.run_id)
      const paged: string[] = []
      let page_token: string | undefined
      do {
        const page = await store.call(contract.searchRuns, { ...request, max_results: 1, page_token })
        paged.push(...(page.runs ?? []).map(({ info }) => info.run_id))
        page_token = page.next_page_token
      } while (page_token && paged.length < 5)
      expect([order_by, paged]).toEqual([order_by, whole])
    }
  })

  test('steps and times beyond 2^53 are paged by exactly in a history', async () => {
    const [run] = (await store.call(contract.searchRuns, { experiment_ids: [experiment_id] })).runs ?? []
    const request = { run_id: run?.info.run_id, metric_key: 'm' }
    const seen: unknown[] = []
    let page_token: string | undefined
    do {
      const page = await store.call(contract.getMetricHistory, { ...request, max_results: 1, page_token })
      expect(page.metrics).toHaveLength(1)
      seen.push(page.metrics?.[0])
      page_token = page.next_page_token
    } while (page_token && seen.length < 5)
    expect(seen).toEqual((await store.call(contract.getMetricHistory, request)).metrics)
    const rows = await store.db.all<{ step: bigint }>('select step from metrics where run_uuid = ? order by step', [request.run_id ?? ''])
    expect(rows.map(({ step }) => step)).toEqual([1n, 2n, 3n].map((step) => BEYOND + step))
  })

  describe('a made-up place', () => {
    for (const [list, endpoint, request, orders] of searches()) {
      for (const order of orders) {
        test(`of ${list} by ${order} is refused or leads somewhere, and never fails`, async () => {
          for (const values of [
            [],
            ['x'],
            [1, 2],
            ['x', 'y', 'z'],
            [null, null],
            [true, 'a', 1],
            [{}, []],
            ['1', null, 'x', 0],
            Array(9).fill(1),
          ]) {
            for (const place of [values, [0, ...values], [1, ...values], [-1, ...values], [99, ...values]]) {
              const page_token = printToken(list, place)
              const experiments = list === 'runs' ? { experiment_ids: [experiment_id] } : {}
              const outcome = store.call(endpoint, { ...request, ...experiments, order_by: [order], max_results: 2, page_token })
              const code = await outcome.then(
                () => 'answered',
                (error: unknown) => failureOf(error).code,
              )
              expect([JSON.stringify(place), code]).toEqual([
                JSON.stringify(place),
                expect.stringMatching(/^(answered|INVALID_PARAMETER_VALUE|BAD_REQUEST)$/),
              ])
            }
          }
        })
      }
    }
    test('of a history is refused or leads somewhere, and never fails', async () => {
      const [run] = (await store.call(contract.searchRuns, { experiment_ids: [experiment_id] })).runs ?? []
      for (const place of [
        [],
        ['x'],
        ['x', 'y', 'z'],
        [null, null, null],
        [true, 1, 2],
        [{}, [], 1],
        [1, 2, 3, 4],
        [1.5, 2.5, 3.5],
        ['1', '2', '3'],
      ]) {
        const request = { run_id: run?.info.run_id, metric_key: 'm', max_results: 1, page_token: printToken('history', place) }
        const code = await store.call(contract.getMetricHistory, request).then(
          () => 'answered',
          (error: unknown) => failureOf(error).code,
        )
        expect([place, code]).toEqual([place, expect.stringMatching(/^(answered|INVALID_PARAMETER_VALUE|BAD_REQUEST)$/)])
      }
    })
  })
})
