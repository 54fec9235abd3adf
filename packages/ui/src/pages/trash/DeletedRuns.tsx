import { Total } from '../../controls/Total.tsx'
import { Button } from '../../controls/Button.tsx'
import { Select } from '../../controls/overlays.tsx'
import type { QueriedRun } from '@tailrace/contract'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '../../controls/Link.tsx'
import { type ReactNode, useState } from 'react'
import { queryRuns } from '../../api/calls.ts'
import { EmptyState } from '../../controls/EmptyState.tsx'
import { ErrorState } from '../../controls/ErrorState.tsx'
import { type ListColumn, ListTable } from '../../controls/ListTable.tsx'
import { Loading } from '../../controls/Loading.tsx'
import page from '../../controls/Page.module.css'
import { StatusIcon } from '../../controls/StatusIcon.tsx'
import { Time } from '../../controls/Time.tsx'
import { type Sort, useSort } from '../../controls/sorting.ts'
import { useLastData } from '../../controls/use-last-data.ts'
import { count } from '../../format.ts'
import { useGo, useQueryState } from '../../location.ts'
import { links } from '../../links.ts'
import { useExperimentNames } from '../home/use-home.ts'
import { restoreRuns } from '../runs/bulk-actions.ts'
import { PurgeNote } from './PurgeNote.tsx'
import { usePurge } from './use-purge.tsx'

const PAGE = 200
const ORDERS: Readonly<Record<string, string>> = {
  run: 'attributes.run_name',
  started: 'attributes.start_time',
  ended: 'attributes.end_time',
}

function columnsOf(names: ReadonlyMap<string, string>): ListColumn<QueriedRun>[] {
  return [
    {
      id: 'run',
      title: 'Run',
      sort: 'ascending',
      width: 240,
      cell: ({ info }) => (
        <span style={{ display: 'flex', gap: 8 }}>
          <StatusIcon status={info.status} />
          <Link to={links.run(info.experiment_id, info.run_id)} tabIndex={-1} className="cut">
            {info.run_name || info.run_id}
          </Link>
        </span>
      ),
    },
    {
      id: 'experiment',
      title: 'Experiment',
      width: 200,
      cell: ({ info }) => (
        <Link to={links.experiment(info.experiment_id)} tabIndex={-1}>
          {names.get(info.experiment_id) ?? info.experiment_id}
        </Link>
      ),
    },
    { id: 'user', title: 'User', width: 96, cell: ({ info }) => info.user_id },
    { id: 'started', title: 'Started', sort: 'descending', width: 112, cell: ({ info }) => <Time at={info.start_time} /> },
    { id: 'ended', title: 'Ended', sort: 'descending', width: 112, cell: ({ info }) => <Time at={info.end_time} /> },
    { id: 'id', title: 'Id', cell: ({ info }) => <span className="mono dim">{info.run_id}</span> },
  ]
}

/** Deleted runs of an experiment, or of all for ''. */
function useDeletedRuns(experiment: string, sort: Sort) {
  const order = `${ORDERS[sort.column] ?? 'attributes.end_time'} ${sort.descending ? 'DESC' : 'ASC'}`
  return useInfiniteQuery({
    queryKey: ['runs', 'deleted', experiment, order],
    queryFn: ({ pageParam, signal }) =>
      queryRuns(
        {
          run_view_type: 'DELETED_ONLY',
          params: [],
          metrics: [],
          tags: [],
          inputs: false,
          total: true,
          max_results: PAGE,
          order_by: [order],
          ...(experiment && { experiment_ids: [experiment] }),
          ...(pageParam && { page_token: pageParam }),
        },
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: ({ next_page_token }) => next_page_token || undefined,
    placeholderData: keepPreviousData,
    meta: { metrics: [] },
  })
}

/** Deleted runs of experiments that are not deleted themselves. */
export function DeletedRuns(): ReactNode {
  const go = useGo()
  const names = useExperimentNames()
  const [experiment, setExperiment] = useQueryState('experiment')
  const [sort, setSort] = useSort('-ended')
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const query = useDeletedRuns(experiment, sort)
  const runs = useLastData(query.data)?.pages.flatMap((each) => each.runs) ?? []
  const { purge, dialog } = usePurge('run', () => setSelected(new Set()))
  const restore = (ids: readonly string[]): void => void restoreRuns(ids).then((worked) => worked && setSelected(new Set()))
  return (
    <div className={page['fill']}>
      <div className={page['bar']}>
        <Select
          aria-label="Experiment"
          placeholder="All experiments"
          data={[...names].map(([value, label]) => ({ value, label }))}
          value={experiment || null}
          onChange={(id) => {
            setSelected(new Set())
            setExperiment(id ?? '')
          }}
          searchable
          clearable
          style={{ width: 280 }}
        />
      </div>
      {query.error && <ErrorState error={query.error} retry={() => void query.refetch()} />}
      <div className={page['list']}>
        {query.isPending && <Loading what="Loading the trash" />}
        {runs.length > 0 && (
          <ListTable
            label="Deleted runs"
            group="Trash"
            columns={columnsOf(names)}
            rows={runs}
            keyOf={({ info }) => info.run_id}
            nameOf={({ info }) => info.run_name ?? info.run_id}
            sort={sort}
            onSort={setSort}
            selected={selected}
            onSelected={setSelected}
            stale={query.isPlaceholderData || query.isError}
            onOpen={({ info }) => go(links.run(info.experiment_id, info.run_id))}
            rowKeys={[
              {
                keys: 'r',
                does: 'Restore it, or those selected',
                run: ({ info }) => restore(selected.size > 0 ? [...selected] : [info.run_id]),
              },
            ]}
            {...(query.hasNextPage && !query.isFetchingNextPage && { onEnd: () => void query.fetchNextPage() })}
          />
        )}
        {query.isSuccess && runs.length === 0 && <NoRuns showAll={experiment === '' ? undefined : () => setExperiment('')} />}
      </div>
      <div className={page['foot']}>
        <span>
          <Total of={query.data?.pages[0]?.total ?? 0} isUnknown={!query.data} one="deleted" many="deleted" />
          {selected.size > 0 && <span className="dim"> · {count(selected.size)} selected</span>}
        </span>
        <PurgeNote />
        <div className={page['space']} />
        {selected.size > 0 && (
          <>
            <Button danger onClick={() => void purge([...selected])}>
              Delete {count(selected.size)} for good
            </Button>
            <Button variant="filled" onClick={() => restore([...selected])}>
              Restore {count(selected.size)}
            </Button>
          </>
        )}
        {dialog}
      </div>
    </div>
  )
}

const NoRuns = ({ showAll }: { showAll: (() => void) | undefined }): ReactNode => (
  <EmptyState title="No deleted runs" action={showAll && <Button onClick={showAll}>Show those of all experiments</Button>}>
    Runs of a deleted experiment come back with it.
  </EmptyState>
)
