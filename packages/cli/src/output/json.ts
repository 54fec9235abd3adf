import { pythonFloat, pythonJson } from '@tailrace/contract'
import { print } from './text.ts'

/** A number that Python holds as a float: it is printed with a point or an exponent. */
export class Float {
  readonly value: number

  constructor(value: number) {
    this.value = value
  }
}

/** Prints data for programs: JSON, two blanks a level. What JSON has no word for, as NaN, is text as on the wire. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value, (_key, one: unknown) => (typeof one === 'bigint' ? Number(one) : one), 2))
}

/** JSON as Python's json.dumps(indent=n) prints it: ASCII escapes, floats as Float says, NaN and Infinity as words of their own. */
export function pythonIndented(value: unknown, indent: number, depth = 1): string {
  if (value instanceof Float) return floatText(value.value)
  if (typeof value === 'string') return pythonJson(value)
  if (value === null || value === undefined || typeof value !== 'object') return JSON.stringify(value ?? null)
  const isList = Array.isArray(value)
  const items = isList
    ? value.map((item: unknown) => pythonIndented(item, indent, depth + 1))
    : Object.entries(value).map(([key, item]) => `${pythonJson(key)}: ${pythonIndented(item, indent, depth + 1)}`)
  const [open, close] = isList ? ['[', ']'] : ['{', '}']
  if (items.length === 0) return open + close
  const blanks = '\n' + ' '.repeat(indent * depth)
  return `${open}${blanks}${items.join(`,${blanks}`)}\n${' '.repeat(indent * (depth - 1))}${close}`
}

function floatText(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity'
  return pythonFloat(value)
}
