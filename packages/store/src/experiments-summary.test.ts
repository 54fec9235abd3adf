import * as contract from '@tailrace/contract'
import { describe } from 'vitest'
import { expect, onEachDatabase, test } from './each-database.ts'
import { recordCall } from './sql-record/recording-db.ts'
import { openMemory } from './testing/memory.ts'

interface Planned {
  user?: string
  start?: number
  end?: number
  status?: string
  metrics?: Readonly<Record<string, number | string>>
  deleted?: true
}

onEachDatabase((store) => {
  let count = 0
  const experiment = async (runs: readonly Planned[], tags: Readonly<Record<string, string>> = {}) => {
    const pairs = Object.entries(tags).map(([key, value]) => ({ key, value }))
    const { experiment_id } = await store.call(contract.createExperiment, { name: `summed ${count++}`, tags: pairs })
    const ids: string[] = []
    for (const { user, start = 1, end, status, metrics = {}, deleted } of runs) {
      const { run_id } = (await store.call(contract.createRun, { experiment_id, user_id: user, start_time: start })).run.info
      ids.push(run_id)
      const points = Object.entries(metrics).map(([key, value]) => ({ key, value, timestamp: 1 }))
      await store.call(contract.logBatch, { run_id, metrics: points })
      if (status) await store.call(contract.updateRun, { run_id, status, end_time: end })
      if (deleted) await store.call(contract.deleteRun, { run_id })
    }
    return { experiment_id, ids }
  }
  const summaries = async (...experiment_ids: string[]) => (await store.call(contract.summarizeExperiments, { experiment_ids })).experiments

  test('counts, activity and users of the active runs', async () => {
    const now = Date.now()
    const { experiment_id } = await experiment([
      { user: 'ada', start: 5 },
      { user: 'ada', start: 6, status: 'FINISHED', end: 90 },
      { user: 'bob', start: 7, status: 'FAILED', end: 8 },
      { user: 'cyd', start: now - 200_000_000, status: 'FAILED', end: now - 1000 },
      { user: 'dan', start: now - 1000, status: 'FAILED' },
      { user: 'cyd', status: 'KILLED', end: 9 },
      { user: 'eve', start: now + 5000, deleted: true },
      { start: 1 },
    ])
    expect(await summaries(experiment_id)).toEqual([
      { experiment_id, runs: 7, running: 2, failed_last_day: 2, last_activity: now - 1000, users: ['ada', 'cyd', 'bob'] },
    ])
  })

  test('an experiment without runs, unknown ones, the order asked for', async () => {
    const { experiment_id } = await experiment([])
    const empty = { runs: 0, running: 0, failed_last_day: 0, users: [] }
    expect(await summaries('0', '999999', experiment_id)).toMatchObject([{ experiment_id: '0' }, { experiment_id, ...empty }])
    expect((await summaries(experiment_id, experiment_id)).length).toBe(1)
    expect(await summaries()).toEqual([])
  })

  test('without ids: the active experiments, those changed last first', async () => {
    const [first, second, gone] = [await experiment([{ user: 'ada' }]), await experiment([]), await experiment([])]
    await store.call(contract.deleteExperiment, { experiment_id: gone.experiment_id })
    await store.call(contract.updateExperiment, { experiment_id: first.experiment_id, new_name: 'changed last' })
    const { experiments } = await store.call(contract.summarizeExperiments, {})
    const ids = experiments.map(({ experiment_id }) => experiment_id)
    expect(ids[0]).toBe(first.experiment_id)
    expect(ids).toContain(second.experiment_id)
    expect(ids).not.toContain(gone.experiment_id)
    expect(experiments[0]).toMatchObject({ runs: 1, users: ['ada'] })
  })

  describe('the primary metric', () => {
    const acc = (value: number | string, more = {}): Planned => ({ metrics: { acc: value, ...more } })
    for (const [why, runs, tags, expected] of [
      ['is the one that most runs have', [acc(0.5), acc(0.9, { b: 1 }), acc(0.7)], {}, ['acc', 0.9, 1, 'max']],
      [
        'is the one that matters most, not the one that most runs have',
        [{ metrics: { lr: 1, epoch: 2 } }, { metrics: { lr: 1, loss: 3, 'val/acc': 0.5 } }],
        {},
        ['val/acc', 0.5, 1, 'max'],
      ],
      ['is smallest best when it says so', [{ metrics: { val_Loss: 3 } }, { metrics: { val_Loss: 2 } }], {}, ['val_Loss', 2, 1, 'min']],
      ['is none of the system', [{ metrics: { 'system/cpu': 3, z: 1 } }], {}, ['z', 1, 0, 'max']],
      ['is named by a tag', [acc(1, { z: 2 }), acc(2)], { 'tailrace.primaryMetric': 'z' }, ['z', 2, 0, 'max']],
      ['is named by a tag, the smaller the better', [acc(1), acc(2)], { 'tailrace.primaryMetric': '-acc' }, ['acc', 1, 0, 'min']],
      ['is none of an empty tag', [acc(1)], { 'tailrace.primaryMetric': '-' }, ['acc', 1, 0, 'max']],
      ['of the tag may be in no run', [acc(1)], { 'tailrace.primaryMetric': 'none' }, undefined],
      ['is never NaN', [acc('NaN'), acc(0.1)], {}, ['acc', 0.1, 1, 'max']],
      ['does not count deleted runs', [acc(0.1), { ...acc(0.9), deleted: true }], {}, ['acc', 0.1, 0, 'max']],
      ['is absent without metrics', [{}], {}, undefined],
    ] as const) {
      test(why, async () => {
        const { experiment_id, ids } = await experiment(runs as readonly Planned[], tags as Readonly<Record<string, string>>)
        const [summary] = await summaries(experiment_id)
        if (!expected) return expect(summary?.metric).toBeUndefined()
        const [key, best, run, direction] = expected
        expect(summary?.metric).toEqual({ key, best, run_id: ids[run], direction })
      })
    }

    test('of each experiment is its own', async () => {
      const one = await experiment([{ metrics: { acc: 1 } }])
      const other = await experiment([{ metrics: { loss: 2, acc: 5 } }, { metrics: { loss: 1 } }])
      const found = await summaries(one.experiment_id, other.experiment_id)
      expect(found.map(({ metric }) => [metric?.key, metric?.best, metric?.run_id])).toEqual([
        ['acc', 1, one.ids[0]],
        ['loss', 1, other.ids[1]],
      ])
    })
  })

  test('the best run far from the best of other experiments, and the newest of many alike', async () => {
    const runs = (value: number): Planned[] =>
      Array.from({ length: 45 }, (_, index) => ({ start: 100 - Math.abs(index - 20), metrics: { far: value } }))
    const great = await experiment(runs(9))
    const small = await experiment([
      { start: 3, metrics: { far: 1 } },
      { start: 2, metrics: { far: 2 } },
      { start: 1, metrics: { far: 2 } },
    ])
    const deleted = await experiment([{ metrics: { far: 10 }, deleted: true }, { metrics: { far: 'NaN' } }])
    const found = await summaries(small.experiment_id, great.experiment_id, deleted.experiment_id)
    expect(found.map(({ metric }) => [metric?.best, metric?.run_id])).toEqual([
      [2, small.ids[1]],
      [9, great.ids[20]],
      [undefined, undefined],
    ])
  })

  test('users by how many runs they have, whatever the state of those', async () => {
    const of = (user: string, ...states: string[]): Planned[] => states.map((status) => ({ user, status }))
    const { experiment_id } = await experiment([
      ...of('"quoted"', 'FINISHED', 'FAILED', 'KILLED'),
      ...of('bob', 'FINISHED', 'FINISHED'),
      ...of('', 'KILLED', 'KILLED', 'KILLED', 'KILLED'),
      ...of('ada', 'FAILED', 'RUNNING'),
      ...of('zoe', 'FINISHED'),
    ])
    expect(await summaries(experiment_id)).toMatchObject([{ runs: 12, running: 1, users: ['"quoted"', 'ada', 'bob'] }])
  })

  describe('refuses', () => {
    for (const [why, request, message] of [
      ['too many experiments', { experiment_ids: Array.from({ length: 201 }, String) }, "parameter 'experiment_ids'"],
      ['an id that is no number', { experiment_ids: ['x'] }, "Invalid experiment ID 'x'."],
    ] as const) {
      test(why, async () => {
        const refusal = await store.refusal(contract.summarizeExperiments, request)
        expect(refusal).toEqual(['INVALID_PARAMETER_VALUE', expect.stringContaining(message)])
      })
    }
  })
})

test('on SQLite an index alone answers what is counted of runs', async () => {
  const db = await openMemory()
  const { statements } = await recordCall(db, contract.summarizeExperiments, { experiment_ids: ['0'] })
  const count = statements.find(({ sql }) => sql.includes('json_group_array(user_id)'))
  if (!count) throw new Error('no statement counts runs')
  const plan = await db.arrays<unknown[]>(`explain query plan ${count.sql}`, count.params)
  expect(plan.flat().join('\n')).toContain('USING COVERING INDEX tailrace_runs_experiment_newest')
  db.close()
})
