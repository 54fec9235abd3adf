import { cellText, isNumeric } from './sort-rows.ts'

type Row = readonly unknown[]

const CONDITION = /^\s*(?:"([^"]+)"|'([^']+)'|(.+?))\s*(!=|>=|<=|=|>|<|~)\s*(.*?)\s*$/

/**
 * The test of a row for a filter such as `score > 0.5`, `name = "a b"`, `text ~ part`, several joined by `and`; any other text is looked for in all cells.
 * Undefined for an empty text.
 */
export function rowFilter(text: string, columns: readonly string[]): ((row: Row) => boolean) | undefined {
  if (text.trim() === '') return undefined
  const tests = text.split(/\s+and\s+/i).map((part) => conditionOf(part, columns))
  if (tests.every((each) => each !== undefined)) return (row) => tests.every((test) => test(row))
  const wanted = text.trim().toLowerCase()
  return (row) => row.some((value) => cellText(value).toLowerCase().includes(wanted))
}

function conditionOf(text: string, columns: readonly string[]): ((row: Row) => boolean) | undefined {
  const [, double, single, plain, operator = '', written = ''] = CONDITION.exec(text) ?? []
  const name = (double ?? single ?? plain ?? '').toLowerCase()
  const at = columns.findIndex((column) => column.toLowerCase() === name)
  if (at < 0) return undefined
  const value = written.replace(/^(["'])(.*)\1$/, '$2')
  if (operator === '~') return (row) => cellText(row[at]).toLowerCase().includes(value.toLowerCase())
  const order = (row: Row): number => {
    const cell = cellText(row[at])
    if (isNumeric(cell) && isNumeric(value)) return Number(cell) - Number(value)
    return cell === value ? 0 : cell < value ? -1 : 1
  }
  const isThere = (row: Row): boolean => cellText(row[at]) !== ''
  const holds: Readonly<Record<string, (row: Row) => boolean>> = {
    '=': (row) => order(row) === 0,
    '!=': (row) => order(row) !== 0,
    '>': (row) => isThere(row) && order(row) > 0,
    '<': (row) => isThere(row) && order(row) < 0,
    '>=': (row) => isThere(row) && order(row) >= 0,
    '<=': (row) => isThere(row) && order(row) <= 0,
  }
  return holds[operator]
}

/** What is in a column of a table. Numbers of a column that holds anything else are absent. */
export interface ColumnSummary {
  name: string
  missing: number
  distinct: number
  min?: number
  max?: number
  mean?: number
  median?: number
  /** The most frequent value and how often it is there, of columns that are no numbers. */
  top?: [value: string, rows: number]
}

/** Sums up each column of a table: NaN counts as missing. */
export function columnSummaries(columns: readonly string[], rows: readonly Row[]): ColumnSummary[] {
  return columns.map((name, at) => {
    const counts = new Map<string, number>()
    for (const row of rows) {
      const text = cellText(row[at])
      if (text !== '' && text !== 'NaN') counts.set(text, (counts.get(text) ?? 0) + 1)
    }
    const given = [...counts.values()].reduce((sum, count) => sum + count, 0)
    const common = { name, missing: rows.length - given, distinct: counts.size }
    if (given === 0) return common
    if (![...counts.keys()].every(isNumeric)) {
      const top = [...counts].reduce((best, each) => (each[1] > best[1] ? each : best))
      return { ...common, top }
    }
    const sorted = [...counts].map(([text, count]) => [Number(text), count] as const).sort((a, b) => a[0] - b[0])
    const mean = sorted.reduce((sum, [value, count]) => sum + value * count, 0) / given
    return { ...common, min: sorted[0]?.[0] ?? NaN, max: sorted.at(-1)?.[0] ?? NaN, mean, median: medianOf(sorted, given) }
  })
}

function medianOf(sorted: readonly (readonly [value: number, count: number])[], given: number): number {
  const at = (place: number): number => {
    let seen = 0
    return sorted.find(([, count]) => (seen += count) > place)?.[0] ?? NaN
  }
  return (at(Math.floor((given - 1) / 2)) + at(Math.floor(given / 2))) / 2
}
