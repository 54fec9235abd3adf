/** A column and whether it rises. */
export interface Order {
  column: number
  up: boolean
}

/** The order of the rows 0..n-1 by one of their values: numbers as numbers, texts in natural order, what is missing last. */
export function sortedIndexes(count: number, valueAt: (row: number) => unknown, up: boolean): number[] {
  const values = Array.from({ length: count }, (_, row) => comparable(valueAt(row)))
  const natural = new Intl.Collator('en', { numeric: true })
  return values
    .map((_value, row) => row)
    .sort((a, b) => {
      const [x, y] = [values[a], values[b]]
      if (x === undefined || y === undefined) return Number(x === undefined) - Number(y === undefined) || a - b
      const order = typeof x === 'number' && typeof y === 'number' ? x - y : natural.compare(String(x), String(y))
      return (up ? order : -order) || a - b
    })
}

function comparable(value: unknown): number | string | undefined {
  if (value === null || value === undefined || value === '') return undefined
  if (typeof value === 'number') return Number.isNaN(value) ? undefined : value
  if (typeof value === 'bigint' || typeof value === 'boolean') return Number(value)
  if (value instanceof Date) return value.getTime()
  if (typeof value === 'object') return JSON.stringify(value, plain)
  const text = String(value)
  return isNumeric(text) ? Number(text) : text
}

const plain = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value)

/** Whether a text is a number, as tables write it. */
export const isNumeric = (text: string): boolean => /^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*$/i.test(text)

/** A cell as text: dates in ISO form, objects as JSON, binary values by their length. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (value instanceof Date)
    return Number.isNaN(value.getTime())
      ? 'invalid date'
      : value
          .toISOString()
          .replace('T', ' ')
          .replace(/\.000Z$|Z$/, '')
  if (value instanceof Uint8Array) return `${value.length} bytes`
  return typeof value === 'object' ? JSON.stringify(value, plain) : String(value)
}
