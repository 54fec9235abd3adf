import { type ReactNode, useCallback, useState } from 'react'
import { Button } from '../../controls/Button.tsx'
import { EmptyState } from '../../controls/EmptyState.tsx'
import { ErrorState } from '../../controls/ErrorState.tsx'
import { Loading } from '../../controls/Loading.tsx'
import { type ColumnView, viewOf } from '../../table/column-view.ts'
import { ColumnMenu } from './ColumnMenu.tsx'
import { NAME } from './GridHead.tsx'
import { NewRun } from './NewRun.tsx'
import { type Cursor, type GridHandle, RunGrid } from './RunGrid.tsx'
import type { RunsState } from './runs-state.ts'
import styles from './RunsPage.module.css'
import type { RunActions } from './run-actions.ts'
import type { TableActions } from './use-column-actions.ts'
import { useExperimentNames } from './use-experiment.ts'
import type { RunsAddress } from './use-runs-state.ts'
import type { RunsTable } from './use-runs-table.ts'

/** Lines before the end at which the next ones are fetched. */
const AHEAD = 60
const NAME_WIDTH = 260
const NARROW_NAME = 172

interface TableSideProps {
  address: RunsAddress
  table: RunsTable
  columns: TableActions
  actions: RunActions
  cursor: Cursor | undefined
  onCursor: (cursor: Cursor | undefined) => void
  grid: React.RefObject<GridHandle | null>
}

/** The table itself, or why there is none. */
export function TableSide({ address, table, columns, actions, cursor, onCursor, grid }: TableSideProps): ReactNode {
  const { state, selected } = address
  const { items, list, groups, baseline } = table
  const [menu, setMenu] = useState<{ id: string; at: HTMLElement; from: Element | null } | undefined>()
  const [dragged, setDragged] = useState<{ id: string; width: number } | undefined>()
  const isGrouped = state.group.length > 0
  const { more, look } = list
  const experimentName = useExperimentNames(address.experimentIds.length !== 1)
  const onLook = useCallback(
    (last: number) => {
      look(last)
      if (!isGrouped && last >= items.length - AHEAD) more()
    },
    [look, more, isGrouped, items.length],
  )
  const error = isGrouped ? groups.error : list.error
  const isLoading = isGrouped ? groups.data === undefined && !error : list.isLoading
  if (isLoading) return <Loading rows={16} what="Loading runs" />
  if (error && items.length === 0)
    return <Failure error={error} retry={() => (isGrouped ? void groups.refetch() : list.retry())} address={address} />
  if (items.length === 0) return <NoRuns address={address} />
  const pinned = dragged ? withWidth(table.pinned, dragged) : table.pinned
  const shown = dragged ? withWidth(table.columns, dragged) : table.columns
  const name = dragged?.id === NAME ? dragged.width : (state.widths.get(NAME) ?? (innerWidth < 600 ? NARROW_NAME : NAME_WIDTH))
  const loadedIds = [...table.rows.keys()]
  const refused = error !== null && error !== undefined && state.q === ''
  return (
    <div
      style={{ display: 'flex', flexDirection: 'column', flex: 1, minWidth: 0, minHeight: 0 }}
      onClickCapture={(event) => {
        if (event.target instanceof Element && event.target.closest('a')) actions.remember()
      }}
    >
      {refused && <ErrorState error={error} retry={list.retry} />}
      <RunGrid
        handle={grid}
        items={items}
        total={isGrouped ? (groups.data?.total ?? items.length) : Math.max(items.length, list.total ?? 0)}
        pinned={pinned}
        columns={shown}
        nameWidth={name}
        cursor={cursor}
        onCursor={onCursor}
        selected={selected}
        hidden={table.hidden}
        colors={table.colors}
        baseline={baseline}
        isTall={isGrouped || baseline !== undefined}
        actions={actions}
        experimentName={experimentName}
        isStale={isGrouped ? groups.isPlaceholderData : list.isStale}
        onLook={onLook}
        more={isGrouped || list.next === undefined ? undefined : more}
        onEnter={() => actions.openCurrent()}
        listKey={JSON.stringify([table.request, state.group])}
        sort={state.sort}
        onSort={columns.cycle}
        onMenu={(id, at) => setMenu({ id, at, from: document.activeElement })}
        menu={menu?.id}
        onResize={(id, next, done) => {
          setDragged(done ? undefined : { id, width: next })
          if (done) columns.resize(id, next)
        }}
        onMove={columns.moveTo}
        allSelected={loadedIds.length > 0 && loadedIds.every((id) => selected.has(id))}
        someSelected={selected.size > 0}
        onSelectAll={() => actions.selectIds(loadedIds.every((id) => selected.has(id)) ? [] : loadedIds)}
      />
      {menu && (
        <MenuOfColumn
          id={menu.id}
          at={menu.at}
          table={table}
          state={state}
          actions={columns}
          onClose={() => {
            setMenu(undefined)
            // The button, or the table where a key opened it.
            if (menu.from instanceof HTMLElement && menu.from.isConnected) menu.from.focus()
            else grid.current?.focus()
          }}
        />
      )}
    </div>
  )
}

