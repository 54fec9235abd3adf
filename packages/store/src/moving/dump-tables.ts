import type { Db, SqlValue } from '../database.ts'
import { type Column, columnsOf, dataTables, quoted } from './table-columns.ts'

/** A value as it stands in a dump: bytes as hex. */
export type DumpedValue = number | bigint | string | boolean | null | { readonly hex: string }

/** Some rows of a table, in the order of its columns. Every table comes at least once, also without rows. */
export interface DumpedRows {
  readonly table: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly DumpedValue[])[]
}

/** Rows of one read. */
const PAGE = 5000
/** Types of PostgreSQL that the driver gives as values; all others are read as text. */
const VALUES: ReadonlySet<string> = new Set(['integer', 'bigint', 'smallint', 'boolean', 'double precision', 'real', 'bytea'])

/** Reads all tables page by page, as of the transaction that its caller opened: see `snapshot`. */
export async function* dumpTables(db: Db): AsyncGenerator<DumpedRows, void, undefined> {
  for (const table of await dataTables(db)) {
    const columns = await columnsOf(db, table)
    const names = columns.map(({ name }) => name)
    let any = false
    for await (const rows of db.dialect === 'sqlite' ? sqlitePages(db, table, columns) : postgresPages(db, table, columns)) {
      any = true
      yield { table, columns: names, rows: rows.map((row) => row.map(dumped)) }
    }
    if (!any) yield { table, columns: names, rows: [] }
  }
}

function dumped(value: SqlValue): DumpedValue {
  if (value instanceof Uint8Array) return { hex: Buffer.from(value).toString('hex') }
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value
}

async function* sqlitePages(db: Db, table: string, columns: readonly Column[]): AsyncGenerator<SqlValue[][], void, undefined> {
  const list = columns.map(({ name }) => quoted(name)).join(', ')
  let last: SqlValue = -9_223_372_036_854_775_808n
  for (;;) {
    const rows: SqlValue[][] = await db.arrays<SqlValue[]>(
      `select rowid, ${list} from ${quoted(table)} where rowid > ? order by rowid limit ${PAGE}`,
      [last],
    )
    if (rows.length > 0) yield rows.map((row) => row.slice(1))
    if (rows.length < PAGE) return
    last = rows.at(-1)?.[0] ?? last
  }
}

async function* postgresPages(db: Db, table: string, columns: readonly Column[]): AsyncGenerator<SqlValue[][], void, undefined> {
  const list = columns.map(({ name, type }) => (VALUES.has(type) ? quoted(name) : `${quoted(name)}::text`)).join(', ')
  await db.run(`declare tailrace_dump no scroll cursor for select ${list} from ${quoted(table)}`)
  for (;;) {
    const rows = await db.arrays<SqlValue[]>(`fetch ${PAGE} from tailrace_dump`)
    if (rows.length > 0) yield rows
    if (rows.length < PAGE) break
  }
  await db.run('close tailrace_dump')
}

/** How many rows dumpTables will read. */
export async function countRows(db: Db): Promise<number> {
  let rows = 0
  for (const table of await dataTables(db))
    rows += Number((await db.get<{ n: number }>(`select count(*) as n from ${quoted(table)}`))?.n ?? 0)
  return rows
}

/** Returns the locations of runs and logged models that are not behind a server's proxy, each once, sorted. */
export async function locationsOutside(db: Db): Promise<string[]> {
  const rows = await db.all<{ location: string }>(
    `select location from (select artifact_uri as location from runs union select artifact_location from logged_models) as locations
     where location <> '' and location not like 'mlflow-artifacts:%' order by location`,
  )
  return rows.map(({ location }) => location)
}
