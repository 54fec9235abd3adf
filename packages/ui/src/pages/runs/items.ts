import { statusName } from '../../controls/status-name.ts'
import { count } from '../../format.ts'
import type { RunGroup } from '@tailrace/contract'
import type { OnTheWire } from '../../api/on-the-wire.ts'
import type { RunRow } from './run-row.ts'

export type Group = OnTheWire<RunGroup>

/** A line of the table: a run, a group of runs, or a word about lines that are not there (yet). */
export type Item =
  | { kind: 'run'; key: string; row: RunRow; depth: number; isOpen: boolean; parent: string | undefined; kept?: boolean }
  | { kind: 'group'; key: string; group: Group; title: string; isOpen: boolean }
  | { kind: 'note'; key: string; text: string; depth: number; more?: () => void }

/** Whether a line has a second row of its own: what nested runs have of the metrics. */
export const isTallItem = (item: Item): boolean => item.kind === 'run' && item.row.childMetrics.size > 0

/** Rows below a parent or group: undefined rows while they come. */
export interface ChildRows {
  rows: readonly RunRow[] | undefined
  total: number | undefined
  error?: unknown
  more?: (() => void) | undefined
}

/** The deepest level that is indented; deeper ones stand there too. */
const DEEPEST = 8

/** Lines that were made before: a line that is the same stays the same object, so that it is not drawn again. */
const cache = new WeakMap<RunRow, Item>()

function lineOf(row: RunRow, key: string, depth: number, isOpen: boolean, parent: string | undefined): Item {
  const before = cache.get(row)
  if (before?.kind === 'run' && before.key === key && before.depth === depth && before.isOpen === isOpen) return before
  const line: Item = { kind: 'run', key, row, depth, isOpen, parent }
  cache.set(row, line)
  return line
}

/** The lines of a list of runs, with the children of those that are open. A run that is its own ancestor ends the descent. */
export function runItems(
  rows: readonly RunRow[],
  open: ReadonlyMap<string, ChildRows>,
  depth = 0,
  parent?: string,
  above: ReadonlySet<string> = new Set(),
): Item[] {
  return rows.flatMap((row): Item[] => {
    const below = above.has(row.id) ? undefined : open.get(row.id)
    // The same run may stand in two groups, so that its id alone is no key.
    const key = parent === undefined ? row.id : `${parent}/${row.id}`
    const line = lineOf(row, key, depth, below !== undefined, parent)
    if (!below) return [line]
    return [line, ...belowItems(below, open, depth + 1, key, new Set([...above, row.id]))]
  })
}

/** The lines of a list, after those of the runs that are kept at the top, which stand there alone. */
export function listItems(rows: readonly RunRow[], open: ReadonlyMap<string, ChildRows>, kept: readonly RunRow[]): Item[] {
  if (kept.length === 0) return runItems(rows, open)
  const ids = new Set(kept.map(({ id }) => id))
  const top = runItems(kept, open).map((item) => (item.kind === 'run' && item.parent === undefined ? { ...item, kept: true } : item))
  const others = rows.filter(({ id }) => !ids.has(id))
  return [...top, ...runItems(others, open)]
}

function belowItems(
  below: ChildRows,
  open: ReadonlyMap<string, ChildRows>,
  depth: number,
  key: string,
  above: ReadonlySet<string>,
): Item[] {
  const level = Math.min(depth, DEEPEST)
  const note = (text: string, more?: () => void): Item[] => [{ kind: 'note', key: `${key}/…`, text, depth: level, ...(more && { more }) }]
  if (below.error) return note(`Not loaded: ${below.error instanceof Error ? below.error.message : 'unknown'}`)
  if (!below.rows) return note('Loading…')
  if (below.rows.length === 0) return note('No run')
  const rest = (below.total ?? below.rows.length) - below.rows.length
  return [...runItems(below.rows, open, level, key, above), ...(rest > 0 && below.more ? note(`${count(rest)} more`, below.more) : [])]
}

/** What a group is, in words: `max_depth = 5`; `max_depth not set` where its runs have no such thing. */
export const groupTitle = (by: readonly string[], values: readonly (string | null)[]): string =>
  by
    .map((id, index) => {
      const name = id.slice(id.indexOf('.') + 1)
      const value = values[index] ?? undefined
      if (value === undefined) return `${name} not set`
      return `${name} = ${id === 'attributes.status' ? statusName(value) : value}`
    })
    .join(', ')

/** What tells a group from others. */
export const groupKey = ({ values }: Group): string => `group ${JSON.stringify(values)}`

/** The lines of groups with the runs of those that are open. */
export function groupItems(groups: readonly Group[], by: readonly string[], open: ReadonlyMap<string, ChildRows>): Item[] {
  return groups.flatMap((group): Item[] => {
    const key = groupKey(group)
    const below = open.get(key)
    const line: Item = { kind: 'group', key, group, title: groupTitle(by, group.values), isOpen: below !== undefined }
    return below ? [line, ...belowItems(below, open, 1, key, new Set())] : [line]
  })
}
