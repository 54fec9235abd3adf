import { natural } from '../natural.ts'
import { useCallback } from 'react'
import { useQueryState } from '../location.ts'

/** The order of a list: a column, and whether the largest comes first. */
export interface Sort {
  column: string
  descending: boolean
}

/** Reads `name` or `-name`. */
export const parseSort = (text: string): Sort => ({ column: text.replace(/^-/, ''), descending: text.startsWith('-') })

export const printSort = ({ column, descending }: Sort): string => `${descending ? '-' : ''}${column}`

/** The order as it stands in the address (`sort`). */
export function useSort(initial: string): [sort: Sort, set: (sort: Sort) => void] {
  const [text, setText] = useQueryState('sort', initial)
  return [parseSort(text), useCallback((sort: Sort) => setText(printSort(sort)), [setText])]
}

export type SortValue = string | number | undefined

/** Compares two values: numbers by size, texts as a reader would (`run2` before `run10`); what is absent comes last in both directions. */
export function compareValues(a: SortValue, b: SortValue, descending: boolean): number {
  const noA = a === undefined || Number.isNaN(a)
  const noB = b === undefined || Number.isNaN(b)
  if (noA || noB) return Number(noA) - Number(noB)
  const order = typeof a === 'number' && typeof b === 'number' ? a - b : natural(String(a), String(b))
  return descending ? -order : order
}

/** Rows in an order; those that compare equal keep their places. */
export const sorted = <Row>(rows: readonly Row[], value: (row: Row) => SortValue, descending: boolean): Row[] =>
  rows.toSorted((a, b) => compareValues(value(a), value(b), descending))
