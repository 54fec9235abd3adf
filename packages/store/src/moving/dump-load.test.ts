import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { POSTGRES_MISSING, createDatabase, startPostgres } from '@tailrace/testing'
import { afterAll, describe, expect, test } from 'vitest'
import { type DumpedRows, countRows, dumpTables, locationsOutside } from './dump-tables.ts'
import { TableLoader, emptyTables, tablesInUse } from './load-tables.ts'
import { type DirectStore, openDirect } from './open-direct.ts'

const SETTINGS = { artifact_root: 'mlflow-artifacts:/', location_rules: { base: '/base' }, truncate_long_values: true }
const folder = mkdtempSync(join(tmpdir(), 'tailrace-dump-'))
const ends: (() => Promise<void>)[] = []
afterAll(async () => {
  for (const end of ends.toReversed()) await end()
  rmSync(folder, { recursive: true, force: true })
})

const hasPostgres = process.env['TAILRACE_TEST_POSTGRES_URL'] !== undefined
const KINDS = hasPostgres ? (['sqlite', 'postgres'] as const) : (['sqlite'] as const)
let made = 0

async function fresh(kind: 'sqlite' | 'postgres'): Promise<DirectStore> {
  let uri = `sqlite:///${join(folder, `${made++}.db`)}`
  if (kind === 'postgres') {
    const server = await startPostgres()
    if (!server) throw new Error(POSTGRES_MISSING)
    const { url, drop } = await createDatabase(server.url)
    ends.push(async () => {
      await drop()
      await server.stop()
    })
    uri = url
  }
  const store = await openDirect(uri, SETTINGS)
  ends.push(() => store.close())
  return store
}

const RUN = 'a'.repeat(32)

/** Rows of many types: whole numbers of 64 bits, doubles, truth values, JSON, bytes, dates, an own table. */
function fill(store: DirectStore): Promise<void> {
  return store.transaction(async (db) => {
    await db.run(
      `insert into experiments (experiment_id, name, artifact_location, lifecycle_stage, workspace) values (5, 'ünï', 's3://a', 'active', 'default')`,
    )
    await db.run(
      `insert into runs (run_uuid, name, status, experiment_id, lifecycle_stage, artifact_uri) values ('${RUN}', 'r', 'FINISHED', 5, 'active', 's3://a/r'),
       ('proxied', 'r', 'FINISHED', 5, 'active', 'mlflow-artifacts:/5'), ('local', 'r', 'FINISHED', 5, 'active', '/srv/a%b'), ('none', 'r', 'FINISHED', 5, 'active', null)`,
    )
    await db.insertRows(
      'metrics',
      ['key text', 'value double precision', 'timestamp bigint', 'run_uuid text', 'step bigint', 'is_nan boolean'],
      Array.from({ length: 6000 }, (_none, step) => ['m', step / 3, 9_007_199_254_740_993n, RUN, step, step % 2 === 0]),
    )
    await db.run(
      `insert into secrets (secret_id, secret_name, encrypted_value, wrapped_dek, kek_version, masked_value, created_at, last_updated_at)
       values ('s', 'name', ?, ?, 1, 'x', 1, 1)`,
      [new Uint8Array([0, 255, 10]), new Uint8Array([1])],
    )
    await db.run(
      `insert into tailrace_views (view_id, name, kind, experiment_ids, state, is_default, creation_time, last_update_time)
       values ('v', 'n', 'runs', '["5"]', '{"a": [1]}', ?, 1, 2)`,
      [true],
    )
  })
}

/** A dump by tables, with truth values as SQLite has them, so that dumps of both kinds of database compare. */
function dump(store: DirectStore): Promise<Record<string, unknown[]>> {
  return store.snapshot(async (db) => {
    const tables: Record<string, unknown[]> = {}
    for await (const { table, columns, rows } of dumpTables(db)) {
      const plain = rows.map((row) =>
        Object.fromEntries(row.map((value, index) => [columns[index], typeof value === 'boolean' ? Number(value) : value])),
      )
      tables[table] = [...(tables[table] ?? []), ...plain]
    }
    return tables
  })
}

async function pagesOf(store: DirectStore): Promise<DumpedRows[]> {
  return store.snapshot(async (db) => {
    const pages: DumpedRows[] = []
    for await (const page of dumpTables(db)) pages.push(page)
    return pages
  })
}

for (const from of KINDS) {
  for (const to of KINDS) {
    describe(`from ${from} to ${to}`, () => {
      test('every row of every table is the same', async () => {
        const [source, target] = [await fresh(from), await fresh(to)]
        await fill(source)
        const pages = await pagesOf(source)
        expect(pages.filter(({ table }) => table === 'metrics').map(({ rows }) => rows.length)).toEqual([5000, 1000])
        expect(await source.snapshot(countRows)).toBe(pages.reduce((sum, page) => sum + page.rows.length, 0))
        expect(await target.snapshot(tablesInUse)).toEqual([])
        const rows = await target.transaction(async (db) => {
          await emptyTables(db)
          const loader = new TableLoader(db, () => {})
          for (const page of pages) await loader.add(page)
          await loader.finish()
          return loader.rows
        })
        expect(rows).toBe(pages.reduce((sum, page) => sum + page.rows.length, 0))
        const [before, after] = [await dump(source), await dump(target)]
        expect(before['secrets']).toMatchObject([{ encrypted_value: { hex: '00ff0a' } }])
        expect(before['metrics']?.at(-1)).toMatchObject({ timestamp: 9_007_199_254_740_993n, step: 5999, is_nan: 0 })
        expect(after).toEqual(before)
        expect(await target.snapshot(locationsOutside)).toEqual(['/srv/a%b', 's3://a/r'])
        expect(await target.snapshot(tablesInUse)).toEqual(
          expect.arrayContaining(['experiments', 'runs', 'metrics', 'secrets', 'tailrace_views']),
        )
        // The database goes on counting behind what came.
        const next = await target.transaction((db) =>
          db.get<{ experiment_id: number }>(
            `insert into experiments (name, lifecycle_stage, workspace) values ('next', 'active', 'default') returning experiment_id`,
          ),
        )
        expect(next?.experiment_id).toBe(6)
      })
    })
  }
}

describe('what a database has no place for is refused', () => {
  for (const [why, page, message] of [
    ['another table', { table: 'sqlite_schema', columns: ['a'], rows: [[1]] }, 'The database has no table sqlite_schema.'],
    ['another column', { table: 'runs', columns: ['run_uuid', 'x" from y'], rows: [] }, 'The database has no column runs.x" from y.'],
    ['the revision', { table: 'alembic_version', columns: ['version_num'], rows: [['0']] }, 'The database has no table alembic_version.'],
  ] as const) {
    test(why, async () => {
      const store = await fresh('sqlite')
      await expect(store.transaction((db) => new TableLoader(db, () => {}).add(page))).rejects.toThrow(message)
    })
  }
})
