import { IconFlame } from '@tabler/icons-react'
import { type ReactNode, useMemo } from 'react'
import { IconButton } from '../../controls/Button.tsx'
import { tip } from '../../controls/tip.tsx'
import { useKeys } from '../../frame/keys.ts'
import { QueryBox } from '../../query/QueryBox.tsx'
import { listText } from '../../table/columns.ts'
import { ColumnPicker } from './ColumnPicker.tsx'
import { FilterMenu } from './FilterMenu.tsx'
import { GroupMenu } from './GroupMenu.tsx'
import { InChartsMenu } from './InChartsMenu.tsx'
import styles from './RunsPage.module.css'
import type { ViewMode } from './runs-state.ts'
import type { TableActions } from './use-column-actions.ts'
import type { RunsAddress } from './use-runs-state.ts'
import type { RunsTable } from './use-runs-table.ts'
import { useVocabulary } from './use-statistics.ts'
import { ViewsMenu } from './ViewsMenu.tsx'
import { Segments } from '../../controls/Segments.tsx'

const VIEWS: readonly ViewMode[] = ['table', 'split', 'charts']

const NESTING = [
  { value: 'nested', label: 'Nested' },
  { value: 'flat', label: 'Flat' },
] as const

/** The filter, and what is shown of the runs that meet it. */
export function RunsBar({ address, table, columns }: { address: RunsAddress; table: RunsTable; columns: TableActions }): ReactNode {
  const { experimentIds, state, set } = address
  const { statistics, list } = table
  const heatKeys = useMemo(() => [{ keys: 'h', does: 'Heat map: color metrics by their values', run: columns.heatAll }], [columns.heatAll])
  useKeys('Runs', heatKeys)
  const vocabulary = useVocabulary(table.request, state.q !== '' || state.time !== '', statistics)
  return (
    <div className={styles['bar']}>
      <QueryBox
        value={state.q}
        onChange={(q) => set({ q })}
        vocabulary={vocabulary}
        refusal={list.error instanceof Error && state.q !== '' && list.rows ? list.error.message : undefined}
      />
      <div className={styles['tools']}>
        <FilterMenu state={state} statistics={statistics} set={set} />
        <ColumnPicker statistics={statistics} shown={table.columnIds} onChange={columns.columns} />
        <IconButton
          aria-label="Heat map"
          aria-pressed={state.heat.size > 0}
          // The key and the columns' menus do the same: a row is ten Tab stops away at most.
          tabIndex={-1}
          className={styles['heat']}
          onClick={columns.heatAll}
          {...tip(state.heat.size > 0 ? 'Heat map off  h' : 'Heat map: color metrics by their values  h')}
        >
          <IconFlame size={16} />
        </IconButton>
        <GroupMenu
          by={state.group}
          statistics={statistics}
          aggregate={state.aggregate}
          onAggregate={(agg) => set({ agg: agg === 'mean' ? undefined : agg })}
          onGroup={(ids) => set({ group: listText(ids) })}
        />
        {(state.view !== 'table' || state.inCharts !== 'all') && state.group.length === 0 && (
          <InChartsMenu
            mode={state.inCharts}
            changed={state.toggled.size}
            onMode={(mode) => set({ only: mode === 'all' ? undefined : mode, hide: undefined })}
          />
        )}
        <ViewsMenu experimentIds={experimentIds} />
        {state.group.length === 0 && (statistics?.nested || state.nested !== undefined) && (
          <Segments
            aria-label="Nested runs"
            value={table.nested ? 'nested' : 'flat'}
            onChange={(next) => set({ nest: (next === 'nested') === table.nestedByItself ? undefined : next === 'nested' ? '1' : '0' })}
            data={NESTING}
          />
        )}
        <Segments
          aria-label="View"
          value={state.view}
          onChange={(next) => set({ view: next === 'table' ? undefined : next })}
          data={VIEWS.map((value) => ({ value, label: `${value.charAt(0).toUpperCase()}${value.slice(1)}` }))}
        />
      </div>
    </div>
  )
}
