import { LIMITS, codePoints, cutText } from '@tailrace/contract'
import type { Db, SqlValue } from '../database.ts'
import { MODEL_HISTORY, newestModels } from '../runs/model-history.ts'

interface TextColumn {
  readonly length: number | null
  readonly nullable: boolean
}

/** Values that MLflow cuts when they are logged, and to how many characters. */
const CUT: Readonly<Record<string, number>> = { 'params.value': LIMITS.paramValue, 'tags.value': LIMITS.runTagValue }

/** Makes texts of another database fit into the columns of a PostgreSQL database, and names each that did not. */
export class TextFitter {
  readonly #note: (line: string) => void
  readonly #columns = new Map<string, Promise<ReadonlyMap<string, TextColumn>>>()
  readonly #noted = new Set<string>()

  /** @param note receives each value that was changed or left out, once */
  constructor(note: (line: string) => void) {
    this.#note = note
  }

  /**
   * Returns rows that the table takes: a value of a param or tag is cut where MLflow cuts it, and so is one that must be there; other values
   * that are too long or hold NUL are left out.
   */
  async fit<Value extends SqlValue | object>(
    db: Db,
    table: string,
    names: readonly string[],
    rows: readonly (readonly Value[])[],
  ): Promise<(Value | string | null)[][]> {
    const columns = await this.#columnsOf(db, table)
    return rows.map((row) =>
      row.map((value, index) => {
        const name = names[index] ?? ''
        const column = columns.get(name)
        if (typeof value !== 'string' || !column || !isUnfit(value, column)) return value
        const { text, what } = fitted(value, { table, name, column, key: String(row[names.indexOf('key')] ?? '') })
        this.#tell(`${table}.${name} of ${describe(names, row)}: ${what}`)
        return text
      }),
    )
  }

  #tell(line: string): void {
    if (this.#noted.has(line)) return
    this.#noted.add(line)
    this.#note(line)
  }

  #columnsOf(db: Db, table: string): Promise<ReadonlyMap<string, TextColumn>> {
    let columns = this.#columns.get(table)
    if (!columns) this.#columns.set(table, (columns = readColumns(db, table)))
    return columns
  }
}

/** A database whose inserts go through a fitter; SQLite takes every text as it is. */
export function fittingDb(db: Db, fitter: TextFitter): Db {
  if (db.dialect === 'sqlite') return db
  return {
    dialect: db.dialect,
    settings: db.settings,
    all: (...given) => db.all(...given),
    arrays: (...given) => db.arrays(...given),
    get: (...given) => db.get(...given),
    run: (...given) => db.run(...given),
    insertRows: async (table, columns, rows, tail) => {
      const names = columns.map((column) => column.split(' ', 1)[0] ?? column)
      return db.insertRows(table, columns, await fitter.fit(db, table, names, rows), tail)
    },
  }
}

async function readColumns(db: Db, table: string): Promise<ReadonlyMap<string, TextColumn>> {
  const rows = await db.all<{ name: string; length: number | null; nullable: boolean }>(
    `select column_name as name, character_maximum_length as length, is_nullable = 'YES' as nullable from information_schema.columns
     where table_schema = current_schema() and table_name = ? and data_type in ('character varying', 'text')`,
    [table],
  )
  return new Map(rows.map(({ name, ...column }) => [name, column]))
}

const isUnfit = (value: string, { length }: TextColumn): boolean =>
  value.includes('\0') || (length !== null && value.length > length && codePoints(value) > length)

interface Place {
  readonly table: string
  readonly name: string
  readonly column: TextColumn
  /** Key of the row, where it has one. */
  readonly key: string
}

function fitted(value: string, { table, name, column, key }: Place): { text: string | null; what: string } {
  const length = column.length ?? Infinity
  const hasNul = value.includes('\0')
  const why = hasNul ? 'it holds a NUL character' : `${codePoints(value)} characters, its column takes ${length}`
  const history = table === 'tags' && key === MODEL_HISTORY && !hasNul ? newestModels(value) : undefined
  if (history !== undefined) return { text: history, what: `${why}; the oldest models were left out` }
  const cut = CUT[`${table}.${name}`]
  if (hasNul && column.nullable) return { text: null, what: `${why}; left out` }
  if (cut === undefined && column.nullable) return { text: null, what: `${why}; left out` }
  const text = cutText(value.replaceAll('\0', ''), Math.min(cut ?? length, length))
  return { text, what: hasNul ? `${why}; left out of the text` : `${why}; cut to ${Math.min(cut ?? length, length)}` }
}

/** The columns that say which row it is: ids, keys and names. */
const IDENTITY = ['run_uuid', 'experiment_id', 'model_id', 'name', 'version', 'key', 'param_key', 'tag_key', 'alias']

function describe(names: readonly string[], row: readonly unknown[]): string {
  const parts = names.flatMap((name, index) =>
    IDENTITY.includes(name) ? [`${name} ${String(row[index]).slice(0, 60).replaceAll('\0', '')}`] : [],
  )
  return parts.join(', ') || 'a row'
}
