import {
  createExperiment,
  createLoggedModel,
  createModelVersion,
  createRegisteredModel,
  createRun,
  exportRunsCsv,
  logBatch,
  logInputs,
  queryRuns,
  searchExperiments,
  searchLoggedModels,
  searchModelVersions,
  searchRegisteredModels,
  searchRuns,
  setExperimentTag,
} from '@tailrace/contract'
import { beforeAll } from 'vitest'
import { expect, onEachDatabase, test } from './each-database.ts'
import type { Db } from './database.ts'
import { OPERATOR } from './caller.ts'
import { execute } from './execute.ts'
import type { StreamedResponse } from './operation.ts'
import { operationOf } from './operations.ts'
import { answerPage, inPieces } from './pieces.ts'

const MIB = 1024 * 1024

test('texts are gathered into pieces that end between characters, and nothing is lost', async () => {
  const texts = ['a', '🧪'.repeat(MIB), 'b'.repeat(3), '', 'c'.repeat(MIB + 7)]
  const source = async function* () {
    yield* texts
  }
  const pieces: string[] = []
  for await (const piece of inPieces(source())) pieces.push(piece)
  expect(pieces.join('')).toBe(texts.join(''))
  expect(pieces.every((piece) => piece.isWellFormed() && piece.length <= MIB)).toBe(true)
})

test('a page is read in lists that follow the size of its items', async () => {
  const asked: number[] = []
  const reader = {
    weigh: async (ids: readonly number[]) => ids.map((id) => (id < 300 ? 10 : id === 400 ? 9 * MIB : 1.5 * MIB)),
    read: async (ids: readonly number[]) => {
      asked.push(ids.length)
      return ids.filter((id) => id !== 3)
    },
  }
  const ids = Array.from({ length: 410 }, (_, id) => id)
  const answer = await answerPage('ids', ids, reader, 'next')
  expect(asked).toEqual([250, 52])
  let text = ''
  for await (const piece of (answer as StreamedResponse).pieces) text += piece
  expect(JSON.parse(text)).toEqual({ ids: ids.filter((id) => id !== 3), next_page_token: 'next' })
  expect(asked).toEqual([250, 52, ...Array(49).fill(2), 1, ...Array(4).fill(2), 1])
  expect(await answerPage('ids', ids.slice(0, 200), reader, undefined)).toEqual({ ids: ids.slice(0, 200).filter((id) => id !== 3) })
  expect(await answerPage('ids', [], reader, undefined)).toEqual({})
})

onEachDatabase((store) => {
  const RUNS = 220
  let experiment_id = ''

  beforeAll(async () => {
    experiment_id = (await store.call(createExperiment, { name: 'large' })).experiment_id
    await store.call(createRun, { experiment_id, start_time: 0 })
    for (let n = 1; n < RUNS; n++) {
      const { run_id } = (await store.call(createRun, { experiment_id, start_time: n })).run.info
      const tags = Array.from({ length: 20 }, (_, key) => ({ key: `t${key}`, value: `${n} ${'x'.repeat(7000)}` }))
      await store.call(logBatch, { run_id, tags })
      if (n !== 30) continue
      const dataset = { name: 'd', digest: '1', source_type: 's', source: 's', profile: 'p'.repeat(3 * MIB) }
      await store.call(logInputs, { run_id, datasets: [{ dataset }] })
    }
    for (let n = 0; n < 120; n++) {
      const made = await store.call(createExperiment, { name: `e${n}` })
      for (const key of ['k', 'l', 'm'])
        await store.call(setExperimentTag, { experiment_id: made.experiment_id, key, value: 'v'.repeat(20_000) })
    }
    await store.call(createRegisteredModel, { name: 'versions' })
    const large = (count: number, length: number) =>
      Array.from({ length: count }, (_, key) => ({ key: `t${key}`, value: 'é'.repeat(length) }))
    for (let n = 0; n < 60; n++) {
      await store.call(createRegisteredModel, { name: `m${n}`, tags: large(25, 4000) })
      await store.call(createModelVersion, { name: `m${n}`, source: 's3://b/m', tags: large(1, 40_000) })
      await store.call(createModelVersion, { name: 'versions', source: 's3://b/v', tags: large(2, 50_000) })
      await store.call(createLoggedModel, { experiment_id, name: `l${n}`, tags: large(25, 4000), params: large(25, 200) })
    }
  })

  /** Characters of the rows of the largest result of a statement. */
  let most = 0
  const measured = (db: Db): Db =>
    new Proxy(db, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name)
        if (typeof value !== 'function') return value
        const call = value.bind(target) as (...given: unknown[]) => unknown
        if (name !== 'all' && name !== 'arrays') return call
        return async (...given: unknown[]) => {
          const rows = await call(...given)
          most = Math.max(most, JSON.stringify(rows, (_, each: unknown) => (typeof each === 'bigint' ? String(each) : each)).length)
          return rows
        }
      },
    })

  /** The pieces of an answer. */
  async function piecesOf(name: string, request: object): Promise<string[]> {
    const answer = await execute({ operation: operationOf(name), caller: OPERATOR, request }, measured(store.db))
    if (typeof answer === 'string') return [answer]
    const pieces: string[] = []
    for await (const piece of answer) pieces.push(piece)
    return pieces
  }

  for (const [endpoint, request, field, count] of [
    [searchRuns, { max_results: 1000 }, 'runs', RUNS],
    [queryRuns, { max_results: 1000 }, 'runs', RUNS],
    [queryRuns, { max_results: 1000, tags: ['t1', 't2', 't3', 't4', 't5', 't6'], metrics: [], params: [], inputs: false }, 'runs', RUNS],
    [searchExperiments, { max_results: 1000 }, 'experiments', 122],
    [searchRegisteredModels, { max_results: 1000 }, 'registered_models', 61],
    [searchModelVersions, { max_results: 1000 }, 'model_versions', 120],
    [searchLoggedModels, { max_results: 1000 }, 'models', 60],
  ] as const) {
    test(`${endpoint.name} ${JSON.stringify(Object.keys(request))} answers large items in pieces of bounded length`, async () => {
      most = 0
      const pieces = await piecesOf(
        endpoint.name,
        field === 'runs' || field === 'models' ? { ...request, experiment_ids: [experiment_id] } : request,
      )
      expect(pieces.length).toBeGreaterThan(3)
      expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThanOrEqual(MIB)
      expect(JSON.parse(pieces.join(''))[field]).toHaveLength(count)
      // Runs are bounded in rows, whose texts are short.
      expect(most).toBeLessThan(field === 'runs' ? 24 * MIB : 5 * MIB)
    })
  }

  test('a file of large runs, too', async () => {
    const pieces = await piecesOf(exportRunsCsv.name, { experiment_ids: [experiment_id] })
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThanOrEqual(MIB)
    expect(pieces.join('').trim().split('\n')).toHaveLength(RUNS + 1)
  })
})
