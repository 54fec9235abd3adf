import { loggedTable, type LoggedTable, parseData } from '../files/viewers/parse-data.ts'
import { parseTable } from '../files/viewers/parse-table.ts'

/** The table in a file: a logged one as JSON, or CSV or TSV; undefined when there is none. @throws Error for text that cannot be read */
export function readTable(text: string, extension: string): LoggedTable | undefined {
  if (extension === 'json') return loggedTable(parseData(text, 'json'))
  const { columns, rows } = parseTable(text, extension, false)
  return { columns: [...columns], rows: rows.map((row) => [...row]) }
}

const STEP_COLUMN = /^(global_)?(step|epoch|iteration)$/i

/** Rows of a table that grew with the training: those of the last step that is not after `step`. A table without such a column has all of them. */
export function rowsAt({ columns, rows }: LoggedTable, step: number): unknown[][] {
  const at = columns.findIndex((name) => STEP_COLUMN.test(name))
  if (at < 0) return rows
  const stepOf = (row: unknown[]): number => Number(row[at])
  const last = rows.reduce((found, row) => (stepOf(row) <= step && stepOf(row) > found ? stepOf(row) : found), -Infinity)
  return rows.filter((row) => stepOf(row) === last)
}

/** A confusion matrix: counts by true class (rows) and predicted class (columns). */
export interface Matrix {
  labels: readonly string[]
  counts: readonly (readonly number[])[]
}

const isNumbers = (row: unknown): row is number[] => Array.isArray(row) && row.every((value) => typeof value === 'number')

/**
 * A square matrix of numbers with names for its classes: `[[..]]`, or an object that holds one, beside a list of labels of the same length. Undefined when
 * there is none. @throws Error for text that is no JSON
 */
export function readMatrix(text: string): Matrix | undefined {
  const value = parseData(text, 'json')
  const parts: unknown[] = Array.isArray(value) ? [value] : typeof value === 'object' && value !== null ? Object.values(value) : []
  const counts = parts.find(
    (part): part is number[][] =>
      Array.isArray(part) && part.length > 0 && part.every((row) => isNumbers(row) && row.length === part.length),
  )
  if (!counts) return undefined
  const labels = parts.find(
    (part): part is unknown[] =>
      Array.isArray(part) && part !== counts && part.length === counts.length && part.every((each) => typeof each !== 'object'),
  )
  return { counts, labels: (labels ?? counts.map((_row, at) => at)).map(String) }
}
