import { execFile } from 'node:child_process'
import { afterAll, describe, expect, test } from 'vitest'
import { createSchema } from './create-schema.ts'
import { emptyDatabases } from './databases-for-tests.ts'
import { openForTests } from './open-for-tests.ts'
import { OWN_INDEXES } from './own-indexes.ts'
import { preparePostgres, prepareDatabase, prepareSqlite } from './prepare.ts'

const databases = await emptyDatabases()
afterAll(() => Promise.all(databases.map(({ drop }) => drop())))

const settings = { artifact_root: 'mlflow-artifacts:/' }
const CREATED = { created: true, missing_indexes: [] }
const FOUND = { created: false, missing_indexes: [] }

for (const { dialect, skipped, make } of databases) {
  describe.skipIf(skipped !== undefined)(`prepareDatabase on ${dialect}`, () => {
    test('makes an empty database once and leaves it alone afterwards', async () => {
      const db = await openForTests(await make())
      expect(await prepareDatabase(db.transaction, settings)).toEqual(CREATED)
      await db.run(`update experiments set name = 'renamed'`)
      expect(await prepareDatabase(db.transaction, { artifact_root: '/elsewhere' })).toEqual(FOUND)
      expect(await db.all('select name, artifact_location from experiments')).toEqual([
        { name: 'renamed', artifact_location: 'mlflow-artifacts:/0' },
      ])
      await db.close()
    })

    test('adds experiment 0 to a database that has no experiment', async () => {
      const db = await openForTests(await make())
      await prepareDatabase(db.transaction, settings)
      await db.run('delete from experiments')
      expect(await prepareDatabase(db.transaction, settings)).toEqual(FOUND)
      expect(await db.all('select experiment_id from experiments')).toEqual([{ experiment_id: 0 }])
      await db.run(`update experiments set experiment_id = 7`)
      await prepareDatabase(db.transaction, settings)
      expect(await db.all('select experiment_id from experiments')).toEqual([{ experiment_id: 7 }])
      await db.close()
    })

    for (const [what, statement] of [
      ['experiments', `insert into experiments (name, workspace, lifecycle_stage) values ('secret', 'team-a', 'active')`],
      ['registered models', `insert into registered_models (name, workspace) values ('secret', 'team-a')`],
      [
        'webhooks',
        `insert into webhooks (webhook_id, name, url, status, workspace, creation_timestamp, last_updated_timestamp)
         values ('w', 'secret', 'http://h', 'ACTIVE', 'team-a', 1, 1)`,
      ],
    ] as const) {
      test(`refuses a database with ${what} outside the workspace default`, async () => {
        const db = await openForTests(await make())
        await prepareDatabase(db.transaction, settings)
        await db.run(`insert into workspaces (name) values ('team-a')`)
        expect(await prepareDatabase(db.transaction, settings)).toEqual(FOUND)
        await db.run(statement)
        await expect(prepareDatabase(db.transaction, settings)).rejects.toThrow(
          `The database has ${what} in workspaces other than 'default' (such as 'secret' in 'team-a'), and Tailrace has no workspaces`,
        )
        await db.close()
      })
    }

    test('leaves nothing behind when it fails half way', async () => {
      const db = await openForTests(await make())
      await db.run('create table tailrace_blocks (id integer)')
      await db.run('create index tailrace_tags_value on tailrace_blocks (id)')
      await expect(prepareDatabase(db.transaction, settings)).rejects.toThrow('already')
      await db.run('drop table tailrace_blocks')
      expect(await prepareDatabase(db.transaction, settings)).toEqual(CREATED)
      await db.close()
    })
  })
}

describe.skipIf(databases[1]?.skipped !== undefined)('several at once on PostgreSQL', () => {
  const make = () => databases[1]?.make() ?? Promise.reject(new Error('no PostgreSQL'))

  test('one of five makes the schema', async () => {
    const uri = await make()
    const connections = await Promise.all(Array.from({ length: 5 }, () => openForTests(uri)))
    const prepared = await Promise.all(connections.map(({ transaction }) => prepareDatabase(transaction, settings)))
    expect(prepared.map(({ created }) => created).toSorted()).toEqual([false, false, false, false, true])
    await Promise.all(connections.map((connection) => connection.close()))
  })

  test('missing indexes are reported first and built beside the transaction', async () => {
    const uri = await make()
    const [locking, building] = await Promise.all([openForTests(uri), openForTests(uri)])
    await locking.transaction((db) => createSchema(db, settings))
    const names = OWN_INDEXES.map(({ name }) => name)
    await locking.run(`drop index ${names.join(', ')}`)
    expect(await prepareDatabase(locking.transaction, settings)).toEqual({ created: false, missing_indexes: names })
    expect(await preparePostgres(locking.transaction, settings, building)).toEqual(FOUND)
    await Promise.all([locking.close(), building.close()])
  })
})

test('two processes prepare one SQLite file: the second waits and finds it made', async () => {
  const uri = (await databases[0]?.make()) ?? ''
  const prepareIn = `
    const { openForTests } = await import(${JSON.stringify(new URL('./open-for-tests.ts', import.meta.url).href)})
    const { prepareSqlite } = await import(${JSON.stringify(new URL('./prepare.ts', import.meta.url).href)})
    const db = await openForTests(process.argv[1])
    console.log((await prepareSqlite(db, { artifact_root: 'mlflow-artifacts:/' })).created)`
  const run = (): Promise<string> =>
    new Promise((resolve, reject) => {
      execFile(process.execPath, ['--input-type=module', '-e', prepareIn, uri], (error, out) =>
        error ? reject(error) : resolve(out.trim()),
      )
    })
  expect((await Promise.all([run(), run(), run()])).toSorted()).toEqual(['false', 'false', 'true'])
  const db = await openForTests(uri)
  expect(await prepareSqlite(db, settings)).toEqual(FOUND)
  await db.close()
})
