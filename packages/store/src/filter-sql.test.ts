import * as contract from '@tailrace/contract'
import { beforeAll, describe } from 'vitest'
import { expect, onEachDatabase, test } from './each-database.ts'

/** A number that no column of whole numbers holds, and the comparators that any time or count meets. */
const NUMBERS: Readonly<Record<string, readonly string[]>> = {
  '1e400': ['!=', '<', '<='],
  '-1e400': ['!=', '>', '>='],
  '1e300': ['!=', '<', '<='],
  '99999999999999999999': ['!=', '<', '<='],
  '9223372036854775808': ['!=', '<', '<='],
  '-9223372036854775809': ['!=', '>', '>='],
  '3000000000.5': ['!=', '<', '<='],
  '-4.5': ['!=', '>', '>='],
}
const COMPARATORS = ['=', '!=', '<', '<=', '>', '>=']

onEachDatabase((store) => {
  let experiment_ids: string[] = []
  beforeAll(async () => {
    const { experiment_id } = await store.call(contract.createExperiment, { name: 'numbers' })
    experiment_ids = [experiment_id]
    const { run } = await store.call(contract.createRun, { experiment_id, start_time: 5 })
    const { run_id } = run.info
    await store.call(contract.updateRun, { run_id, end_time: 6, status: 'FINISHED' })
    await store.call(contract.logMetric, { run_id, key: 'acc', value: 0.5, timestamp: 1 })
    await store.call(contract.createRegisteredModel, { name: 'numbered' })
    await store.call(contract.createModelVersion, { name: 'numbered', source: 's3://bucket/model' })
  })

  describe('compares whole numbers with what none of them can be', () => {
    for (const field of ['start_time', 'end_time', 'metrics.acc'])
      for (const [number, holding] of Object.entries(NUMBERS))
        test(`runs: ${field} and ${number}`, async () => {
          for (const comparator of COMPARATORS) {
            const { runs = [] } = await store.call(contract.searchRuns, { experiment_ids, filter: `${field} ${comparator} ${number}` })
            expect([comparator, runs.length]).toEqual([comparator, holding.includes(comparator) ? 1 : 0])
          }
        })

    // A version is a whole number in the filter too.
    for (const [number, holding] of Object.entries(NUMBERS).filter(([name]) => /^-?\d+$/.test(name)))
      test(`versions: version_number and ${number}`, async () => {
        for (const comparator of COMPARATORS) {
          const { model_versions = [] } = await store.call(contract.searchModelVersions, {
            filter: `version_number ${comparator} ${number}`,
          })
          expect([comparator, model_versions.length]).toEqual([comparator, holding.includes(comparator) ? 1 : 0])
        }
      })

    for (const [range, count] of [
      ['-1e400 AND 1e400', 1],
      ['0 AND 99999999999999999999', 1],
      ['0.5 AND 1e300', 1],
      ['1e300 AND 1e400', 0],
    ] as const)
      test(`runs: start_time BETWEEN ${range}`, async () => {
        const { runs = [] } = await store.call(contract.searchRuns, { experiment_ids, filter: `start_time BETWEEN ${range}` })
        expect(runs).toHaveLength(count)
      })
  })

  test('a time is nothing that could be compared with NaN', async () => {
    const [experiment_id] = experiment_ids
    await store.call(contract.createLoggedModel, { experiment_id, name: 'm' })
    for (const comparator of COMPARATORS) {
      const filter = `creation_timestamp ${comparator} nan`
      expect(await store.call(contract.searchLoggedModels, { experiment_ids, filter })).toEqual({})
    }
  })
})
