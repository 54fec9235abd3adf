import type { Slots } from '../../frame/slots.tsx'
import { toast } from '../../frame/toast.tsx'
import { type ListedRun, rememberRunList } from '../../run-list.ts'
import { links } from '../../links.ts'
import type { useGo } from '../../location.ts'
import { MOST_KEPT, setText } from './runs-state.ts'
import { listText } from '../../table/columns.ts'
import { trashRuns } from './bulk-actions.ts'
import type { RowActions } from './GridRow.tsx'
import type { Item } from './items.ts'
import type { Cursor } from './RunGrid.tsx'
import type { RunRow } from './run-row.ts'
import type { TableActions } from './use-column-actions.ts'
import type { RunsAddress } from './use-runs-state.ts'
import type { RunsTable } from './use-runs-table.ts'

/** Runs that can be compared at once. */
const MOST_COMPARED = 100
const VIEWS = ['table', 'split', 'charts'] as const

/** What the page shows now, and what changes it. */
export interface Shown {
  address: RunsAddress
  table: RunsTable
  columns: TableActions
  cursor: Cursor | undefined
  setCursor: (cursor: Cursor | undefined) => void
  slots: Slots
  go: ReturnType<typeof useGo>
  setInspected: (what: { describing: boolean; renaming: boolean }) => void
  setTagging: (tagging: boolean) => void
}

/** What can be done with runs from their page, by key and pointer. One a page: it stays the same, so that rows are not drawn again, and does what is right for what is shown. */
export class RunActions implements RowActions {
  #shown: Shown
  /** The line that was selected last, from which a span begins. */
  #anchor: string | undefined

  constructor(shown: Shown) {
    this.#shown = shown
  }

  /** Tells it what is shown now. */
  follow(shown: Shown): void {
    this.#shown = shown
  }

  point(key: string): void {
    this.#shown.setCursor({ key, column: -1 })
  }

  /** Goes a line down or up. */
  step(by: 1 | -1): void {
    const { cursor, setCursor, table } = this.#shown
    const at = cursor ? table.items.findIndex(({ key }) => key === cursor.key) : -1
    const to = table.items[Math.max(0, Math.min(table.items.length - 1, at + by))]
    if (to) setCursor({ key: to.key, column: cursor?.column ?? -1 })
  }

