import { Total } from '../../controls/Total.tsx'
import type { RegisteredModel } from '@tailrace/contract'
import { infiniteQueryOptions, keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { Button } from '../../controls/Button.tsx'
import { Link } from '../../controls/Link.tsx'
import type { ReactNode } from 'react'
import { queries } from '../../api/queries.ts'
import { askModels } from '../../api/questions.ts'
import { errorText } from '../../api/error-text.ts'
import { EmptyState } from '../../controls/EmptyState.tsx'
import { ErrorState } from '../../controls/ErrorState.tsx'
import { type ListColumn, ListTable } from '../../controls/ListTable.tsx'
import { Loading } from '../../controls/Loading.tsx'
import page from '../../controls/Page.module.css'
import { SearchBox } from '../../controls/SearchBox.tsx'
import { isSystemTag } from '../../controls/TagList.tsx'
import tagStyles from '../../controls/TagList.module.css'
import { Time } from '../../controls/Time.tsx'
import { nameFilter } from '../../controls/name-filter.ts'
import { parseSort, type Sort, useSort } from '../../controls/sorting.ts'
import { PageHead } from '../../frame/slots.tsx'
import { type Prepare, useGo, useQueryState } from '../../location.ts'
import { links } from '../../links.ts'
import { useLastData } from '../../controls/use-last-data.ts'
import { firstLine } from '../experiments/experiment-rows.ts'
import { AliasChip, StageChip } from './Chips.tsx'
import styles from './Models.module.css'
import { NewModel } from './NewModel.tsx'
import { latestVersion, makerOf, newestFirst } from './registry.ts'

/** What the server can order by; the lists are too long to order here. */
const ORDERS: Readonly<Record<string, string>> = { name: 'name', changed: 'last_updated_timestamp' }

const COLUMNS: readonly ListColumn<RegisteredModel>[] = [
  {
    id: 'name',
    title: 'Name',
    sort: 'ascending',
    width: 220,
    cell: ({ name }) => (
      <Link to={links.model(name)} tabIndex={-1} className={styles['name'] ?? ''} title={name}>
        {name}
      </Link>
    ),
  },
  {
    id: 'latest',
    title: 'Latest',
    right: true,
    width: 64,
    cell: (model) => {
      const version = latestVersion(model)
      return version === undefined ? (
        <span className="dim">none</span>
      ) : (
        <Link to={links.version(model.name, version)} tabIndex={-1}>
          v{version}
        </Link>
      )
    },
  },
  {
    id: 'aliases',
    title: 'Aliases',
    width: 240,
    cell: ({ aliases = [] }) => aliases.map((each) => <AliasChip key={each.alias} {...each} />),
  },
  {
    id: 'stages',
    title: 'Stages',
    width: 220,
    cell: ({ latest_versions = [] }) =>
      newestFirst(latest_versions)
        .filter(({ current_stage }) => current_stage === 'Production' || current_stage === 'Staging')
        .map(({ version, current_stage }) => <StageChip key={version} stage={current_stage} version={version} />),
  },
  { id: 'changed', title: 'Changed', sort: 'descending', width: 96, cell: (model) => <Time at={model.last_updated_timestamp} /> },
  { id: 'maker', title: 'Created by', width: 96, cell: makerOf },
  { id: 'description', title: 'Description', width: 180, cell: ({ description }) => <span className="dim">{firstLine(description)}</span> },
  {
    id: 'tags',
    title: 'Tags',
    cell: ({ tags = [] }) =>
      tags
        .filter(({ key }) => !isSystemTag(key))
        .slice(0, 3)
        .map(({ key, value }) => (
          <span key={key} className={tagStyles['tag']} title={`${key}: ${value}`}>
            <b>{key}</b> <span className="cut">{value}</span>
          </span>
        )),
  },
]

const INITIAL_SORT = '-changed'
const orderOf = ({ column, descending }: Sort): string => `${ORDERS[column] ?? 'name'} ${descending ? 'DESC' : 'ASC'}`

const modelsQuery = (filter: string | undefined, order: string) =>
  infiniteQueryOptions({
    queryKey: ['models', 'list', filter ?? '', order],
    queryFn: ({ pageParam, signal }) => askModels(filter, order, pageParam, signal),
    initialPageParam: '',
    getNextPageParam: ({ next_page_token }) => next_page_token || undefined,
  })

export const prepare: Prepare = (_params, { q = '', sort = INITIAL_SORT }) =>
  queries.ensureInfiniteQueryData(modelsQuery(nameFilter(q), orderOf(parseSort(sort))))

/** All registered models; prompts are none. */
export function ModelsPage(): ReactNode {
  const go = useGo()
  const [text, setText] = useQueryState('q')
  const [sort, setSort] = useSort(INITIAL_SORT)
  const filter = nameFilter(text)
  const order = orderOf(sort)
  const query = useInfiniteQuery({ ...modelsQuery(filter, order), placeholderData: keepPreviousData })
  const models = useLastData(query.data)?.pages.flatMap(({ registered_models = [] }) => registered_models) ?? []
  return (
    <div className={page['fill']}>
      <PageHead title="Models" actions={<NewModel />} />
      <div className={page['bar']}>
        <SearchBox
          value={text}
          onChange={setText}
          label="Search models"
          placeholder="Name, or tags.team = 'vision'"
          error={text !== '' && query.error ? errorText(query.error) : undefined}
        />
      </div>
      {query.error && text === '' && <ErrorState error={query.error} retry={() => void query.refetch()} />}
      <div className={page['list']}>
        {query.isPending && <Loading what="Loading models" />}
        {models.length > 0 && (
          <ListTable
            label="Models"
            group="Models"
            opens="name"
            // Without access control nobody is known as the maker, and the column would be empty.
            columns={models.some(makerOf) ? COLUMNS : COLUMNS.filter(({ id }) => id !== 'maker')}
            rows={models}
            keyOf={({ name }) => name}
            nameOf={({ name }) => name}
            sort={sort}
            onSort={setSort}
            onOpen={({ name }) => go(links.model(name))}
            stale={query.isPlaceholderData || query.isError}
            {...(query.hasNextPage && !query.isFetchingNextPage && { onEnd: () => void query.fetchNextPage() })}
          />
        )}
        {query.isSuccess && models.length === 0 && <NoModels isFiltered={text !== ''} />}
      </div>
      <div className={page['foot']}>
        <span>
          <Total of={models.length} isUnknown={!query.data} one="model" />
          {query.hasNextPage && ' loaded, more below'}
        </span>
      </div>
    </div>
  )
}

function NoModels({ isFiltered }: { isFiltered: boolean }): ReactNode {
  const go = useGo()
  return isFiltered ? (
    <EmptyState title="No model matches" action={<Button onClick={() => go('/models')}>Show all models</Button>} />
  ) : (
    <EmptyState title="No models yet">
      Register one from the files of a run, with registered_model_name in log_model, or create an empty one.
    </EmptyState>
  )
}