const withWidth = (columns: readonly ColumnView[], { id, width }: { id: string; width: number }): readonly ColumnView[] =>
  columns.map((column) => (column.id === id ? { ...column, width } : column))

interface MenuOfColumnProps extends Pick<TableSideProps, 'table'> {
  id: string
  at: HTMLElement
  state: RunsState
  actions: TableActions
  onClose: () => void
}

function MenuOfColumn({ id, at, table, state, actions, onClose }: MenuOfColumnProps): ReactNode {
  const all = [...table.pinned, ...table.columns]
  const column = all.find((each) => each.id === id) ?? viewOf(id, { numbers: [], texts: [] }, {})
  if (!column) return null
  return (
    <ColumnMenu
      column={column}
      at={at}
      onClose={onClose}
      q={state.q}
      leaders={state.group.length > 0 ? undefined : all.filter(({ kind }) => kind === 'metrics')}
      isPinned={state.pinned.includes(column.id)}
      isNeeded={table.needed.has(column.id)}
      statistics={table.statistics}
      actions={actions}
    />
  )
}

/** The list could not be had at all: an error beside a way out of the filter that may be its reason. */
function Failure({ error, retry, address }: { error: unknown; retry: () => void; address: RunsAddress }): ReactNode {
  return (
    <div className={styles['empty']}>
      <ErrorState error={error} retry={retry} />
      {address.state.q !== '' && (
        <EmptyState title="No runs to show" action={<Button onClick={() => address.set({ q: undefined })}>Clear the filter</Button>} />
      )}
    </div>
  )
}

function NoRuns({ address: { state, set, experimentIds } }: { address: RunsAddress }): ReactNode {
  const { q, time, stage } = state
  if (q !== '' || time !== '')
    return (
      <div className={styles['empty']}>
        <EmptyState
          title="No runs match this filter"
          action={<Button onClick={() => set({ q: undefined, time: undefined })}>Clear the filter</Button>}
        />
      </div>
    )
  if (stage === 'DELETED_ONLY')
    return (
      <div className={styles['empty']}>
        <EmptyState title="No run is in the trash" action={<Button onClick={() => set({ state: undefined })}>Show active runs</Button>} />
      </div>
    )
  const toTrash = <Button onClick={() => set({ state: 'deleted' })}>Open trash</Button>
  const [only] = experimentIds
  return (
    <div className={styles['empty']}>
      {only !== undefined && experimentIds.length === 1 ? (
        <NewRun experimentId={only} action={toTrash} />
      ) : (
        <EmptyState title="No runs yet" action={toTrash}>
          They appear here by themselves as soon as one is logged.
        </EmptyState>
      )}
    </div>
  )
}
