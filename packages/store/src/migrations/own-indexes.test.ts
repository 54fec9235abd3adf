import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createSchema } from './create-schema.ts'
import { emptyDatabases } from './databases-for-tests.ts'
import { openForTests, type TestConnection } from './open-for-tests.ts'
import { buildOwnIndexes, ensureOwnIndexes, missingIndexes, OWN_INDEXES } from './own-indexes.ts'

const databases = await emptyDatabases()
afterAll(() => Promise.all(databases.map(({ drop }) => drop())))

const NAMES = OWN_INDEXES.map(({ name }) => name)

for (const { dialect, skipped, make } of databases) {
  describe.skipIf(skipped !== undefined)(`own indexes on ${dialect}`, () => {
    let db: TestConnection
    beforeAll(async () => {
      db = await openForTests(await make())
      await createSchema(db, { artifact_root: 'mlflow-artifacts:/' })
    })
    afterAll(() => db.close())

    test('are made where they are missing', async () => {
      expect(await ensureOwnIndexes(db)).toEqual([])
      await db.run('drop index tailrace_params_value')
      expect(await missingIndexes(db)).toEqual(['tailrace_params_value'])
      expect(await ensureOwnIndexes(db)).toEqual(['tailrace_params_value'])
      expect(await ensureOwnIndexes(db)).toEqual([])
    })

    test('take the longest key and value', async () => {
      const long = (count: number) =>
        Array.from({ length: count }, (_, at) => String.fromCodePoint(0x20000 + ((at * 7919) % 40000))).join('')
      await db.run(`insert into runs (run_uuid) values (?)`, ['f'.repeat(32)])
      await db.run('insert into params (key, value, run_uuid) values (?, ?, ?)', [long(250), long(8000), 'f'.repeat(32)])
      await db.run('insert into tags (key, value, run_uuid) values (?, ?, ?)', [long(250), long(8000), 'f'.repeat(32)])
      expect(
        await db.all('select count(*) as n from params where substr(value, 1, 250) = substr(?, 1, 250) and value = ?', [
          long(8000),
          long(8000),
        ]),
      ).toEqual([{ n: dialect === 'sqlite' ? 1 : '1' }])
    })

    const plans: [why: string, sql: string, index: string][] = [
      [
        'the newest runs',
        `select run_uuid from runs where lifecycle_stage = 'active' order by start_time desc nulls last, run_uuid limit 10`,
        'tailrace_runs_newest',
      ],
      [
        'the newest runs of an experiment',
        `select run_uuid from runs where experiment_id = 1 and lifecycle_stage = 'active' order by start_time desc nulls last, run_uuid limit 10`,
        'tailrace_runs_experiment_newest',
      ],
      [
        'the newest runs that go on',
        `select run_uuid from runs where status = 'RUNNING' and lifecycle_stage = 'active' order by start_time desc nulls last, run_uuid limit 10`,
        'tailrace_runs_running',
      ],
      [
        'runs by a metric',
        `select run_uuid from latest_metrics where key = 'm' and is_nan = false order by value desc, run_uuid limit 10`,
        'tailrace_latest_metrics_value',
      ],
      [
        'a param that equals',
        `select run_uuid from params where key = 'p' and substr(value, 1, 250) = substr('v', 1, 250) and value = 'v'`,
        'tailrace_params_value',
      ],
      [
        'a tag that equals',
        `select run_uuid from tags where key = 'p' and substr(value, 1, 250) = substr('v', 1, 250) and value = 'v'`,
        'tailrace_tags_value',
      ],
      ['versions of a run', `select name from model_versions where run_id = 'r'`, 'tailrace_model_versions_run'],
      [
        'models of an experiment',
        `select model_id from logged_models where experiment_id = 1 and lifecycle_stage = 'active' order by creation_timestamp_ms desc nulls last, model_id`,
        'tailrace_logged_models_experiment_newest',
      ],
    ]
    for (const [why, sql, index] of plans) {
      test(`answer ${why}, in order`, async () => {
        // An empty table is cheaper to scan: tell PostgreSQL's planner that it may not.
        if (dialect === 'postgres') await db.run('set enable_seqscan = off')
        if (dialect === 'postgres') await db.run('set enable_sort = off')
        const rows = await db.arrays<unknown[]>(dialect === 'sqlite' ? `explain query plan ${sql}` : `explain ${sql}`)
        const plan = rows.flat().join('\n')
        expect(plan).toContain(index)
        expect(plan).not.toMatch(/sort|temp b-tree|seq scan/i)
      })
    }
  })
}

test('an index that a migration made anew without its order is replaced on SQLite', async () => {
  const db = await openForTests('sqlite:///:memory:')
  await createSchema(db, { artifact_root: 'mlflow-artifacts:/' })
  await db.run('drop index tailrace_runs_newest')
  await db.run('create index tailrace_runs_newest on runs (lifecycle_stage, start_time, run_uuid)')
  expect(await ensureOwnIndexes(db)).toEqual(['tailrace_runs_newest'])
  expect(await ensureOwnIndexes(db)).toEqual([])
  await db.close()
})

describe.skipIf(databases[1]?.skipped !== undefined)('buildOwnIndexes on PostgreSQL', () => {
  const open = async (count: number) => {
    const uri = (await databases[1]?.make()) ?? ''
    const connections = await Promise.all(Array.from({ length: count }, () => openForTests(uri)))
    const [first] = connections
    if (!first) throw new Error('no connection')
    await first.transaction((db) => createSchema(db, { artifact_root: 'mlflow-artifacts:/' }))
    return { connections, close: () => Promise.all(connections.map((connection) => connection.close())) }
  }

  test('builds again what was cut off', async () => {
    const { connections, close } = await open(2)
    const [lock, build] = connections as [TestConnection, TestConnection]
    await build.run(`update pg_index set indisvalid = false where indexrelid = 'tailrace_tags_value'::regclass`)
    await build.run('drop index tailrace_params_value')
    expect(await buildOwnIndexes(lock.transaction, build)).toEqual(['tailrace_params_value', 'tailrace_tags_value'])
    expect(await missingIndexes(build)).toEqual([])
    await close()
  })

  test('lets writers of the tables go on, and one of several processes build', async () => {
    const { connections, close } = await open(5)
    const [lock, build, otherLock, otherBuild, writer] = connections as [
      TestConnection,
      TestConnection,
      TestConnection,
      TestConnection,
      TestConnection,
    ]
    await build.run(`drop index ${NAMES.join(', ')}`)
    await writer.run('begin')
    await writer.run(`insert into runs (run_uuid) values ('r')`)
    const building = buildOwnIndexes(lock.transaction, build)
    // The build waits for the open transaction, and does not keep it from writing on.
    while (
      (await otherBuild.all(`select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like 'create index concurrently%'`))
        .length === 0
    );
    expect(await buildOwnIndexes(otherLock.transaction, otherBuild)).toEqual([])
    await writer.run(`insert into params (key, value, run_uuid) values ('k', 'v', 'r')`)
    await otherBuild.run(`insert into runs (run_uuid) values ('s')`)
    await writer.run('commit')
    expect(await building).toEqual(NAMES)
    expect(await missingIndexes(build)).toEqual([])
    await close()
  })
})
