import * as contract from '@tailrace/contract'
import { expect, onEachDatabase, test } from '../each-database.ts'

const ID = 'f'.repeat(32)

/** Endpoints that take the id of a run, with what else they need. */
const BY_ID = [
  [contract.getRun, {}],
  [contract.updateRun, { status: 'FINISHED' }],
  [contract.deleteRun, {}],
  [contract.restoreRun, {}],
  [contract.logMetric, { key: 'k', value: 1, timestamp: 1 }],
  [contract.logParam, { key: 'k', value: 'v' }],
  [contract.setTag, { key: 'k', value: 'v' }],
  [contract.deleteTag, { key: 'k' }],
  [contract.logBatch, {}],
  [contract.logInputs, {}],
  [contract.logOutputs, { models: [{ model_id: 'm', step: 0 }] }],
] as const
/** Those that look at the form of the id before they look for the run. */
const CHECKED: readonly contract.Endpoint[] = [contract.logBatch, contract.logInputs]
/** Those that a deleted run refuses. */
const WRITES = BY_ID.filter(([{ name }]) => !['getRun', 'deleteRun', 'restoreRun'].includes(name))

onEachDatabase((store) => {
  for (const [endpoint, more] of BY_ID) {
    for (const id of [ID, 'unknown', 'a_b-c', 'aé', 'x'.repeat(256)]) {
      test(`${endpoint.name} finds no run ${id.slice(0, 10)}`, async () => {
        expect(await store.refusal(endpoint, { run_id: id, ...more })).toEqual(['RESOURCE_DOES_NOT_EXIST', `Run with id=${id} not found`])
      })
    }
    for (const [id, shown] of [
      ['a$b', '"a$b"'],
      ['-a', '"-a"'],
      ['é', '"\\u00e9"'],
      ['a"b', '"a\\"b"'],
      ['../x', '"../x"'],
      [`${'x'.repeat(257)}`, `"${'x'.repeat(257)}"`],
    ] as const) {
      test(`${endpoint.name} refuses the id ${id.slice(0, 10)}`, async () => {
        expect(await store.refusal(endpoint, { run_id: id, ...more })).toEqual(
          CHECKED.includes(endpoint)
            ? ['INVALID_PARAMETER_VALUE', `Invalid value ${shown} for parameter 'run_id' supplied.`]
            : ['RESOURCE_DOES_NOT_EXIST', `Run with id=${id} not found`],
        )
      })
    }
  }

  for (const [endpoint, more] of WRITES) {
    test(`${endpoint.name} does not write to a deleted run, nor to one of a deleted experiment`, async () => {
      const { experiment_id } = await store.call(contract.createExperiment, { name: `of ${endpoint.name}` })
      const alone = (await store.call(contract.createRun, { experiment_id })).run.info.run_id
      const along = (await store.call(contract.createRun, { experiment_id })).run.info.run_id
      await store.call(contract.deleteRun, { run_id: alone })
      await store.call(contract.deleteExperiment, { experiment_id })
      for (const run_id of [alone, along]) {
        const before = (await store.call(contract.getRun, { run_id })).run
        expect(await store.refusal(endpoint, { run_id, ...more })).toEqual([
          'INVALID_PARAMETER_VALUE',
          `The run ${run_id} must be in the 'active' state. Current state is deleted.`,
        ])
        expect((await store.call(contract.getRun, { run_id })).run).toEqual(before)
      }
    })
  }

  test('an id that only begins like one of a run is another', async () => {
    const { run_id } = (await store.call(contract.createRun, { experiment_id: '0' })).run.info
    for (const id of [run_id.slice(0, 31), `${run_id}0`, ` ${run_id}`, `${run_id}%`, `%${run_id.slice(1)}`]) {
      expect((await store.refusal(contract.getRun, { run_id: id }))[0]).toBe('RESOURCE_DOES_NOT_EXIST')
    }
  })
})
