import { betterOf, directionOf, type PrimaryKey } from '@tailrace/contract'
import { shortNumeral, type WireNumber } from '../format.ts'
import { ATTRIBUTES, type Column, columnOf, labelOf } from './columns.ts'
import { type Shown, shownLabel } from './shown-value.ts'
import { columnDigits, pointOf } from './numbers.ts'

/** A column as it is drawn. */
export interface ColumnView extends Column {
  readonly label: string
  /** px */
  readonly width: number
  readonly right: boolean
  /** Of a metric: digits behind the point. Of a param whose values are numerals: the same as `behind`. */
  readonly digits: number | undefined
  /** Characters behind the point of the longest number. */
  readonly behind: number
  readonly heat: { min: number; max: number } | undefined
  readonly direction: 'up' | 'down'
  /** The same; undefined where nobody says which way is better. */
  readonly better: 'up' | 'down' | undefined
  /** Whether it is the metric that the experiment is about. */
  readonly isPrimary: boolean
  /** What a metric's column shows in the place of the latest value. */
  readonly shown: Shown | undefined
  /** What a line that is a group of runs shows of a metric. */
  readonly aggregate: 'mean' | 'min' | 'max' | undefined
  /** Whether the server can sort by it; always by the latest value. */
  readonly sortable: boolean
}

/** What a column's look rests on: the values that are there. */
export interface ColumnValues {
  numbers: readonly WireNumber[]
  texts: readonly string[]
}

const METRIC_WIDTH = 96
const GROUP_WIDTH = 140
const PARAM_WIDTH = 112
const TAG_WIDTH = 128
/** px of a character of the head; widths begin with room for it. */
const CHARACTER = 6.6

const standardWidth = ({ kind, key }: Column, label: string): number => {
  if (kind === 'attributes') return ATTRIBUTES.get(key)?.width ?? 120
  const least = { metrics: METRIC_WIDTH, params: PARAM_WIDTH, tags: TAG_WIDTH }[kind]
  return Math.round(Math.min(220, Math.max(least, label.length * CHARACTER + 42)))
}

/** What the reader chose for a column. */
interface Chosen {
  width?: number | undefined
  heat?: boolean
  flipped?: boolean
  primary?: PrimaryKey | undefined
  shown?: Shown | undefined
  aggregate?: ColumnView['aggregate']
}

/** How a column is drawn, given the values that were loaded. */
export function viewOf(
  id: string,
  values: ColumnValues,
  { width, heat, flipped, primary, shown, aggregate }: Chosen,
): ColumnView | undefined {
  const column = columnOf(id)
  if (!column) return undefined
  const label = shown ? shownLabel(labelOf(column), shown) : labelOf(column)
  const { digits, behind = 0 } = column.kind === 'metrics' ? columnDigits(values.numbers) : numeralDigits(values.texts)
  const natural = directionOf(column.key, primary)
  const direction = flipped ? (natural === 'up' ? 'down' : 'up') : natural
  return {
    ...column,
    label,
    // Room for the deviation and the number of runs.
    width: width ?? Math.max(standardWidth(column, label), column.kind === 'metrics' && aggregate ? GROUP_WIDTH : 0),
    right: column.kind === 'metrics' || digits !== undefined || ATTRIBUTES.get(column.key)?.right === true,
    digits,
    behind,
    heat: heat ? rangeOf(column.kind === 'metrics' ? values.numbers : values.texts) : undefined,
    isPrimary: column.kind === 'metrics' && column.key === primary?.key,
    direction,
    better: flipped ? direction : betterOf(column.key, primary),
    shown,
    aggregate: column.kind === 'metrics' ? aggregate : undefined,
    sortable: column.kind !== 'attributes' || ATTRIBUTES.get(column.key)?.order !== undefined,
  }
}

/** The same for a param or tag, where most values are numerals. */
function numeralDigits(texts: readonly string[]): { digits?: number; behind?: number } {
  const behind = pointOf(texts.map(shortNumeral))
  return behind === undefined ? {} : { digits: behind, behind }
}

function rangeOf(values: readonly WireNumber[]): { min: number; max: number } | undefined {
  const numbers = values.map(Number).filter(Number.isFinite)
  if (numbers.length === 0) return undefined
  return { min: numbers.reduce((a, b) => Math.min(a, b)), max: numbers.reduce((a, b) => Math.max(a, b)) }
}
