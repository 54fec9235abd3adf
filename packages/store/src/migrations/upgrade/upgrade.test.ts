import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { MlflowError } from '@tailrace/contract'
import { afterAll, describe, expect, test } from 'vitest'
import type { Db } from '../../database.ts'
import { openStore } from '../../open-store.ts'
import { emptyDatabases } from '../databases-for-tests.ts'
import { reflectSchema } from '../reflect-schema.ts'
import { HEAD_REVISION, REVISIONS } from '../revisions.ts'
import { loadDump, OLD_RELEASES, openForUpgrade } from './old-databases.ts'
import { rebuildSchema } from './rebuild.ts'
import { rowsDigest } from './rows-digest.ts'
import { SETTINGS } from './upgraded.ts'
import { planStoreUpgrade, upgradeStore } from './upgrade-store.ts'

const fixture = (name: string): unknown => JSON.parse(readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8'))
/** What MLflow's own upgrade leaves of the same databases. */
const EXPECTED = fixture('old/expected.json') as Record<string, Record<string, string>>
const databases = await emptyDatabases()
afterAll(() => Promise.all(databases.map(({ drop }) => drop())))

/** Reads a database through a connection of its own. */
async function reading<Result>(uri: string, read: (db: Db) => Promise<Result>): Promise<Result> {
  const db = await openForUpgrade(uri)
  try {
    return await read(db)
  } finally {
    await db.close()
  }
}

/** Upgrades in a process of its own; how that ended. */
function upgradeInProcess(uri: string, copied = '() => {}'): Promise<unknown> {
  const script = `
    const { upgradeStore } = await import(${JSON.stringify(new URL('./upgrade-store.ts', import.meta.url).href)})
    await upgradeStore(process.argv[1], ${copied})`
  return new Promise((resolve) => {
    spawn(process.execPath, ['--input-type=module', '-e', script, uri], { stdio: 'ignore' }).on('exit', (code, signal) =>
      resolve(signal ?? code),
    )
  })
}

for (const { dialect, skipped, make } of databases) {
  const old = async (release: (typeof OLD_RELEASES)[number]): Promise<string> => {
    const uri = await make()
    await loadDump(`${release}.${dialect}.sql`, uri)
    return uri
  }

  describe.skipIf(skipped !== undefined)(`an upgrade on ${dialect}`, () => {
    for (const release of OLD_RELEASES) {
      test(`of a database of MLflow ${release} leaves the schema and the rows that MLflow's upgrade leaves`, async () => {
        const uri = await old(release)
        const plan = await planStoreUpgrade(uri)
        const copied: string[] = []
        const upgraded = await upgradeStore(uri, (table, rows) => copied.push(`${table} ${rows}`))
        expect(upgraded?.plan).toEqual(plan)
        expect(copied).toEqual(expect.arrayContaining((plan?.tables ?? []).map(({ name, rows }) => `${name} ${rows}`)))
        await reading(uri, async (db) => {
          expect(await reflectSchema(db)).toEqual(fixture(`schema.${dialect}.json`))
          expect(await rowsDigest(db)).toEqual(EXPECTED[`${release}.${dialect}.sql`])
        })
        expect(await planStoreUpgrade(uri)).toBeUndefined()
        expect(await upgradeStore(uri)).toBeUndefined()
        const store = await openStore(uri, SETTINGS, (error) => expect.fail(String(error)))
        await store.close()
      })
    }

    test('cut off at any statement leaves nothing, and a second run does it', async () => {
      const uri = await old('3.4.0')
      const db = await openForUpgrade(uri)
      if (dialect === 'sqlite') await db.exec('pragma foreign_keys = off; pragma legacy_alter_table = on')
      const before = [await reflectSchema(db), await rowsDigest(db)]
      const from = '71994744cf8e'
      /** Statements that run before the connection breaks. */
      const cutAfter = async (limit: number): Promise<number> => {
        let count = 0
        const run: Db['run'] = async (sql, params) => {
          if (++count > limit) throw new Error('cut off')
          return db.run(sql, params)
        }
        await db.exec('begin')
        const failed = await rebuildSchema({ ...db, run }, from).catch((error: unknown) => error)
        await db.exec(failed ? 'rollback' : 'commit')
        if (failed) expect(failed).toEqual(new Error('cut off'))
        return count
      }
      // Not each: all run in one transaction, and this is slow.
      let limit = 0
      for (; (await cutAfter(limit)) > limit; limit += dialect === 'sqlite' ? 5 : 41) {
        if (limit % 205 === 0) expect([await reflectSchema(db), await rowsDigest(db)]).toEqual(before)
      }
      expect(limit).toBeGreaterThan(200)
      expect(await reflectSchema(db)).toEqual(fixture(`schema.${dialect}.json`))
      expect(await rowsDigest(db)).toEqual(EXPECTED[`3.4.0.${dialect}.sql`])
      await db.close()
    }, 120_000)

    test('in a process that is killed leaves the database as it was', async () => {
      const uri = await old('2.22.5')
      const before = await reading(uri, async (db) => [await reflectSchema(db), await rowsDigest(db)])
      const signal = await upgradeInProcess(uri, `(table) => { if (table === 'metrics') process.kill(process.pid, 'SIGKILL') }`)
      expect(signal).toBe('SIGKILL')
      expect(await reading(uri, async (db) => [await reflectSchema(db), await rowsDigest(db)])).toEqual(before)
      await upgradeStore(uri)
      expect(await reading(uri, rowsDigest)).toEqual(EXPECTED[`2.22.5.${dialect}.sql`])
    })

    test('of two at once is done by one; the other finds it done', async () => {
      const uri = await old('2.0.1')
      expect(await Promise.all([upgradeInProcess(uri), upgradeInProcess(uri)])).toEqual([0, 0])
      expect(await reading(uri, rowsDigest)).toEqual(EXPECTED[`2.0.1.${dialect}.sql`])
    })

    test('goes on with ids where they were, and leaves tables of others', async () => {
      const uri = await old('2.9.2')
      await reading(uri, async (db) => {
        await db.run('create table users (id integer primary key)')
        await db.run('insert into users values (7)')
        if (dialect === 'postgres') await db.run(`select setval('experiments_experiment_id_seq', 41)`)
      })
      await upgradeStore(uri)
      const id = await reading(uri, async (db) => {
        expect(await db.all('select id from users')).toEqual([{ id: 7 }])
        return db.get(`insert into experiments (name) values ('new') returning experiment_id`)
      })
      expect(id).toEqual({ experiment_id: dialect === 'postgres' ? 42 : 3 })
    })

    test('plans steps, tables and rows, and changes nothing', async () => {
      const uri = await old('3.11.1')
      const before = await reading(uri, async (db) => [await reflectSchema(db), await rowsDigest(db)])
      const plan = await planStoreUpgrade(uri)
      expect(plan).toMatchObject({ from: 'c3d6457b6d8a', to: HEAD_REVISION })
      expect(plan?.steps.at(-1)).toEqual({ revision: HEAD_REVISION, release: '3.17.0' })
      expect(plan?.tables).toContainEqual({ name: 'metrics', rows: 31 })
      expect(plan?.rows).toBe(plan?.tables.reduce((sum, { rows }) => sum + rows, 0))
      expect(await reading(uri, async (db) => [await reflectSchema(db), await rowsDigest(db)])).toEqual(before)
    })

    for (const [why, spoil, message] of [
      [
        'a revision of MLflow 1',
        `update alembic_version set version_num = '728d730b5ebd'`,
        'only those of MLflow 2.0 and later are upgraded here',
      ],
      ['a newer revision', `update alembic_version set version_num = 'ffffffffffff'`, 'which is newer than this server or not of MLflow'],
      ['no revision', 'delete from alembic_version', 'holds 0 rows where one schema revision belongs'],
      ['no MLflow', 'drop table alembic_version', 'holds tables'],
    ] as const) {
      test(`of a database with ${why} is refused`, async () => {
        const uri = await old('2.0.1')
        await reading(uri, (db) => db.run(spoil))
        for (const attempt of [planStoreUpgrade, upgradeStore]) {
          const error: unknown = await attempt(uri).catch((thrown: unknown) => thrown)
          expect(error).toBeInstanceOf(MlflowError)
          expect((error as Error).message).toContain(message)
        }
      })
    }

    test('refuses dimensions of spans that have no place, and changes nothing', async () => {
      const uri = await old('3.11.1')
      await reading(uri, (db) => db.run(`update spans set dimension_attributes = '{"mine": 1}' where span_id = 's0'`))
      await expect(upgradeStore(uri)).rejects.toThrow(
        'The span s0 of the trace tr-0 has dimensions that have no place in the new schema (mine).',
      )
      expect((await planStoreUpgrade(uri))?.from).toBe('c3d6457b6d8a')
    })

    test('leaves metadata of traces that cannot be read where it is', async () => {
      const uri = await old('3.4.0')
      await reading(uri, (db) =>
        db.run(`update trace_request_metadata set value = 'none' where key = 'mlflow.trace.tokenUsage' and request_id = 'tr-0'`),
      )
      await upgradeStore(uri)
      const left = `select request_id, value from trace_request_metadata where key = 'mlflow.trace.tokenUsage'`
      expect(await reading(uri, (db) => db.all(left))).toEqual([{ request_id: 'tr-0', value: 'none' }])
    })

    test('of an empty database has nothing to do', async () => {
      const uri = await make()
      expect(await planStoreUpgrade(uri)).toBeUndefined()
      expect(await upgradeStore(uri)).toBeUndefined()
      if (dialect === 'sqlite') expect(existsSync(uri.slice('sqlite:///'.length))).toBe(false)
    })
  })
}

test('the copy of a SQLite file is the database as it was', async () => {
  const uri = (await databases[0]?.make()) ?? ''
  await loadDump('2.9.2.sqlite.sql', uri)
  const before = await reading(uri, async (db) => [await reflectSchema(db), await rowsDigest(db)])
  const { backup = '' } = (await upgradeStore(uri)) ?? {}
  expect(backup).toMatch(/\.db\.acf3f17fdcc7\.\d{17}\.bak$/)
  expect(await reading(`sqlite:///${backup}`, async (db) => [await reflectSchema(db), await rowsDigest(db)])).toEqual(before)
})

test('a SQLite file that another process writes is left alone', { timeout: 60_000 }, async () => {
  const uri = (await databases[0]?.make()) ?? ''
  await loadDump('2.0.1.sqlite.sql', uri)
  await reading(uri, async (db) => {
    await (db as Awaited<ReturnType<typeof openForUpgrade>>).exec('begin immediate')
    await expect(upgradeStore(uri)).rejects.toThrow('The database is in use: stop the servers and clients')
  })
})

test('every revision since MLflow 2.0 has its place in the history', () => {
  expect([...REVISIONS.keys()].indexOf('97727af70f4d')).toBe(18)
})