  /** Selects the run of a line or takes it out; `extend` selects all lines since the last one that was selected so. */
  select(key: string, extend: boolean): void {
    const { table, address } = this.#shown
    const { items } = table
    const at = items.findIndex((each) => each.key === key)
    const from = extend ? items.findIndex((each) => each.key === this.#anchor) : -1
    const span = from < 0 ? items.slice(at, at + 1) : items.slice(Math.min(from, at), Math.max(from, at) + 1)
    const ids = span.flatMap((each) => (each.kind === 'run' ? [each.row.id] : []))
    const next = new Set(address.selected)
    const adds = extend || !ids.every((id) => next.has(id))
    for (const id of ids) {
      if (adds) next.add(id)
      else next.delete(id)
    }
    this.#anchor = key
    address.select(next)
  }

  selectCurrent(extend: boolean): void {
    const { cursor } = this.#shown
    if (cursor) this.select(cursor.key, extend)
  }

  selectIds(ids: readonly string[]): void {
    this.#shown.address.select(new Set(ids))
  }

  toggle(item: Item): void {
    this.#shown.table.toggle(item)
  }

  /** Hides a run in charts, or shows it again. */
  hide(id: string): void {
    const { state, set } = this.#shown.address
    const next = new Set(state.toggled)
    if (!next.delete(id)) next.add(id)
    set({ hide: setText(next) }, 'replace')
  }

  hideCurrent(): void {
    const current = this.#current()
    if (current) this.hide(current.id)
  }

  /** Keeps the list for the run's page, which goes to the previous and next run of it. */
  remember(): void {
    rememberRunList(listed(this.#shown.table.items))
  }

  open(run: RunRow): void {
    this.remember()
    this.#shown.go(links.run(run.info.experiment_id, run.id))
  }

  openCurrent(): void {
    const item = this.#item()
    if (item?.kind === 'run') this.open(item.row)
    else if (item) this.toggle(item)
  }

  /** Shows the run under the cursor in the inspector, or closes that. */
  peek(): void {
    const { cursor, table, slots } = this.#shown
    const [first] = table.items
    if (!cursor && first) this.point(first.key)
    slots.inspect(!slots.inspecting)
  }

  compare(): void {
    const { address, table, go } = this.#shown
    const { selected, experimentIds } = address
    const problem = cannotCompare(selected.size)
    if (problem) return toast(problem)
    const experiments = new Set([...selected].flatMap((id) => table.rows.get(id)?.info.experiment_id ?? []))
    go(links.compare([...selected], experiments.size > 0 ? [...experiments] : experimentIds))
  }

  /** Makes the run under the cursor the baseline, or none. */
  baseline(): void {
    const { state, set } = this.#shown.address
    const current = this.#current()
    if (current) set({ base: state.baseline === current.id ? undefined : current.id })
  }

  diff(): void {
    const { state, set } = this.#shown.address
    set({ diff: state.diff ? undefined : '1' })
  }

  nextView(): void {
    const { state, set } = this.#shown.address
    const next = VIEWS[(VIEWS.indexOf(state.view) + 1) % VIEWS.length]
    set({ view: next === 'table' ? undefined : next })
  }

  /** Pins the column of the cursor; on the name or the whole line keeps the run at the top, or no more. */
  pin(): void {
    const { table, columns, cursor } = this.#shown
    const column = [...table.pinned, ...table.columns][(cursor?.column ?? 0) - 1]
    const current = this.#current()
    if (column) columns.pin(column.id)
    else if (current) this.keep([current.id])
    else toast('Move to a run to keep it at the top, or to a column with the arrow keys to pin that')
  }

  /** Keeps runs at the top; no more where all of them are there. */
  keep(ids: readonly string[]): void {
    const { state, set } = this.#shown.address
    const isKept = ids.every((id) => state.kept.includes(id))
    const next = isKept ? state.kept.filter((id) => !ids.includes(id)) : [...new Set([...state.kept, ...ids])]
    if (next.length > MOST_KEPT) return toast(`At most ${MOST_KEPT} runs can be kept at the top`)
    set({ top: listText(next) })
  }

  describe(): void {
    this.#edit('describing')
  }

  rename(): void {
    this.#edit('renaming')
  }

  /** Asks for a tag of the selected runs, or of the one under the cursor. */
  tag(): void {
    const { address, setTagging } = this.#shown
    const current = this.#current()
    if (address.selected.size === 0 && current) address.select(new Set([current.id]))
    if (address.selected.size > 0 || current) setTagging(true)
  }

  /** Moves the selected runs, or the one under the cursor, into the trash. */
  trash(): void {
    const { selected, select } = this.#shown.address
    const current = this.#current()
    const ids = selected.size > 0 ? [...selected] : current ? [current.id] : []
    if (ids.length > 0) void trashRuns(ids).then((worked) => worked && select(new Set()))
  }

  /** Selects none; closes the inspector where none is selected. */
  clear(): void {
    const { address, slots } = this.#shown
    if (address.selected.size > 0) address.select(new Set())
    else slots.inspect(false)
  }

  #edit(what: 'describing' | 'renaming'): void {
    const { address, setCursor, slots, setInspected } = this.#shown
    const { selected } = address
    const current = this.#current()
    if (!current && selected.size !== 1) return
    if (!current) setCursor({ key: [...selected][0] ?? '', column: -1 })
    slots.inspect(true)
    setInspected({ describing: what === 'describing', renaming: what === 'renaming' })
  }

  #item(): Item | undefined {
    const { cursor, table } = this.#shown
    return cursor ? table.items.find(({ key }) => key === cursor.key) : undefined
  }

  #current(): RunRow | undefined {
    const item = this.#item()
    return item?.kind === 'run' ? item.row : undefined
  }
}

const listed = (items: readonly Item[]): ListedRun[] =>
  items.flatMap((item) => (item.kind === 'run' ? [{ run_id: item.row.id, experiment_id: item.row.info.experiment_id }] : []))

function cannotCompare(runs: number): string | undefined {
  if (runs < 2) return 'Select two runs or more to compare them (x)'
  return runs > MOST_COMPARED ? `At most ${MOST_COMPARED} runs can be compared at once` : undefined
}
