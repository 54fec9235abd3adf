import type { Experiment } from '@tailrace/contract'
import { type ReactNode, useMemo } from 'react'
import { ListTable } from '../../controls/ListTable.tsx'
import { useSort } from '../../controls/sorting.ts'
import { useSlots } from '../../frame/slots.tsx'
import { useKeptSet } from '../../history-entry.ts'
import { useGo } from '../../location.ts'
import { links } from '../../links.ts'
import { type Summaries, experimentColumns, sortValue } from './experiment-columns.tsx'
import { type ExperimentRow, experimentRows } from './experiment-rows.ts'
import { usePins } from './pins.ts'

/** The table of experiments; Enter opens their runs, Space looks at one in the inspector. */
export function ExperimentList({
  experiments,
  summaries,
  isTree,
  selected,
  onSelected,
  onActive,
  onTag,
  onTrash,
  onEnd,
  stale,
}: {
  experiments: readonly Experiment[]
  summaries: Summaries
  isTree: boolean
  selected: ReadonlySet<string>
  onSelected: (selected: ReadonlySet<string>) => void
  onActive: (id: string) => void
  onTag: (tag: string) => void
  onTrash: (experiment: Experiment) => void
  onEnd?: () => void
  stale: boolean
}): ReactNode {
  const go = useGo()
  const { inspect } = useSlots()
  const { pins, toggle } = usePins()
  const [sort, setSort] = useSort('-last')
  const [closed, setClosed] = useKeptSet('closed folders')
  const rows = useMemo(
    () =>
      experimentRows(experiments, {
        isTree,
        closed,
        value: (some, label) => sortValue(sort.column, some, label, summaries),
        descending: sort.descending,
      }),
    [experiments, isTree, closed, sort.column, sort.descending, summaries],
  )
  const toggleFolder = (path: string): void => {
    const next = new Set(closed)
    if (!next.delete(path)) next.add(path)
    setClosed(next)
  }
  if (rows.length === 0) return null
  return (
    <ListTable<ExperimentRow>
      label="Experiments"
      group="Experiments"
      opens="experimentId"
      columns={experimentColumns({ summaries, pins, togglePin: toggle, toggleFolder, onTag })}
      rows={rows}
      keyOf={({ key }) => key}
      nameOf={(row) => (row.kind === 'experiment' ? row.experiment.name : row.path)}
      selectable={({ kind }) => kind === 'experiment'}
      selected={selected}
      onSelected={onSelected}
      sort={sort}
      onSort={setSort}
      stale={stale}
      onActive={(row) => row.kind === 'experiment' && onActive(row.key)}
      onOpen={(row) => (row.kind === 'folder' ? toggleFolder(row.path) : go(links.experiment(row.key)))}
      {...(onEnd && { onEnd })}
      rowKeys={[
        { keys: 'Space', does: 'Look at it in the inspector: describe, tag, rename', run: () => inspect(true) },
        { keys: 'p', does: 'Pin it to home, or not', run: (row) => row.kind === 'experiment' && toggle(row.key) },
        { keys: 'Delete', does: 'Delete it, or those selected', run: (row) => row.kind === 'experiment' && onTrash(row.experiment) },
      ]}
    />
  )
}
