import { MlflowError } from '@tailrace/contract'
import type { Db, SqlValue } from '../database.ts'
import { jsonText } from '../dialect.ts'
import type { DumpedRows, DumpedValue } from './dump-tables.ts'
import { TextFitter } from './fit-texts.ts'
import { type Column, columnsOf, dataTables, quoted } from './table-columns.ts'

/** Rows that every new database has: they do not make it one in use. */
const FIRST: Readonly<Record<string, string>> = { experiments: 'experiment_id = 0', workspaces: "name = 'default'" }

/** The tables of a database that hold rows beside those that every new one has. */
export async function tablesInUse(db: Db): Promise<string[]> {
  const used: string[] = []
  for (const table of await dataTables(db)) {
    const first = FIRST[table]
    const where = first === undefined ? '' : `where not (${first})`
    if (await db.get(`select 1 as found from ${quoted(table)} ${where} limit 1`)) used.push(table)
  }
  return used
}

/** Deletes every row of every table. */
export async function emptyTables(db: Db): Promise<void> {
  for (const table of (await dataTables(db)).toReversed()) await db.run(`delete from ${quoted(table)}`)
}

/** Fills the tables of an empty database from a dump of either kind of database. */
export class TableLoader {
  readonly #db: Db
  readonly #fitter: TextFitter
  readonly #columns = new Map<string, readonly Column[]>()
  /** Rows that were written. */
  rows = 0

  /** @param note receives each text that did not fit, and what became of it */
  constructor(db: Db, note: (line: string) => void) {
    this.#db = db
    this.#fitter = new TextFitter(note)
  }

  /** @throws MlflowError for a table or column that this database has not */
  async add({ table, columns, rows }: DumpedRows): Promise<void> {
    const known = await this.#columnsOf(table)
    const types = columns.map((name) => {
      const column = known.find((one) => one.name === name)
      if (!column) throw new MlflowError('INVALID_PARAMETER_VALUE', `The database has no column ${table}.${name}.`)
      return column
    })
    if (rows.length === 0) return
    if (this.#db.dialect === 'sqlite') await loadSqlite(this.#db, table, types, rows)
    else await loadPostgres(this.#db, table, types, await this.#fitter.fit(this.#db, table, columns, rows))
    this.rows += rows.length
  }

  /** Lets the database count on behind the rows that it has. */
  async finish(): Promise<void> {
    if (this.#db.dialect === 'sqlite') return
    for (const table of this.#columns.keys()) {
      for (const { name } of this.#columns.get(table) ?? []) {
        const row = await this.#db.get<{ sequence: string | null }>('select pg_get_serial_sequence(?, ?) as sequence', [
          quoted(table),
          name,
        ])
        const last =
          row?.sequence && `select setval('${row.sequence}', max(${quoted(name)})) from ${quoted(table)} having max(${quoted(name)}) > 0`
        if (last) await this.#db.run(last)
      }
    }
  }

  async #columnsOf(table: string): Promise<readonly Column[]> {
    const known = this.#columns.get(table)
    if (known) return known
    if (!(await dataTables(this.#db)).includes(table)) {
      throw new MlflowError('INVALID_PARAMETER_VALUE', `The database has no table ${table}.`)
    }
    const columns = await columnsOf(this.#db, table)
    this.#columns.set(table, columns)
    return columns
  }
}

async function loadSqlite(db: Db, table: string, columns: readonly Column[], rows: DumpedRows['rows']): Promise<void> {
  const floats = columns.map(({ type }) => /float|double|real/.test(type))
  const value = (dumped: DumpedValue, index: number): SqlValue => {
    if (typeof dumped === 'object' && dumped !== null) return Buffer.from(dumped.hex, 'hex')
    // Large doubles are written without a point, as whole numbers are.
    return (typeof dumped === 'string' || typeof dumped === 'bigint') && floats[index] ? Number(dumped) : dumped
  }
  const names = columns.map(({ name }) => quoted(name))
  await db.insertRows(
    quoted(table),
    names,
    rows.map((row) => row.map(value)),
  )
}

/** One statement for all rows: as JSON, since values of a dump are JSON already. */
async function loadPostgres(db: Db, table: string, columns: readonly Column[], rows: DumpedRows['rows']): Promise<void> {
  const names = columns.map(({ name }) => quoted(name))
  const isText = ({ type }: Column): boolean => type === 'json' || type === 'jsonb' || type === 'bytea'
  const sources = columns.map((column, index) => `c${index} ${isText(column) ? 'text' : column.type}`)
  const values = columns.map(({ type }, index) =>
    type === 'bytea' ? `decode(c${index}, 'hex')` : isText({ name: '', type }) ? `c${index}::${type}` : `c${index}`,
  )
  const objects = rows.map((row) =>
    Object.fromEntries(row.map((value, index) => [`c${index}`, typeof value === 'object' && value !== null ? value.hex : value])),
  )
  await db.run(
    `insert into ${quoted(table)} (${names.join(', ')}) select ${values.join(', ')} from json_to_recordset(?::json) as rows_in(${sources.join(', ')})`,
    [jsonText(objects)],
  )
}
