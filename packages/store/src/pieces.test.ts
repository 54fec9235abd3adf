import {
  createExperiment,
  createRun,
  exportRunsCsv,
  logBatch,
  logInputs,
  queryRuns,
  searchExperiments,
  searchRuns,
  setExperimentTag,
} from '@tailrace/contract'
import { beforeAll } from 'vitest'
import { expect, onEachDatabase, test } from './each-database.ts'
import { OPERATOR } from './caller.ts'
import { execute } from './execute.ts'
import { operationOf } from './operations.ts'
import { inPieces, readInPieces } from './pieces.ts'

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

test('a long list is read in parts that follow the size of its items', async () => {
  const asked: number[] = []
  const read = async (ids: readonly number[]) => {
    asked.push(ids.length)
    return ids.filter((id) => id !== 3)
  }
  const size = (id: number) => (id < 200 ? 10 : 100_000)
  const ids = Array.from({ length: 500 }, (_, id) => id)
  let text = '['
  for await (const part of readInPieces(ids, read, (id) => JSON.stringify(`${id}:`.padEnd(size(id), 'x')))) text += part
  expect(JSON.parse(`${text}]`).map((item: string) => Number.parseInt(item, 10))).toEqual(ids.filter((id) => id !== 3))
  expect(asked.slice(0, 4)).toEqual([50, 100, 200, 6])
  expect(Math.max(...asked.slice(3))).toBeLessThan(10)
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
      await store.call(setExperimentTag, { experiment_id: made.experiment_id, key: 'k', value: 'v'.repeat(20_000) })
    }
  })

  /** The pieces of an answer. */
  async function piecesOf(name: string, request: object): Promise<string[]> {
    const answer = await execute({ operation: operationOf(name), caller: OPERATOR, request: request }, store.db)
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
  ] as const) {
    test(`${endpoint.name} ${JSON.stringify(Object.keys(request))} answers large items in pieces of bounded length`, async () => {
      const pieces = await piecesOf(endpoint.name, field === 'runs' ? { ...request, experiment_ids: [experiment_id] } : request)
      expect(pieces.length).toBeGreaterThan(3)
      expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThanOrEqual(MIB)
      expect(JSON.parse(pieces.join(''))[field]).toHaveLength(count)
    })
  }

  test('a file of large runs, too', async () => {
    const pieces = await piecesOf(exportRunsCsv.name, { experiment_ids: [experiment_id] })
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThanOrEqual(MIB)
    expect(pieces.join('').trim().split('\n')).toHaveLength(RUNS + 1)
  })
})
