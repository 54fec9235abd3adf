import type { Run } from '@tailrace/contract'
import { type ReactNode, useEffect, useState } from 'react'
import { Button } from '../../controls/Button.tsx'
import { experimentQuery } from '../../api/experiment-query.ts'
import { ApiError } from '../../api/http.ts'
import { queries } from '../../api/queries.ts'
import { EmptyState } from '../../controls/EmptyState.tsx'
import { ErrorState } from '../../controls/ErrorState.tsx'
import { lazyWithPreload } from '../../controls/lazy-with-preload.tsx'
import { Loading } from '../../controls/Loading.tsx'
import { loadMarkdown } from '../../controls/Markdown.tsx'
import { PageHead } from '../../frame/slots.tsx'
import { links } from '../../links.ts'
import { type Prepare, type Search, useGo, usePathParams } from '../../location.ts'
import { LoggedModels } from './LoggedModels.tsx'
import { OverviewTab } from './OverviewTab.tsx'
import { RenameRun } from './RenameRun.tsx'
import { partModules } from '../../part-modules.ts'
import { RunHead } from './RunHead.tsx'
import { RunStrip } from './RunStrip.tsx'
import { RunTabs } from './RunTabs.tsx'
import styles from './run.module.css'
import { NOTE, restore } from './run-actions.ts'
import { tabOf } from './run-tab.ts'
import { runQuery, tagOf, useRun, useVersionsOfRun } from './use-run.ts'

const ChartsTab = lazyWithPreload(async () => (await partModules.chartsTab()).ChartsTab)
const FilesTab = lazyWithPreload(async () => (await partModules.filesTab()).FilesTab)
const LineageTab = lazyWithPreload(async () => (await import('./LineageTab.tsx')).LineageTab)

export const prepare: Prepare = ({ experimentId: experiment_id, runId: run_id = '', _splat: rest = '' }, query) => {
  const { tab, path } = tabOf(rest)
  const known = queries.ensureQueryData(runQuery(run_id))
  return Promise.all([
    known.then((run) => tab === 'overview' && loadMarkdown(tagOf(run, NOTE) ?? '')),
    experiment_id !== undefined && queries.ensureQueryData(experimentQuery(experiment_id)),
    tab.endsWith('-metrics') && ChartsTab.load(),
    (tab === 'model-metrics' || tab === 'system-metrics') && prepareChartsTab(tab, known, query),
    tab === 'artifacts' &&
      Promise.all([FilesTab.load(), partModules.filesTab().then(({ prepareFiles }) => prepareFiles(run_id, experiment_id ?? '', path))]),
  ])
}

async function prepareChartsTab(tab: 'model-metrics' | 'system-metrics', run: Promise<Run>, query: Search): Promise<void> {
  const [{ prepareTab }, known] = await Promise.all([partModules.chartsTab(), run])
  await prepareTab(known, tab === 'system-metrics' ? 'system' : 'model', query)
}

/** A run; `/runs/:id` finds its experiment by itself. */
export function RunPage(): ReactNode {
  const { experimentId = '', runId = '', _splat: rest = '' } = usePathParams()
  const go = useGo()
  const { data: run, error, refetch } = useRun(runId)
  const fresh = run?.info.run_id === runId
  const home = fresh ? run.info.experiment_id : undefined
  useEffect(() => {
    // Also mends an address that names another experiment.
    if (home !== undefined && home !== experimentId) go(links.run(home, runId, rest), 'replace')
  }, [home, experimentId, runId, rest, go])
  if (error && !fresh) return <Missing error={error} runId={runId} experimentId={experimentId} retry={() => void refetch()} />
  if (!run)
    return (
      <>
        <PageHead title="Run" />
        <Loading what="Loading the run" rows={12} />
      </>
    )
  return (
    <>
      {error && <ErrorState error={error} retry={() => void refetch()} />}
      <div className={fresh ? styles['page'] : `${styles['page']} ${styles['stale']}`} aria-busy={!fresh}>
        <RunContent key={run.info.run_id} run={run} rest={rest} />
      </div>
    </>
  )
}

function Missing({
  error,
  runId,
  experimentId,
  retry,
}: {
  error: Error
  runId: string
  experimentId: string
  retry: () => void
}): ReactNode {
  const gone = error instanceof ApiError && error.isGone
  const to = experimentId ? links.experiment(experimentId) : '/runs'
  return (
    <>
      <PageHead title="Run" />
      {gone ? (
        <EmptyState title="Run not found" action={<Button href={`#${to}`}>{experimentId ? 'Runs of the experiment' : 'All runs'}</Button>}>
          <code>{runId}</code> may have been deleted permanently, or lives on another server.
        </EmptyState>
      ) : (
        <ErrorState error={error} retry={retry} />
      )}
    </>
  )
}

function RunContent({ run, rest }: { run: Run; rest: string }): ReactNode {
  const { tab, path } = tabOf(rest)
  const [renaming, setRenaming] = useState(false)
  const [noting, setNoting] = useState(false)
  const go = useGo()
  const { data: versions = [] } = useVersionsOfRun(run.info.run_id)
  const note = (): void => {
    if (tab !== 'overview') go(links.run(run.info.experiment_id, run.info.run_id))
    setNoting(true)
  }
  const [tagging, setTagging] = useState(false)
  const tag = (): void => {
    if (tab !== 'overview') go(links.run(run.info.experiment_id, run.info.run_id))
    setTagging(true)
  }
  useEffect(() => {
    if (!tagging || tab !== 'overview') return
    setTagging(false)
    document.querySelector<HTMLElement>('[data-add-tag]')?.click()
  }, [tagging, tab])
  return (
    <>
      <RunHead
        run={run}
        rest={tab === 'artifacts' ? 'artifacts' : tab === 'overview' ? '' : tab}
        onRename={() => setRenaming(true)}
        onNote={note}
        onTag={tag}
      />
      {run.info.lifecycle_stage === 'deleted' && (
        <div className={styles['deleted']} role="status">
          <span>This run is in the trash.</span>
          <Button small onClick={() => void restore(run)}>
            Restore
          </Button>
        </div>
      )}
      {renaming && <RenameRun run={run} onDone={() => setRenaming(false)} />}
      <RunStrip run={run} />
      <RunTabs run={run} tab={tab} />
      <div className={styles['body']} data-flush={tab === 'artifacts' || tab.endsWith('-metrics') || undefined}>
        {tab === 'overview' && <OverviewTab run={run} versions={versions} noting={noting} onNoting={setNoting} />}
        {tab === 'model-metrics' && <ChartsTab run={run} only="model" />}
        {tab === 'system-metrics' && <ChartsTab run={run} only="system" />}
        {tab === 'artifacts' && <FilesTab run={run} path={path} />}
        {tab === 'models' && <LoggedModels run={run} versions={versions} always />}
        {tab === 'lineage' && <LineageTab run={run} versions={versions} />}
      </div>
    </>
  )
}
