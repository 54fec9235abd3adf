import { kindOf } from '../../files/file-kind.ts'
import type { FileEntry } from '../../files/file-source.ts'
import { inOrder, nameOf } from '../../files/file-tree.ts'

/** What each run has in each of its folders that was listed; the root is ''. */
export type Listings = readonly ReadonlyMap<string, readonly FileEntry[]>[]

/** A path of several runs. */
export interface SharedRow {
  /** Tells it from others: a path may be a folder here and a file there. */
  readonly key: string
  readonly path: string
  readonly name: string
  readonly depth: number
  readonly isDir: boolean
  readonly isOpen: boolean
  /** Of each run, undefined where it has none. */
  readonly entries: readonly (FileEntry | undefined)[]
  /** Runs that have it. */
  readonly runs: number
  /** Position among its siblings and their number, for screen readers. */
  readonly place: number
  readonly of: number
}

/** The lines to be seen: what the runs have in the folders that are open, folders first. */
export function sharedRows(listings: Listings, open: ReadonlySet<string>, folder = '', depth = 0): SharedRow[] {
  const found = new Map<string, (FileEntry | undefined)[]>()
  listings.forEach((listing, run) => {
    for (const entry of listing.get(folder) ?? []) {
      const key = keyOf(entry)
      const entries = found.get(key) ?? listings.map(() => undefined)
      found.set(key, entries)
      entries[run] = entry
    }
  })
  const order = inOrder([...found.values()].flatMap((entries) => entries.find((entry) => entry !== undefined) ?? []))
  return order.flatMap((entry, index) => {
    const { path, is_dir } = entry
    const entries = found.get(keyOf(entry)) ?? []
    const isOpen = is_dir && open.has(path)
    const runs = entries.filter((each) => each !== undefined).length
    const row = {
      key: keyOf(entry),
      path,
      name: nameOf(path),
      depth,
      isDir: is_dir,
      isOpen,
      entries,
      runs,
      place: index + 1,
      of: order.length,
    }
    return [row, ...(isOpen ? sharedRows(listings, open, path, depth + 1) : [])]
  })
}

const keyOf = ({ path, is_dir }: FileEntry): string => (is_dir ? `${path}/` : path)

/** How a file can stand beside others of its path. */
export function besideAs(path: string): 'text' | 'image' | undefined {
  const kind = kindOf(path)
  if (kind === 'image') return 'image'
  return ['code', 'data', 'geojson', 'html', 'markdown', 'mlmodel', 'table', 'text'].includes(kind) ? 'text' : undefined
}

/** Places of the lines that the other text does not have; a line that stands there once covers one here. */
export function linesBeyond(lines: readonly string[], others: readonly string[]): Set<number> {
  const left = new Map<string, number>()
  for (const line of others) left.set(line, (left.get(line) ?? 0) + 1)
  const beyond = new Set<number>()
  lines.forEach((line, index) => {
    const count = left.get(line) ?? 0
    if (count === 0) beyond.add(index)
    else left.set(line, count - 1)
  })
  return beyond
}
