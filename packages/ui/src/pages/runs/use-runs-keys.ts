import { useMemo } from 'react'
import { useKeys } from '../../frame/keys.ts'
import type { RunDeeds } from './run-deeds.ts'

const KEYS: readonly { keys: string; does: string; run: (deeds: RunDeeds) => void }[] = [
  { keys: 'j', does: 'Next run', run: (deeds) => deeds.step(1) },
  { keys: 'k', does: 'Previous run', run: (deeds) => deeds.step(-1) },
  { keys: 'x', does: 'Select or not', run: (deeds) => deeds.selectCurrent(false) },
  { keys: 'X', does: 'Select from the last selected one', run: (deeds) => deeds.selectCurrent(true) },
  { keys: 'Space', does: 'Peek into the run', run: (deeds) => deeds.peek() },
  { keys: 'Enter', does: 'Open the run, or what is below', run: (deeds) => deeds.openCurrent() },
  { keys: 'c', does: 'Compare the selected runs', run: (deeds) => deeds.compare() },
  { keys: 'b', does: 'Make it the baseline, or none', run: (deeds) => deeds.baseline() },
  { keys: 'd', does: 'Show only columns that differ', run: (deeds) => deeds.diff() },
  { keys: 'v', does: 'Table, split, charts', run: (deeds) => deeds.nextView() },
  { keys: 'p', does: 'Keep the run at the top; pin the column of the cursor', run: (deeds) => deeds.pin() },
  { keys: 'e', does: 'Show or hide the run in charts', run: (deeds) => deeds.hideCurrent() },
  { keys: 'n', does: 'Write the description', run: (deeds) => deeds.describe() },
  { keys: 't', does: 'Tag the runs', run: (deeds) => deeds.tag() },
  { keys: 'Delete', does: 'Delete the runs', run: (deeds) => deeds.trash() },
  { keys: 'Escape', does: 'Select none, close the inspector', run: (deeds) => deeds.clear() },
]

/** The keys of the table of runs. */
export function useRunsKeys(deeds: RunDeeds): void {
  const shortcuts = useMemo(() => KEYS.map(({ keys, does, run }) => ({ keys, does, run: () => run(deeds) })), [deeds])
  useKeys('Runs', shortcuts)
}
