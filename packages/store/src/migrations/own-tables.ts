import type { Db } from '../database.ts'

/** Tables of our own, which the reference ignores. Their names start with `tailrace_`. */
const OWN_TABLES: readonly string[] = [
  `create table if not exists tailrace_views (
     view_id text not null primary key, name text not null, kind text not null, experiment_ids text not null, state text not null,
     is_default boolean not null, creation_time bigint not null, last_update_time bigint not null
   )`,
]

const EXISTING_SQLITE = "select name from sqlite_schema where type = 'table' and name = 'tailrace_views'"
const EXISTING_POSTGRES = "select 'tailrace_views' as name where to_regclass('tailrace_views') is not null"

/** Makes our tables where they are missing, inside the caller's transaction. One query when they are there. */
export async function ensureOwnTables(db: Db): Promise<void> {
  if (await db.get(db.dialect === 'sqlite' ? EXISTING_SQLITE : EXISTING_POSTGRES)) return
  for (const statement of OWN_TABLES) await db.run(statement)
}
