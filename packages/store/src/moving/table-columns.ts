import type { Db } from '../database.ts'
import { headTables } from '../migrations/create-schema.ts'
import { TAILRACE_VERSION_TABLE } from '../migrations/tailrace-tables.ts'

/** A column that holds data of its own. */
export interface Column {
  readonly name: string
  /** As the database names it, in lower case. */
  readonly type: string
}

/** Every database already holds its own versions: of MLflow's schema and of the Tailrace tables. */
const VERSION_TABLES: readonly string[] = ['alembic_version', TAILRACE_VERSION_TABLE]

const OWN_SQLITE = "select name from sqlite_schema where type = 'table' and substr(name, 1, 9) = 'tailrace_' order by name"
const OWN_POSTGRES = `select table_name as name from information_schema.tables
  where table_schema = current_schema() and substr(table_name, 1, 9) = 'tailrace_' order by table_name`

/** The tables that hold data, in an order in which they can be filled: what a foreign key names comes first. Ours are the last. */
export async function dataTables(db: Db): Promise<string[]> {
  const own = await db.all<{ name: string }>(db.dialect === 'sqlite' ? OWN_SQLITE : OWN_POSTGRES)
  return [...headTables(), ...own.map(({ name }) => name)].filter((table) => !VERSION_TABLES.includes(table))
}

/** The columns of a table in their order, without those that the database computes. */
export function columnsOf(db: Db, table: string): Promise<Column[]> {
  return db.dialect === 'sqlite'
    ? db.all<Column>('select name, lower(type) as type from pragma_table_info(?) order by cid', [table])
    : db.all<Column>(
        `select column_name as name, data_type as type from information_schema.columns
         where table_schema = current_schema() and table_name = ? and is_generated = 'NEVER' order by ordinal_position`,
        [table],
      )
}

/** A name as it stands in SQL: some are words of the language. */
export const quoted = (name: string): string => `"${name}"`
