import { MlflowError } from '@tailrace/contract'
import type { Db } from '../database.ts'

/** Holds one row: the number of the last migration of the Tailrace tables. */
export const TAILRACE_VERSION_TABLE = 'tailrace_schema_version'

/** A step from one version of the Tailrace tables to the next. */
export interface TailraceMigration {
  /** Statements that run on SQLite and on PostgreSQL, in order. */
  readonly statements: readonly string[]
}

/**
 * The steps to the current Tailrace tables; version n is what the first n steps make. Append a step to change a table: a step that was released
 * never changes. Databases made before versions were kept may have the tables of the first step already, hence its `if not exists`.
 */
export const TAILRACE_MIGRATIONS: readonly TailraceMigration[] = [
  {
    statements: [
      `create table if not exists tailrace_views (
         view_id text not null primary key, name text not null, kind text not null, experiment_ids text not null, state text not null,
         is_default boolean not null, creation_time bigint not null, last_update_time bigint not null
       )`,
    ],
  },
]

const VERSION_TABLE_SQLITE = `select name from sqlite_schema where type = 'table' and name = '${TAILRACE_VERSION_TABLE}'`
const VERSION_TABLE_POSTGRES = `select 1 as found where to_regclass('${TAILRACE_VERSION_TABLE}') is not null`

/**
 * Brings the Tailrace tables to the current version, inside the caller's transaction and behind the caller's lock. Two queries when they are current.
 * @param migrations all steps; tests pass longer or failing ones
 * @returns the version found, 0 when the database had none
 * @throws MlflowError INVALID_STATE when a newer Tailrace changed the tables; nothing is changed then
 */
export async function migrateTailraceTables(db: Db, migrations = TAILRACE_MIGRATIONS): Promise<number> {
  const found = await checkTailraceTables(db, migrations)
  if (found === migrations.length) return found
  for (const { statements } of migrations.slice(found)) {
    for (const statement of statements) await db.run(statement)
  }
  await db.run(`create table if not exists ${TAILRACE_VERSION_TABLE} (version bigint not null)`)
  await db.run(`delete from ${TAILRACE_VERSION_TABLE}`)
  await db.run(`insert into ${TAILRACE_VERSION_TABLE} (version) values (?)`, [migrations.length])
  return found
}

/**
 * Reads the version of the Tailrace tables; changes nothing.
 * @returns 0 when the database has none of them, or those from before versions were kept
 * @throws MlflowError INVALID_STATE when the version is newer than `migrations` knows
 */
export async function checkTailraceTables(db: Db, migrations = TAILRACE_MIGRATIONS): Promise<number> {
  if (!(await db.get(db.dialect === 'sqlite' ? VERSION_TABLE_SQLITE : VERSION_TABLE_POSTGRES))) return 0
  const row = await db.get<{ version: number | bigint | string | null }>(`select max(version) as version from ${TAILRACE_VERSION_TABLE}`)
  const found = Number(row?.version ?? 0)
  if (found <= migrations.length) return found
  throw new MlflowError(
    'INVALID_STATE',
    `The Tailrace tables of the database are at version ${found}, and this release knows versions up to ${migrations.length}. ` +
      'Start the newer Tailrace that made them. Nothing was changed.',
  )
}
