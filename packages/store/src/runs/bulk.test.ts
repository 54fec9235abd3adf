import * as contract from '@tailrace/contract'
import { beforeEach, describe } from 'vitest'
import { expect, onEachDatabase, test } from '../each-database.ts'

const MISSING = 'f'.repeat(32)

onEachDatabase((store) => {
  let ids: string[] = []
  beforeEach(async () => {
    ids = []
    for (const run_name of ['a', 'b', 'c']) {
      const tags = run_name === 'c' ? [] : [{ key: 'team', value: 'red' }]
      ids.push((await store.call(contract.createRun, { experiment_id: '0', run_name, tags })).run.info.run_id)
    }
  })

  const change = async (request: object) => (await store.call(contract.changeRuns, { run_ids: ids, ...request })).changed
  const runs = async () => {
    const found: contract.Run[] = []
    for (const run_id of ids) found.push((await store.call(contract.getRun, { run_id })).run)
    return found
  }
  const stages = async () => (await runs()).map(({ info }) => info.lifecycle_stage).join(' ')
  const names = async () =>
    (await runs()).map(({ info, data }) => [info.run_name, data.tags?.find(({ key }) => key === 'mlflow.runName')?.value])
  const teams = async () => (await runs()).map(({ data }) => data.tags?.find(({ key }) => key === 'team')?.value)

  test('deletes and restores; runs that are so already do not count', async () => {
    expect(await change({ run_ids: ids.slice(0, 1), action: 'delete' })).toBe(1)
    expect(await change({ action: 'delete' })).toBe(2)
    expect(await stages()).toBe('deleted deleted deleted')
    expect(await change({ action: 'restore' })).toBe(3)
    expect(await change({ action: 'restore' })).toBe(0)
    expect(await stages()).toBe('active active active')
  })

  test('sets and deletes tags', async () => {
    expect(
      await change({
        action: 'set_tags',
        tags: [
          { key: 'team', value: 'blue' },
          { key: 'x', value: '1' },
        ],
      }),
    ).toBe(3)
    expect(await teams()).toEqual(['blue', 'blue', 'blue'])
    expect(await change({ run_ids: ids.slice(1), action: 'delete_tags', tag_keys: ['team', 'none'] })).toBe(2)
    expect(await teams()).toEqual(['blue', undefined, undefined])
    expect(await change({ action: 'delete_tags', tag_keys: ['team'] })).toBe(1)
  })

  test('renames, and keeps the tag of the name in step', async () => {
    expect(await change({ action: 'rename', name: 'best' })).toBe(3)
    expect(await names()).toEqual(ids.map(() => ['best', 'best']))
    await change({ action: 'set_tags', tags: [{ key: 'mlflow.runName', value: 'other' }] })
    expect(await names()).toEqual(ids.map(() => ['other', 'other']))
    await change({ action: 'set_tags', tags: [{ key: 'mlflow.runName', value: '' }] })
    expect(await names()).toEqual(ids.map(() => ['other', 'other']))
  })

  test('a run that is named twice is changed once', async () => {
    const [id] = ids
    expect(await change({ run_ids: [id, id], action: 'delete' })).toBe(1)
  })

  test('a thousand runs at once', async () => {
    const many: string[] = []
    for (let index = 0; index < 1000; index++) {
      many.push((await store.call(contract.createRun, { experiment_id: '0' })).run.info.run_id)
    }
    expect(await change({ run_ids: many, action: 'set_tags', tags: [{ key: 'k', value: 'v' }] })).toBe(1000)
    expect(await change({ run_ids: many, action: 'delete' })).toBe(1000)
  })

  describe('changes nothing when one run', () => {
    for (const [action, rest] of [
      ['delete', {}],
      ['set_tags', { tags: [{ key: 'team', value: 'blue' }] }],
      ['delete_tags', { tag_keys: ['team'] }],
      ['rename', { name: 'best' }],
    ] as const) {
      test(`is unknown: ${action}`, async () => {
        const before = await runs()
        expect(await store.refusal(contract.changeRuns, { run_ids: [...ids, MISSING], action, ...rest })).toEqual([
          'RESOURCE_DOES_NOT_EXIST',
          `Run with id=${MISSING} not found`,
        ])
        expect(await runs()).toEqual(before)
      })
      if (action === 'delete') continue
      test(`is deleted: ${action}`, async () => {
        const [, , last] = ids
        await change({ run_ids: [last], action: 'delete' })
        const before = await runs()
        expect(await store.refusal(contract.changeRuns, { run_ids: ids, action, ...rest })).toEqual([
          'INVALID_PARAMETER_VALUE',
          `The run ${last} must be in the 'active' state. Current state is deleted.`,
        ])
        expect(await runs()).toEqual(before)
      })
    }
  })

  describe('refuses', () => {
    const one = { run_ids: [MISSING] }
    for (const [why, request, message] of [
      ['no runs', { run_ids: [], action: 'delete' }, "Missing value for required parameter 'run_ids'."],
      ['too many runs', { run_ids: Array.from({ length: 1001 }, () => MISSING), action: 'delete' }, "parameter 'run_ids'"],
      ['no action', one, "Missing value for required parameter 'action'."],
      ['an unknown action', { ...one, action: 'burn' }, 'Invalid value'],
      ['no tags', { ...one, action: 'set_tags' }, "Missing value for required parameter 'tags'."],
      ['no keys of tags', { ...one, action: 'delete_tags' }, "Missing value for required parameter 'tag_keys'."],
      ['no name', { ...one, action: 'rename', name: '' }, "Missing value for required parameter 'name'."],
      ['a key that may not be', { ...one, action: 'set_tags', tags: [{ key: '../x', value: '' }] }, 'Invalid value'],
    ] as const) {
      test(why, async () => {
        expect(await store.refusal(contract.changeRuns, request)).toEqual(['INVALID_PARAMETER_VALUE', expect.stringContaining(message)])
      })
    }
  })
})
