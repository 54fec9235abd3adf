import { Total } from '../../controls/Total.tsx'
import type { Experiment } from '@tailrace/contract'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { Button } from '../../controls/Button.tsx'
import { errorText } from '../../api/error-text.ts'
import { EmptyState } from '../../controls/EmptyState.tsx'
import { ErrorState } from '../../controls/ErrorState.tsx'
import { Loading } from '../../controls/Loading.tsx'
import page from '../../controls/Page.module.css'
import { SearchBox } from '../../controls/SearchBox.tsx'
import { AddTag } from '../../controls/TagList.tsx'
import { allOf, nameFilter, tagFilter } from '../../controls/name-filter.ts'
import { count } from '../../format.ts'
import { Inspector, PageHead } from '../../frame/slots.tsx'
import { useKeptSet } from '../../history-entry.ts'
import { type Prepare, useGo, useQueryState } from '../../location.ts'
import { links } from '../../links.ts'
import { tagExperiments, trashExperiments } from './experiment-actions.ts'
import { ExperimentInspector } from './ExperimentInspector.tsx'
import { ExperimentList } from './ExperimentList.tsx'
import { NewExperiment } from './NewExperiment.tsx'
import { prepareExperiments, useExperiments, useSummaries } from './use-experiments.ts'
import { Segments } from '../../controls/Segments.tsx'

const filterOf = (text: string, tag: string): string | undefined => allOf(nameFilter(text), tagFilter(tag))

export const prepare: Prepare = (_params, { q = '', tag = '' }) => prepareExperiments(filterOf(q, tag))

/** All experiments, as a tree by `/` in their names or as a flat list. */
export function ExperimentsPage(): ReactNode {
  const go = useGo()
  const [text, setText] = useQueryState('q')
  const [tag, setTag] = useQueryState('tag')
  const [view, setView] = useQueryState('view', 'tree')
  const { query, experiments } = useExperiments(filterOf(text, tag))
  const summaries = useSummaries(experiments, filterOf(text, tag) === undefined)
  const [selected, setSelected] = useKeptSet('selected experiments')
  const [activeKey, setActiveKey] = useState<string | undefined>()
  const isFiltered = text !== '' || tag !== ''
  const chosen = experiments.filter(({ experiment_id }) => selected.has(experiment_id))
  const active = experiments.find(({ experiment_id }) => experiment_id === activeKey) ?? experiments[0]
  // What a filter hides is selected no more.
  const asked = useRef(`${text}\n${tag}`)
  useEffect(() => {
    if (asked.current === `${text}\n${tag}`) return
    asked.current = `${text}\n${tag}`
    setSelected(new Set())
  }, [text, tag, setSelected])
  const trash = (some: readonly Experiment[]): void => void trashExperiments(some).then((worked) => worked && setSelected(new Set()))
  const refused = isFiltered && query.error ? errorText(query.error) : undefined
  return (
    <div className={page['fill']}>
      <PageHead title="Experiments" actions={<NewExperiment />} />
      <div className={page['bar']}>
        <SearchBox value={text} onChange={setText} label="Search experiments" placeholder="Name, or tags.team = 'vision'" error={refused} />
        <SearchBox value={tag} onChange={setTag} label="Filter by tag" placeholder="Tag, e.g. team=vision" hasKey={false} width={200} />
        <div className={page['space']} />
        <Segments aria-label="View" value={view} onChange={(value) => setView(value)} data={VIEWS} />
      </div>
      {query.error && !isFiltered && <ErrorState error={query.error} retry={() => void query.refetch()} />}
      <div className={page['list']}>
        {query.isPending && <Loading what="Loading experiments" />}
        <ExperimentList
          experiments={experiments}
          summaries={summaries}
          isTree={view === 'tree'}
          selected={selected}
          onSelected={setSelected}
          onActive={setActiveKey}
          onTag={setTag}
          onTrash={(one) => trash(chosen.length > 0 ? chosen : [one])}
          stale={query.isPlaceholderData || query.isError}
          {...(query.hasNextPage && !query.isFetchingNextPage && { onEnd: () => void query.fetchNextPage() })}
        />
        {query.isSuccess && experiments.length === 0 && <NothingHere isFiltered={isFiltered} />}
      </div>
      <div className={page['foot']}>
        <span>
          <Total of={experiments.length} isUnknown={!query.data} one="experiment" />
          {query.hasNextPage && ' loaded, more below'}
          {chosen.length > 0 && <span className="dim"> · {count(chosen.length)} selected</span>}
        </span>
        <div className={page['space']} />
        {chosen.length > 0 && (
          <>
            <Button variant="filled" onClick={() => go(links.experiments([...selected]))}>
              Open runs
            </Button>
            <AddTag onSet={(key, value) => tagExperiments(chosen, key, value)} />
            <Button onClick={() => trash(chosen)}>Delete</Button>
          </>
        )}
      </div>
      <Inspector>
        {active && <ExperimentInspector key={active.experiment_id} experiment={active} summary={summaries.get(active.experiment_id)} />}
      </Inspector>
    </div>
  )
}

const VIEWS = [
  { value: 'tree', label: 'Tree' },
  { value: 'list', label: 'List' },
]

function NothingHere({ isFiltered }: { isFiltered: boolean }): ReactNode {
  const go = useGo()
  if (!isFiltered) return <EmptyState title="No experiments">Create one, or log a run: its experiment appears here.</EmptyState>
  return (
    <EmptyState title="No experiment matches" action={<Button onClick={() => go('/experiments')}>Show all experiments</Button>}>
      Deleted experiments are in the trash.
    </EmptyState>
  )
}
