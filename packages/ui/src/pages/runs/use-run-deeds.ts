import { useCallback, useEffect, useRef, useState } from 'react'
import { useSlots } from '../../frame/slots.tsx'
import { toast } from '../../frame/toast.tsx'
import { type ListedRun, rememberRunList } from '../../run-list.ts'
import { links } from '../../links.ts'
import { useGo } from '../../location.ts'
import { setText } from './runs-state.ts'
import { trashRuns } from './bulk-actions.ts'
import type { RowActions } from './GridRow.tsx'
import type { Item } from './items.ts'
import type { Cursor } from './RunGrid.tsx'
import type { RunRow } from './run-row.ts'
import type { TableDeeds } from './use-columns-deeds.ts'
import { useExperimentNames } from './use-experiment.ts'
import type { KeyDeeds } from './use-runs-keys.ts'
import type { RunsAddress } from './use-runs-state.ts'
import type { RunsTable } from './use-runs-table.ts'

/** Runs that can be compared at once. */
const MOST_COMPARED = 100
const VIEWS = ['table', 'split', 'charts'] as const

export interface RunDeeds {
  keys: KeyDeeds
  row: RowActions
  /** Keeps the list for the run's page, which goes to the previous and next run of it. */
  remember: () => void
  selectIds: (ids: readonly string[]) => void
  rename: () => void
  setCursor: (cursor: Cursor | undefined) => void
}

interface RunDeedsProps {
  address: RunsAddress
  table: RunsTable
  columns: TableDeeds
  setInspected: (what: { describing: boolean; renaming: boolean }) => void
  setTagging: (tagging: boolean) => void
}

/** What can be done with runs from this page, by key and pointer. */
export function useRunDeeds({
  address: { state, set, selected, select, experimentIds },
  table,
  columns,
  setInspected,
  setTagging,
}: RunDeedsProps): RunDeeds {
  const { items, rows } = table
  const go = useGo()
  const { inspect, inspecting } = useSlots()
  const [cursor, setCursor] = useState<Cursor | undefined>()
  const item = cursor ? items.find(({ key }) => key === cursor.key) : undefined
  const current = item?.kind === 'run' ? item.row : undefined
  const names = useExperimentNames(experimentIds.length !== 1)
  const remember = (): void => rememberRunList(listed(items))
  const open = (run: RunRow): void => {
    remember()
    go(links.run(run.info.experiment_id, run.id))
  }
  const selectOne = useSelecting(items, selected, select)
  const hide = (id: string): void => {
    const next = new Set(state.toggled)
    if (!next.delete(id)) next.add(id)
    set({ hide: setText(next) }, 'replace')
  }
  const those = (): string[] => (selected.size > 0 ? [...selected] : current ? [current.id] : [])
  const edit = (what: 'describing' | 'renaming'): void => {
    if (!current && selected.size !== 1) return
    if (!current) setCursor({ key: [...selected][0] ?? '', column: -1 })
    inspect(true)
    setInspected({ describing: what === 'describing', renaming: what === 'renaming' })
  }
  const row = useStable<RowActions>({
    point: (key) => setCursor({ key, column: -1 }),
    select: selectOne,
    toggle: table.toggle,
    hide,
    open,
    experimentName: names,
  })
  const cursorColumn = (cursor?.column ?? 0) - 1
  const keys: KeyDeeds = {
    items,
    cursor,
    setCursor,
    current,
    select: selectOne,
    peek: () => {
      if (!cursor && items[0]) setCursor({ key: items[0].key, column: -1 })
      inspect(!inspecting)
    },
    open: () => {
      if (current) open(current)
      else if (item) table.toggle(item)
    },
    compare: () => {
      const problem = cannotCompare(selected.size)
      if (problem) return toast(problem)
      const experiments = new Set([...selected].flatMap((id) => rows.get(id)?.info.experiment_id ?? []))
      go(links.compare([...selected], experiments.size > 0 ? [...experiments] : experimentIds))
    },
    baseline: () => current && set({ base: state.baseline === current.id ? undefined : current.id }),
    diff: () => set({ diff: state.diff ? undefined : '1' }),
    nextView: () => {
      const next = VIEWS[(VIEWS.indexOf(state.view) + 1) % VIEWS.length]
      set({ view: next === 'table' ? undefined : next })
    },
    pin: () => {
      const column = [...table.pinned, ...table.columns][cursorColumn]
      if (column) columns.pin(column.id)
      else toast('Move to a column with the arrow keys to pin it')
    },
    hide: () => current && hide(current.id),
    describe: () => edit('describing'),
    tag: () => {
      if (selected.size === 0 && current) select(new Set([current.id]))
      if (selected.size > 0 || current) setTagging(true)
    },
    trash: () => {
      const ids = those()
      if (ids.length > 0) void trashRuns(ids).then((worked) => worked && select(new Set()))
    },
    clear: () => {
      if (selected.size > 0) select(new Set())
      else inspect(false)
    },
  }
  return { keys, row, remember, setCursor, selectIds: (ids) => select(new Set(ids)), rename: () => edit('renaming') }
}

const listed = (items: readonly Item[]): ListedRun[] =>
  items.flatMap((item) => (item.kind === 'run' ? [{ run_id: item.row.id, experiment_id: item.row.info.experiment_id }] : []))

function cannotCompare(runs: number): string | undefined {
  if (runs < 2) return 'Select two runs or more to compare them (x)'
  return runs > MOST_COMPARED ? `At most ${MOST_COMPARED} runs can be compared at once` : undefined
}

/** Selects the run of a line or takes it out; `extend` selects all lines since the last one that was selected so. */
function useSelecting(
  items: readonly Item[],
  selected: ReadonlySet<string>,
  select: (ids: ReadonlySet<string>) => void,
): (key: string, extend: boolean) => void {
  const anchor = useRef<string | undefined>(undefined)
  return (key, extend) => {
    const at = items.findIndex((each) => each.key === key)
    const from = extend ? items.findIndex((each) => each.key === anchor.current) : -1
    const span = from < 0 ? items.slice(at, at + 1) : items.slice(Math.min(from, at), Math.max(from, at) + 1)
    const ids = span.flatMap((each) => (each.kind === 'run' ? [each.row.id] : []))
    const next = new Set(selected)
    const adds = extend || !ids.every((id) => next.has(id))
    for (const id of ids) {
      if (adds) next.add(id)
      else next.delete(id)
    }
    anchor.current = key
    select(next)
  }
}

/** Functions that stay the same and do what the latest ones do. */
function useStable<Deeds extends object>(deeds: Deeds): Deeds {
  const latest = useRef(deeds)
  useEffect(() => {
    latest.current = deeds
  })
  const call = useCallback((name: keyof Deeds, args: unknown[]) => (latest.current[name] as (...all: unknown[]) => unknown)(...args), [])
  const [stable] = useState(
    () =>
      Object.fromEntries(
        (Object.keys(deeds) as (keyof Deeds & string)[]).map((name) => [name, (...args: unknown[]) => call(name, args)]),
      ) as Deeds,
  )
  return stable
}
