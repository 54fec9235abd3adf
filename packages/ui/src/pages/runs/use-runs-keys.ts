import { useKeys } from '../../frame/keys.ts'
import type { Cursor } from './RunGrid.tsx'
import type { Item } from './items.ts'
import type { RunRow } from './run-row.ts'

export interface KeyDeeds {
  items: readonly Item[]
  cursor: Cursor | undefined
  setCursor: (cursor: Cursor | undefined) => void
  /** The run under the cursor. */
  current: RunRow | undefined
  select: (key: string, extend: boolean) => void
  peek: () => void
  open: () => void
  compare: () => void
  baseline: () => void
  diff: () => void
  nextView: () => void
  pin: () => void
  hide: () => void
  describe: () => void
  tag: () => void
  trash: () => void
  clear: () => void
}

/** The keys of the table of runs. */
export function useRunsKeys(deeds: KeyDeeds): void {
  const { items, cursor, setCursor } = deeds
  const step = (by: 1 | -1): void => {
    const at = cursor ? items.findIndex(({ key }) => key === cursor.key) : -1
    const to = items[Math.max(0, Math.min(items.length - 1, at + by))]
    if (to) setCursor({ key: to.key, column: cursor?.column ?? -1 })
  }
  useKeys('Runs', [
    { keys: 'j', does: 'Next run', run: () => step(1) },
    { keys: 'k', does: 'Previous run', run: () => step(-1) },
    { keys: 'x', does: 'Select or not', run: () => cursor && deeds.select(cursor.key, false) },
    { keys: 'X', does: 'Select from the last selected one', run: () => cursor && deeds.select(cursor.key, true) },
    { keys: 'Space', does: 'Peek into the run', run: deeds.peek },
    { keys: 'Enter', does: 'Open the run, or what is below', run: deeds.open },
    { keys: 'c', does: 'Compare the selected runs', run: deeds.compare },
    { keys: 'b', does: 'Make it the baseline, or none', run: deeds.baseline },
    { keys: 'd', does: 'Show only columns that differ', run: deeds.diff },
    { keys: 'v', does: 'Table, split, charts', run: deeds.nextView },
    { keys: 'p', does: 'Pin the column of the cursor', run: deeds.pin },
    { keys: 'e', does: 'Show or hide the run in charts', run: deeds.hide },
    { keys: 'n', does: 'Write the description', run: deeds.describe },
    { keys: 't', does: 'Tag the runs', run: deeds.tag },
    { keys: 'Delete', does: 'Delete the runs', run: deeds.trash },
    { keys: 'Escape', does: 'Select none, close the inspector', run: deeds.clear },
  ])
}
