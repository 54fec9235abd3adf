import { Total } from '../../controls/Total.tsx'
import type { Experiment } from '@tailrace/contract'
import { type ReactNode, useState } from 'react'
import { Button } from '../../controls/Button.tsx'
import { errorText } from '../../api/error-text.ts'
import { EmptyState } from '../../controls/EmptyState.tsx'
import { ErrorState } from '../../controls/ErrorState.tsx'
import { type ListColumn, ListTable } from '../../controls/ListTable.tsx'
import { Loading } from '../../controls/Loading.tsx'
import page from '../../controls/Page.module.css'
import { SearchBox } from '../../controls/SearchBox.tsx'
import { Time } from '../../controls/Time.tsx'
import { nameFilter } from '../../controls/name-filter.ts'
import { sorted, useSort } from '../../controls/sorting.ts'
import { count } from '../../format.ts'
import { useQueryState } from '../../location.ts'
import { restoreExperiments } from '../experiments/experiment-actions.ts'
import { firstLine, tagOf } from '../experiments/experiment-rows.ts'
import { useExperiments } from '../experiments/use-experiments.ts'
import { PurgeNote } from './PurgeNote.tsx'
import { usePurge } from './use-purge.tsx'

const COLUMNS: readonly ListColumn<Experiment>[] = [
  { id: 'name', title: 'Name', sort: 'ascending', width: 280, cell: ({ name }) => name },
  { id: 'deleted', title: 'Deleted', sort: 'descending', width: 112, cell: ({ last_update_time }) => <Time at={last_update_time} /> },
  { id: 'created', title: 'Created', sort: 'descending', width: 112, cell: ({ creation_time }) => <Time at={creation_time} /> },
  {
    id: 'description',
    title: 'Description',
    cell: ({ tags }) => <span className="dim">{firstLine(tagOf(tags, 'mlflow.note.content'))}</span>,
  },
]

/** Deleted experiments; restoring one brings its runs back. */
export function DeletedExperiments(): ReactNode {
  const [text, setText] = useQueryState('q')
  const [sort, setSort] = useSort('-deleted')
  const { query, experiments } = useExperiments(nameFilter(text), 'DELETED_ONLY')
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const chosen = experiments.filter(({ experiment_id }) => selected.has(experiment_id))
  const restore = (some: readonly Experiment[]): void => void restoreExperiments(some).then((worked) => worked && setSelected(new Set()))
  const { purge, dialog } = usePurge('experiment', () => setSelected(new Set()))
  const value = ({ name, creation_time, last_update_time }: Experiment): string | number =>
    sort.column === 'name' ? name : Number(sort.column === 'created' ? creation_time : last_update_time)
  return (
    <div className={page['fill']}>
      <div className={page['bar']}>
        <SearchBox
          value={text}
          onChange={setText}
          label="Search deleted experiments"
          error={text && query.error ? errorText(query.error) : undefined}
        />
      </div>
      {query.error && text === '' && <ErrorState error={query.error} retry={() => void query.refetch()} />}
      <div className={page['list']}>
        {query.isPending && <Loading what="Loading the trash" />}
        {experiments.length > 0 && (
          <ListTable
            label="Deleted experiments"
            group="Trash"
            columns={COLUMNS}
            rows={sorted(experiments, value, sort.descending)}
            keyOf={({ experiment_id }) => experiment_id}
            nameOf={({ name }) => name}
            sort={sort}
            onSort={setSort}
            selected={selected}
            onSelected={setSelected}
            stale={query.isPlaceholderData || query.isError}
            rowKeys={[{ keys: 'r', does: 'Restore it, or those selected', run: (one) => restore(chosen.length > 0 ? chosen : [one]) }]}
            {...(query.hasNextPage && !query.isFetchingNextPage && { onEnd: () => void query.fetchNextPage() })}
          />
        )}
        {query.isSuccess && experiments.length === 0 && (
          <EmptyState title={text ? 'No deleted experiment matches' : 'No deleted experiments'}>
            Their names stay taken while they are here.
          </EmptyState>
        )}
      </div>
      <div className={page['foot']}>
        <span>
          <Total of={experiments.length} isUnknown={!query.data} one="deleted" many="deleted" />
          {query.hasNextPage && ', more below'}
          {chosen.length > 0 && <span className="dim"> · {count(chosen.length)} selected</span>}
        </span>
        <PurgeNote />
        <div className={page['space']} />
        {chosen.length > 0 && (
          <>
            <Button danger onClick={() => void purge(chosen.map(({ experiment_id }) => experiment_id))}>
              Delete {count(chosen.length)} for good
            </Button>
            <Button variant="filled" onClick={() => restore(chosen)}>
              Restore {count(chosen.length)}
            </Button>
          </>
        )}
        {dialog}
      </div>
    </div>
  )
}
