import type { RunRow } from './run-row.ts'

/** The tag that names the run that a run is nested in. */
export const PARENT_TAG = 'mlflow.parentRunId'

/** Which runs of the table are drawn in charts, besides those that are shown or hidden one by one. */
export const CHART_MODES = ['all', 'first10', 'first20', 'finished', 'unfinished', 'selected', 'none'] as const
export type ChartMode = (typeof CHART_MODES)[number]

export const CHART_MODE_NAMES: Readonly<Record<ChartMode, string>> = {
  all: 'All runs',
  first10: 'First 10',
  first20: 'First 20',
  finished: 'Only finished',
  unfinished: 'Only unfinished',
  selected: 'Only selected',
  none: 'None',
}

/** The mode of the query parameter; all runs for what is none. */
export const chartModeOf = (text: string | undefined): ChartMode => CHART_MODES.find((mode) => mode === text) ?? 'all'

/** Runs that are drawn at once in a mode that says how many; undefined where it does not. */
export const drawnAtFirst = (mode: ChartMode): number | undefined => ({ first10: 10, first20: 20 })[mode as string]

/**
 * Ids of the rows, in the order of the table, that charts leave out. `toggled`: those that the reader showed or hid one by one, against what
 * the mode says of them.
 */
export function hiddenInCharts(
  rows: Iterable<RunRow>,
  mode: ChartMode,
  toggled: ReadonlySet<string>,
  selected: ReadonlySet<string>,
): ReadonlySet<string> {
  if (mode === 'all') return toggled
  const hidden = new Set<string>()
  let place = 0
  for (const row of rows) {
    const isShown = shows(mode, row, place++, selected)
    if (isShown === toggled.has(row.id)) hidden.add(row.id)
  }
  return hidden
}

function shows(mode: ChartMode, { id, info }: RunRow, place: number, selected: ReadonlySet<string>): boolean {
  if (mode === 'finished') return info.status === 'FINISHED'
  if (mode === 'unfinished') return info.status !== 'FINISHED'
  if (mode === 'selected') return selected.has(id)
  return place < (drawnAtFirst(mode) ?? (mode === 'all' ? Infinity : 0))
}

/** Rows with the runs nested in them, at any depth, each behind its parent; runs that are rows themselves keep their place. */
export function withNested(rows: ReadonlyMap<string, RunRow>, all: readonly RunRow[]): ReadonlyMap<string, RunRow> {
  const childrenOf = Map.groupBy(all, ({ tags }) => tags.get(PARENT_TAG))
  const found = new Map<string, RunRow>()
  const add = (row: RunRow): void => {
    if (found.has(row.id)) return
    found.set(row.id, row)
    for (const child of childrenOf.get(row.id) ?? []) if (!rows.has(child.id)) add(child)
  }
  rows.forEach(add)
  return found
}

/** Hides the runs that the table does not show, below a parent that is hidden, with that parent. */
export function withHiddenParents(
  drawn: ReadonlyMap<string, RunRow>,
  rows: ReadonlyMap<string, RunRow>,
  hidden: ReadonlySet<string>,
): ReadonlySet<string> {
  if (hidden.size === 0 || drawn === rows) return hidden
  const all = new Set(hidden)
  // Parents come before the runs nested in them.
  for (const [id, { tags }] of drawn) if (!rows.has(id) && all.has(tags.get(PARENT_TAG) ?? '')) all.add(id)
  return all
}
