import * as contract from '@tailrace/contract'
import { describe } from 'vitest'
import { expect, onEachDatabase, test } from '../each-database.ts'

const PARAM = contract.LIMITS.paramValue
const TAG = contract.LIMITS.runTagValue
const long = (length: number): string => '🧪'.repeat(length)

/** Ways to write one value: what is sent, its limit, and what the refusal calls it. */
const WAYS = [
  ['log-parameter', contract.logParam, (value: string) => ({ key: 'k', value }), PARAM, 'Param value'],
  ['set-tag', contract.setTag, (value: string) => ({ key: 'k', value }), TAG, 'value'],
  ['a param of log-batch', contract.logBatch, (value: string) => ({ params: [{ key: 'k', value }] }), PARAM, 'Param value'],
  ['a tag of log-batch', contract.logBatch, (value: string) => ({ tags: [{ key: 'a' }, { key: 'k', value }] }), TAG, 'tags[1].value'],
] as const

for (const cut of [true, false]) {
  describe(`long values are ${cut ? 'cut' : 'refused'}`, () => {
    onEachDatabase(
      (store) => {
        const newRun = async () => (await store.call(contract.createRun, { experiment_id: '0' })).run.info.run_id
        const valueOf = async (run_id: string) => {
          const { data } = (await store.call(contract.getRun, { run_id })).run
          return [...(data.params ?? []), ...(data.tags ?? [])].find(({ key }) => key === 'k')?.value
        }
        for (const [what, endpoint, request, limit, label] of WAYS) {
          test(`${what} at its limit is kept`, async () => {
            const run_id = await newRun()
            await store.call(endpoint, { run_id, ...request(long(limit)) })
            expect(await valueOf(run_id)).toBe(long(limit))
          })
          test(`${what} over its limit`, async () => {
            const run_id = await newRun()
            if (!cut) {
              const refused = await store.refusal(endpoint, { run_id, ...request(long(limit + 1)) })
              expect(refused).toEqual(['INVALID_PARAMETER_VALUE', `'${label}' exceeds the maximum length of ${limit} characters`])
              return expect(await valueOf(run_id)).toBeUndefined()
            }
            await store.call(endpoint, { run_id, ...request(`${long(limit)}x`) })
            expect(await valueOf(run_id)).toBe(long(limit))
            // The same long value again is the same value.
            await store.call(endpoint, { run_id, ...request(`${long(limit)}y`) })
          })
        }
        test('a tag of a new run is cut in any case', async () => {
          const { run } = await store.call(contract.createRun, { experiment_id: '0', tags: [{ key: 'k', value: long(TAG + 1) }] })
          expect(await valueOf(run.info.run_id)).toBe(long(TAG))
          expect(run.data.tags?.find(({ key }) => key === 'k')?.value).toBe(long(TAG))
        })
      },
      { truncate_long_values: cut },
    )
  })
}
