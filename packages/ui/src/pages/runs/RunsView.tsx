import { memo, type ReactNode, useMemo, useRef, useState } from 'react'
import { plural, count } from '../../format.ts'
import { Inspector } from '../../frame/slots.tsx'
import { ChartsSide } from './ChartsSide.tsx'
import { Footer } from './Footer.tsx'
import type { GridHandle } from './RunGrid.tsx'
import { RunsBar } from './RunsBar.tsx'
import { RunInspector } from './RunInspector.tsx'
import styles from './RunsPage.module.css'
import { TableSide } from './TableSide.tsx'
import { useColumnActions } from './use-column-actions.ts'
import { useRunActions } from './use-run-actions.ts'
import type { RunsAddress } from './use-runs-state.ts'
import { useRunsKeys } from './use-runs-keys.ts'
import { useRunsTable } from './use-runs-table.ts'

/** The table of runs with its bar, charts, inspector and foot. */
export const RunsView = memo(function RunsView({ address }: { address: RunsAddress }): ReactNode {
  const { experimentIds, state, set, selected } = address
  const table = useRunsTable(address)
  const { statistics, list, items, rows, baseline } = table
  const columns = useColumnActions(address, table.columnIds)
  const grid = useRef<GridHandle>(null)
  const [inspected, setInspected] = useState({ describing: false, renaming: false })
  const [tagging, setTagging] = useState(false)
  const { actions, cursor, setCursor, current } = useRunActions({ address, table, columns, setInspected, setTagging })
  useRunsKeys(actions)
  const { view } = state
  const groups = table.groups.data
  const matching = statistics?.total
  const topLevel = list.total ?? list.rows?.length ?? 0
  const lines = useMemo(() => {
    if (groups && state.group.length > 0) return plural(groups.total, 'group')
    return table.nested && matching !== undefined && topLevel < matching ? `${count(topLevel)} at the top` : ''
  }, [groups, state.group, table.nested, matching, topLevel])
  return (
    <div className={styles['view']}>
      <RunsBar address={address} table={table} columns={columns} />
      <div className={styles['sides']}>
        {view !== 'charts' && (
          <TableSide address={address} table={table} columns={columns} actions={actions} cursor={cursor} onCursor={setCursor} grid={grid} />
        )}
        {view !== 'table' && (
          <ChartsSide
            table={table}
            state={state}
            isAlone={view === 'charts'}
            layoutKey={experimentIds.join(',') || 'all'}
            onSelect={(ids) => actions.selectIds(ids)}
          />
        )}
      </div>
      <Footer
        total={matching}
        lines={lines}
        loaded={state.group.length > 0 ? undefined : rows.size}
        selected={selected}
        rows={rows}
        kept={state.kept}
        diff={state.diff}
        same={table.same}
        onDiff={(diff) => set({ diff: diff ? '1' : undefined })}
        onCompare={() => actions.compare()}
        onClear={() => actions.selectIds([])}
        onRename={() => actions.rename()}
        onKeep={() => actions.keep([...selected])}
        baseline={state.baseline}
        onBaseline={() => {
          const [only] = selected
          set({ base: state.baseline === only ? undefined : only })
        }}
        request={table.request}
        projection={table.projection ?? { params: [], metrics: [], tags: [] }}
        tagging={tagging}
        onTagging={setTagging}
      />
      <Inspector>
        {current ? (
          <RunInspector
            key={current.id}
            runId={current.id}
            color={table.colors.get(current.id) ?? ''}
            baseline={baseline}
            primary={statistics?.primary}
            describing={inspected.describing}
            onDescribing={(describing) => setInspected({ ...inspected, describing })}
            renaming={inspected.renaming}
            onRenaming={(renaming) => setInspected({ ...inspected, renaming })}
          />
        ) : (
          <p className="dim" style={{ padding: 16 }}>
            {items.length > 0 && cursor === undefined ? 'Point at a run to see it here.' : 'No run here.'}
          </p>
        )}
      </Inspector>
    </div>
  )
})
