import { MlflowError } from './errors.ts'

/**
 * Rows as objects, or columns of equal length by name.
 *
 * @example const table: TableData = { question: ['a', 'b'], score: [1, 0] }
 */
export type TableData = readonly Readonly<Record<string, unknown>>[] | Readonly<Record<string, readonly unknown[]>>

/** A table in the format of the Python client. */
export interface Table {
  columns: string[]
  data: unknown[][]
}

/** Reads what the caller gave. A row without a column has null there. @throws MlflowError INVALID_PARAMETER_VALUE for columns of unequal length */
export function tableOf(data: TableData): Table {
  if (Array.isArray(data)) {
    const rows = data as readonly Readonly<Record<string, unknown>>[]
    const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]
    return { columns, data: rows.map((row) => columns.map((column) => row[column] ?? null)) }
  }
  const byName = data as Readonly<Record<string, readonly unknown[]>>
  const columns = Object.keys(byName)
  const lengths = new Set(columns.map((column) => byName[column]?.length))
  if (lengths.size > 1) throw new MlflowError('INVALID_PARAMETER_VALUE', 'The columns of a table must have one length.')
  const [rows = 0] = lengths
  return { columns, data: Array.from({ length: rows }, (_, row) => columns.map((column) => byName[column]?.[row] ?? null)) }
}

/** One table below the other; columns that one lacks are null there. */
export function appended(first: Table, second: Table): Table {
  const columns = [...new Set([...first.columns, ...second.columns])]
  const rows = ({ columns: own, data }: Table): unknown[][] =>
    data.map((row) => columns.map((column) => (own.includes(column) ? (row[own.indexOf(column)] ?? null) : null)))
  return { columns, data: [...rows(first), ...rows(second)] }
}
