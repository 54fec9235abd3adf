import type { Db } from '../database.ts'
import { columnsOf, dataTables, quoted } from './table-columns.ts'

/** Values of one column that a PostgreSQL database would not take. */
export interface UnfitTexts {
  readonly table: string
  readonly column: string
  /** Characters that the column takes; undefined when it has no limit. */
  readonly length: number | undefined
  readonly too_long: number
  readonly with_nul: number
}

/** Points have checked keys, and are too many to look at. */
const LEFT_OUT = new Set(['metrics', 'latest_metrics'])
const TEXT = /^(?:varchar\((\d+)\)|text|string)$/

/** Finds the texts of a SQLite database that are longer than their column says or hold NUL; none on PostgreSQL, which refuses them. */
export async function unfitTexts(db: Db): Promise<UnfitTexts[]> {
  if (db.dialect !== 'sqlite') return []
  const found: UnfitTexts[] = []
  for (const table of await dataTables(db)) {
    if (LEFT_OUT.has(table) || table.startsWith('tailrace_')) continue
    for (const { name, type } of await columnsOf(db, table)) {
      const match = TEXT.exec(type)
      if (!match) continue
      const length = match[1] === undefined ? undefined : Number(match[1])
      const column = quoted(name)
      const row = await db.get<{ too_long: number | null; with_nul: number | null }>(
        `select sum(length(replace(${column}, char(0), ' ')) > ?) as too_long, sum(instr(${column}, char(0)) > 0) as with_nul
         from ${quoted(table)} where octet_length(${column}) > ? or instr(${column}, char(0)) > 0`,
        [length ?? Number.MAX_SAFE_INTEGER, length ?? Number.MAX_SAFE_INTEGER],
      )
      const { too_long, with_nul } = { too_long: row?.too_long ?? 0, with_nul: row?.with_nul ?? 0 }
      if (too_long + with_nul > 0) found.push({ table, column: name, length, too_long, with_nul })
    }
  }
  return found
}

/** One line about such texts, for a person. */
export function unfitLine({ table, column, length, too_long, with_nul }: UnfitTexts): string {
  const parts = [
    ...(too_long > 0 ? [`${too_long} longer than ${length} characters`] : []),
    ...(with_nul > 0 ? [`${with_nul} with a NUL character`] : []),
  ]
  return `${table}.${column}: ${parts.join(', ')}; moving to PostgreSQL cuts these values or leaves them out`
}
