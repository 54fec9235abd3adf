import { Total } from '../../controls/Total.tsx'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { Button } from '../../controls/Button.tsx'
import { Link } from '../../controls/Link.tsx'
import type { ReactNode } from 'react'
import { searchLoggedModels } from '../../api/calls.ts'
import { primaryOf } from '../../api/experiment-primary.ts'
import { errorText } from '../../api/error-text.ts'
import { EmptyState } from '../../controls/EmptyState.tsx'
import { ErrorState } from '../../controls/ErrorState.tsx'
import { Loading } from '../../controls/Loading.tsx'
import page from '../../controls/Page.module.css'
import { lazyWithPreload } from '../../controls/lazy-with-preload.tsx'
import { SearchBox } from '../../controls/SearchBox.tsx'
import { Segments } from '../../controls/Segments.tsx'
import { Switch } from '../../controls/Switch.tsx'
import { nameFilter } from '../../controls/name-filter.ts'
import { type Sort, useSort } from '../../controls/sorting.ts'
import { useLastData } from '../../controls/use-last-data.ts'
import { PageHead } from '../../frame/slots.tsx'
import { usePathParams, useQueryState } from '../../location.ts'
import { partModules } from '../../part-modules.ts'
import { ExperimentTabs } from '../runs/ExperimentTabs.tsx'
import { MissingExperiment } from '../runs/MissingExperiment.tsx'
import { useExperiment } from '../runs/use-experiment.ts'
import { ColumnChoice } from './ColumnChoice.tsx'
import { firstColumns, valueColumns } from './logged-model.ts'
import { LoggedModelTable } from './LoggedModelTable.tsx'

const ModelCharts = lazyWithPreload(
  async () => (await partModules.modelCharts()).ModelCharts,
  <Loading rows={6} what="Loading the charts" />,
)

const VIEWS = [
  { value: 'table', label: 'Table' },
  { value: 'charts', label: 'Charts' },
]
const PAGE = 100
const ORDERS: Readonly<Record<string, string>> = { name: 'name', status: 'status', created: 'creation_timestamp', type: 'model_type' }

/** Logged models of an experiment that meet a filter, in an order, a hundred at a time. */
function useLoggedModels(experimentId: string, filter: string | undefined, { column, descending }: Sort) {
  const field_name = ORDERS[column] ?? (column.startsWith('metrics.') ? column : 'creation_timestamp')
  return useInfiniteQuery({
    queryKey: ['models', 'logged-list', experimentId, filter ?? '', field_name, descending],
    queryFn: ({ pageParam, signal }) =>
      searchLoggedModels(
        {
          experiment_ids: [experimentId],
          max_results: PAGE,
          order_by: [{ field_name, ascending: !descending }],
          ...(filter && { filter }),
          ...(pageParam && { page_token: pageParam }),
        },
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: ({ next_page_token }) => next_page_token || undefined,
    placeholderData: keepPreviousData,
    enabled: experimentId !== '',
  })
}

const metricsOf = (columns: readonly string[]): string[] => columns.flatMap((id) => (id.startsWith('metrics.') ? id.slice(8) : []))

/** Models that the runs of an experiment logged. */
export function LoggedModelsPage(): ReactNode {
  const id = usePathParams()['experimentId'] ?? ''
  const experiment = useExperiment(id)
  const primary = primaryOf(experiment.data)
  const [text, setText] = useQueryState('q')
  const [sort, setSort] = useSort('-created')
  const query = useLoggedModels(id, nameFilter(text, 'attributes.name'), sort)
  const models = useLastData(query.data)?.pages.flatMap((each) => each.models ?? []) ?? []
  const [view, setView] = useQueryState('view', 'table')
  const isCharts = view === 'charts'
  const [group, setGroup] = useQueryState('group')
  const [cols, setCols] = useQueryState('cols')
  const shown = cols === '' ? firstColumns(models, primary) : cols === 'none' ? [] : cols.split(',').map(decodeURIComponent)
  const isStale = query.isPlaceholderData || query.isError
  const more = (): void => void query.fetchNextPage()
  if (experiment.isGone) return <MissingExperiment id={id} />
  return (
    <div className={page['fill']}>
      <PageHead title={experiment.data?.name ?? '…'} crumbs={<Link to="/experiments">Experiments</Link>} />
      <ExperimentTabs id={id} tab="models" />
      <div className={page['bar']}>
        <SearchBox
          value={text}
          onChange={setText}
          label="Search logged models"
          placeholder="Name, or metrics.auc > 0.9"
          error={text && query.error ? errorText(query.error) : undefined}
        />
        <div className={page['space']} />
        {!isCharts && <Switch label="Group by source run" checked={group === 'run'} onChange={(on) => setGroup(on ? 'run' : '')} />}
        <ColumnChoice
          all={valueColumns(models, primary)}
          shown={shown}
          onChange={(ids) => setCols(ids.length === 0 ? 'none' : ids.map(encodeURIComponent).join(','))}
        />
        <Segments aria-label="View" value={view} onChange={(value) => setView(value)} data={VIEWS} />
      </div>
      {query.error && text === '' && <ErrorState error={query.error} retry={() => void query.refetch()} />}
      <div className={page[isCharts ? 'rest' : 'list']}>
        {query.isPending && <Loading what="Loading the models" />}
        {models.length > 0 && isCharts && (
          <ModelCharts experimentId={id} models={models} metrics={metricsOf(shown)} primary={primary} stale={isStale} />
        )}
        {models.length > 0 && !isCharts && (
          <LoggedModelTable
            models={models}
            shown={shown}
            isGrouped={group === 'run'}
            sort={sort}
            onSort={setSort}
            stale={isStale}
            {...(query.hasNextPage && !query.isFetchingNextPage && { onEnd: more })}
          />
        )}
        {query.isSuccess && models.length === 0 && <NoModels isFiltered={text !== ''} showAll={() => setText('')} />}
      </div>
      <div className={page['foot']}>
        <span>
          <Total of={models.length} isUnknown={!query.data} one="model" />
          {query.hasNextPage && (isCharts ? ' loaded' : ' loaded, more below')}
        </span>
        {/* A table fetches more as it is scrolled; charts have no end to scroll to. */}
        {isCharts && query.hasNextPage && (
          <Button loading={query.isFetchingNextPage} onClick={more}>
            Load more
          </Button>
        )}
      </div>
    </div>
  )
}

const NoModels = ({ isFiltered, showAll }: { isFiltered: boolean; showAll: () => void }): ReactNode =>
  isFiltered ? (
    <EmptyState title="No logged model matches" action={<Button onClick={showAll}>Show all</Button>} />
  ) : (
    <EmptyState title="No logged models">
      Clients of MLflow 3 make one with <code>log_model</code>. Models of older clients lie in the files of their runs.
    </EmptyState>
  )
