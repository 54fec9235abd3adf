import { readFileSync, writeFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { getView, searchRuns } from '@tailrace/contract'
import { Client } from 'pg'
import { afterAll, describe, expect, test } from 'vitest'
import type { StoreSettings } from '../database.ts'
import { inspectStore } from '../inspect/inspect-store.ts'
import { parseStoreUri } from '../store-uri.ts'
import { emptyDatabases } from './databases-for-tests.ts'
import { openForTests } from './open-for-tests.ts'
import { prepareDatabase } from './prepare.ts'
import { TAILRACE_MIGRATIONS, checkTailraceTables, migrateTailraceTables } from './tailrace-tables.ts'
import { openOperatorStore } from '../testing/operator-store.ts'

const databases = await emptyDatabases()
afterAll(() => Promise.all(databases.map(({ drop }) => drop())))

const settings: StoreSettings = { artifact_root: 'mlflow-artifacts:/', location_rules: { base: '/base' }, truncate_long_values: true }
const CURRENT = TAILRACE_MIGRATIONS.length
const GRANTS = { statements: ['create table tailrace_grants (name text not null)', `insert into tailrace_grants values ('first')`] }

/** Loads the database that a release from before versions were kept made, with an experiment, a run and a saved view. */
async function loadUnversioned(uri: string): Promise<void> {
  const target = parseStoreUri(uri)
  const fixture = (name: string) => readFileSync(new URL(`fixtures/unversioned/${name}`, import.meta.url))
  if (target.dialect === 'sqlite') return writeFileSync(target.path, gunzipSync(fixture('database.sqlite.gz')))
  const client = new Client({ connectionString: uri })
  await client.connect()
  await client.query(fixture('database.postgres.sql').toString())
  await client.end()
}

for (const { dialect, skipped, make } of databases) {
  describe.skipIf(skipped !== undefined)(`Tailrace tables on ${dialect}`, () => {
    test('a database from before versions were kept is migrated when it is opened, and keeps its rows', async () => {
      const uri = await make()
      await loadUnversioned(uri)
      const before = await openForTests(uri)
      expect(await checkTailraceTables(before)).toBe(0)
      const [view] = await before.all<{ view_id: string }>('select view_id from tailrace_views')
      await before.close()

      const store = await openOperatorStore(uri, settings, () => {})
      expect(await store.call(getView, { view_id: view?.view_id ?? '' })).toMatchObject({ view: { name: 'my view' } })
      const { runs } = await store.call(searchRuns, { experiment_ids: ['1'], filter: "metrics.loss < 1 and params.lr = '0.1'" })
      expect(runs?.map(({ info }) => info.run_name)).toEqual(['first'])
      await store.close()

      const after = await openForTests(uri)
      expect(await checkTailraceTables(after)).toBe(CURRENT)
      expect(await after.transaction((db) => migrateTailraceTables(db, [...TAILRACE_MIGRATIONS, GRANTS]))).toBe(CURRENT)
      expect(await after.all('select name from tailrace_grants')).toEqual([{ name: 'first' }])
      expect(await checkTailraceTables(after, [...TAILRACE_MIGRATIONS, GRANTS])).toBe(CURRENT + 1)
      await after.close()
    })

    test('a migration that stops half way leaves the database as it was, and the next start completes it', async () => {
      const uri = await make()
      await loadUnversioned(uri)
      const db = await openForTests(uri)
      const broken = { statements: [...GRANTS.statements, 'create table tailrace_grants (name text)'] }
      const migrate = (step: typeof GRANTS) => db.transaction((inside) => migrateTailraceTables(inside, [...TAILRACE_MIGRATIONS, step]))
      await expect(migrate(broken)).rejects.toThrow('already exists')
      expect(await checkTailraceTables(db)).toBe(0)
      await migrate(GRANTS)
      expect(await db.all('select name from tailrace_grants')).toEqual([{ name: 'first' }])
      await db.close()
    })

    test('the steps that a database has are not run again', async () => {
      const db = await openForTests(await make())
      await prepareDatabase(db.transaction, settings)
      const failing = TAILRACE_MIGRATIONS.map(() => ({ statements: ['this is not SQL'] }))
      expect(await migrateTailraceTables(db, failing)).toBe(CURRENT)
      await migrateTailraceTables(db, [...failing, GRANTS])
      expect(await db.all('select name from tailrace_grants')).toEqual([{ name: 'first' }])
      await db.close()
    })

    test('tables of a newer release are refused untouched, by a server and by doctor', async () => {
      const uri = await make()
      const db = await openForTests(uri)
      await prepareDatabase(db.transaction, settings)
      await migrateTailraceTables(db, [...TAILRACE_MIGRATIONS, GRANTS])
      const reason = `The Tailrace tables of the database are at version ${CURRENT + 1}, and this release knows versions up to ${CURRENT}. Start the newer Tailrace that made them. Nothing was changed.`
      await expect(prepareDatabase(db.transaction, settings)).rejects.toThrow(reason)
      await db.close()
      expect(await inspectStore(uri, async ({ schema }) => schema)).toEqual({ state: 'refused', reason })
    })
  })
}
