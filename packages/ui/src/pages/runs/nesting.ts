import type { RunColumns } from '@tailrace/contract'
import type { OnTheWire } from '../../api/on-the-wire.ts'
import type { RunsState } from './runs-state.ts'

/** What is known of the keys that only nested runs have. */
export type NestedKeys = Pick<OnTheWire<RunColumns>, 'nested' | 'metrics' | 'params' | 'tags' | 'chosen'>

type Choice = Pick<RunsState, 'nested' | 'time' | 'group' | 'sort' | 'view'>

/**
 * Whether nested runs stand below their parents: as the reader chose; else unless something is filtered, since a filter looks for runs at
 * any depth, or the table is sorted or charts are drawn by what only nested runs have. `q` is the filter in use; `known` is undefined until it is known.
 */
export function isNested(state: Choice, q: string, known?: NestedKeys): boolean {
  if (state.group.length > 0) return false
  return state.nested ?? isNestedByItself(state, q, known)
}

/** The same, had the reader not chosen. */
export const isNestedByItself = ({ time, sort, view }: Choice, q: string, known?: NestedKeys): boolean =>
  q === '' && time === '' && !isNestedOnly(sort.replace(/^-/, ''), known) && !(view !== 'table' && isNestedOnly(charted(known), known))

/** Whether `isNested` depends on what the server knows of the keys. */
export const dependsOnKeys = ({ nested, time, group, sort, view }: Choice, q: string): boolean =>
  nested === undefined &&
  q === '' &&
  time === '' &&
  group.length === 0 &&
  (!sort.replace(/^-/, '').startsWith('attributes.') || view !== 'table')

/** The metric that charts show first. */
const charted = (known: NestedKeys | undefined): string => `metrics.${known?.chosen.metrics[0] ?? ''}`

function isNestedOnly(id: string, known: NestedKeys | undefined): boolean {
  const dot = id.indexOf('.')
  const kind = id.slice(0, dot)
  if (!known?.nested || (kind !== 'metrics' && kind !== 'params' && kind !== 'tags')) return false
  return known[kind].find(({ key }) => key === id.slice(dot + 1))?.nested_only === true
}
