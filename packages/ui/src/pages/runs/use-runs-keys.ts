import { useMemo } from 'react'
import { useKeys } from '../../frame/keys.ts'
import type { RunActions } from './run-actions.ts'

const KEYS: readonly { keys: string; does: string; run: (actions: RunActions) => void }[] = [
  { keys: 'j', does: 'Next run', run: (actions) => actions.step(1) },
  { keys: 'k', does: 'Previous run', run: (actions) => actions.step(-1) },
  { keys: 'x', does: 'Select or not', run: (actions) => actions.selectCurrent(false) },
  { keys: 'X', does: 'Select from the last selected one', run: (actions) => actions.selectCurrent(true) },
  { keys: 'Space', does: 'Peek into the run', run: (actions) => actions.peek() },
  { keys: 'Enter', does: 'Open the run, or what is below', run: (actions) => actions.openCurrent() },
  { keys: 'c', does: 'Compare the selected runs', run: (actions) => actions.compare() },
  { keys: 'b', does: 'Make it the baseline, or none', run: (actions) => actions.baseline() },
  { keys: 'd', does: 'Show only columns that differ', run: (actions) => actions.diff() },
  { keys: 'v', does: 'Table, split, charts', run: (actions) => actions.nextView() },
  { keys: 'p', does: 'Pin run; pin the column of the cursor', run: (actions) => actions.pin() },
  { keys: 'e', does: 'Show or hide the run in charts', run: (actions) => actions.hideCurrent() },
  { keys: 'n', does: 'Write the description', run: (actions) => actions.describe() },
  { keys: 't', does: 'Tag the runs', run: (actions) => actions.tag() },
  { keys: 'Delete', does: 'Delete the runs', run: (actions) => actions.trash() },
  { keys: 'Escape', does: 'Select none, close the inspector', run: (actions) => actions.clear() },
]

/** The keys of the table of runs. */
export function useRunsKeys(actions: RunActions): void {
  const shortcuts = useMemo(() => KEYS.map(({ keys, does, run }) => ({ keys, does, run: () => run(actions) })), [actions])
  useKeys('Runs', shortcuts)
}
