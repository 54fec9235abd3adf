import { natural } from '../../natural.ts'
import { betterOf, type PrimaryKey, rankMetrics } from '@tailrace/contract'
import { type WireNumber, number } from '../../format.ts'
import { type DeltaText, deltaOf } from '../../table/numbers.ts'
import type { SignatureColumn } from '../../files/signature.ts'

/** A row of a comparison: one text a version, undefined where there is none. */
export interface CompareRow {
  key: string
  values: readonly (string | undefined)[]
  /** Difference from the first version; only of metrics. */
  deltas?: readonly (DeltaText | undefined)[]
  isEqual: boolean
}

const isEqual = (values: readonly unknown[]): boolean => values.every((value) => value === values[0])

/** Rows of all keys that any version has, by key. */
export function compareTexts(lists: readonly (readonly { key: string; value: string }[])[]): CompareRow[] {
  const maps = lists.map((list) => new Map(list.map(({ key, value }) => [key, value])))
  return keysOf(maps).map((key) => {
    const values = maps.map((map) => map.get(key))
    return { key, values, isEqual: isEqual(values) }
  })
}

/** As texts, with the difference of each number to the first version's. */
export function compareMetrics(lists: readonly (readonly { key: string; value: WireNumber }[])[], primary?: PrimaryKey): CompareRow[] {
  const maps = lists.map((list) => new Map(list.map(({ key, value }) => [key, value])))
  return rankMetrics(keysOf(maps), primary).map((key) => {
    const values = maps.map((map) => map.get(key))
    const deltas = values.map((value, index) => (index === 0 ? undefined : deltaOf(value, values[0], betterOf(key, primary))))
    return {
      key,
      values: values.map((value) => (value === undefined ? undefined : number(value))),
      deltas,
      isEqual: isEqual(values.map(String)),
    }
  })
}

/** Columns of schemas by name (or place, for those without one): their types side by side. */
export function compareSchemas(schemas: readonly (readonly SignatureColumn[])[]): CompareRow[] {
  return compareTexts(
    schemas.map((columns) =>
      columns.map(({ name, type, required }, index) => ({
        key: name === '' ? `#${index + 1}` : name,
        value: required ? type : `${type}, optional`,
      })),
    ),
  )
}

const keysOf = (maps: readonly ReadonlyMap<string, unknown>[]): string[] =>
  [...new Set(maps.flatMap((map) => [...map.keys()]))].toSorted(natural)

/** What an address asks to compare: `name` and `runs` (JSON, as MLflow writes them), `versions` (numbers) before `runs`. */
export function readCompared(query: Readonly<Record<string, string>>): { name: string; versions: string[] } {
  const name = parsed(query['name'])
  const runs = parsed(query['runs'])
  const listed = (query['versions'] ?? '').split(',').filter((version) => /^\d+$/.test(version))
  const ofRuns = typeof runs === 'object' && runs !== null ? Object.values(runs).map(String) : []
  return { name: typeof name === 'string' ? name : (query['name'] ?? ''), versions: [...new Set(listed.length > 0 ? listed : ofRuns)] }
}

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '')
  } catch {
    return undefined
  }
}
