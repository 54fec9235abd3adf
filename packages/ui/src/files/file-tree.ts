import { natural } from '../natural.ts'
import type { FileEntry } from './file-source.ts'

/** A line of the tree. */
export interface TreeRow {
  entry: FileEntry
  name: string
  depth: number
  open: boolean
  /** Set size and position among siblings, for screen readers. */
  place: number
  of: number
}

export const nameOf = (path: string): string => path.split('/').at(-1) ?? path
export const folderOf = (path: string): string => path.split('/').slice(0, -1).join('/')

/** Folders above a path: `a/b/c` has `a` and `a/b`. */
export const above = (path: string): string[] =>
  path
    .split('/')
    .slice(0, -1)
    .map((_part, index, parts) => parts.slice(0, index + 1).join('/'))

/** Folders first, then by name, numbers as numbers. */
export const inOrder = (entries: readonly FileEntry[]): FileEntry[] =>
  entries.toSorted((a, b) => Number(b.is_dir) - Number(a.is_dir) || natural(nameOf(a.path), nameOf(b.path)))

/** The lines to be seen: children of open folders that have been listed. */
export function rowsOf(listings: ReadonlyMap<string, readonly FileEntry[]>, open: ReadonlySet<string>, folder = '', depth = 0): TreeRow[] {
  const children = listings.get(folder) ?? []
  return children.flatMap((entry, index) => {
    const isOpen = entry.is_dir && open.has(entry.path)
    const row = { entry, name: nameOf(entry.path), depth, open: isOpen, place: index + 1, of: children.length }
    return [row, ...(isOpen ? rowsOf(listings, open, entry.path, depth + 1) : [])]
  })
}

/** What a key does in the tree: another line to look at, or a folder to open or close. */
export type TreeMove = { to: string } | { open: string } | { close: string } | undefined

/** The keys of a tree (WAI-ARIA): arrows, Home, End, and j and k. */
export function moveOf(key: string, rows: readonly TreeRow[], path: string): TreeMove {
  const at = rows.findIndex(({ entry }) => entry.path === path)
  const row = rows[at]
  const to = (index: number): TreeMove => {
    const target = rows[Math.max(0, Math.min(rows.length - 1, index))]
    return target && target !== row ? { to: target.entry.path } : undefined
  }
  switch (key) {
    case 'ArrowDown':
    case 'j':
      return to(at + 1)
    case 'ArrowUp':
    case 'k':
      return to(at < 0 ? rows.length - 1 : at - 1)
    case 'Home':
      return to(0)
    case 'End':
      return to(rows.length - 1)
    case 'PageDown':
      return to(at + 15)
    case 'PageUp':
      return to(at - 15)
    case 'ArrowRight':
      if (!row?.entry.is_dir) return undefined
      return row.open ? (rows[at + 1]?.depth === row.depth + 1 ? to(at + 1) : undefined) : { open: row.entry.path }
    case 'ArrowLeft':
      if (!row) return undefined
      return row.open ? { close: row.entry.path } : folderOf(path) === '' ? undefined : { to: folderOf(path) }
    case 'Enter':
    case ' ':
      return row?.entry.is_dir ? (row.open ? { close: row.entry.path } : { open: row.entry.path }) : undefined
    default:
      return undefined
  }
}
