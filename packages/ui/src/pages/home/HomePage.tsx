import type { QueriedRun } from '@tailrace/contract'
import { Link } from '../../controls/Link.tsx'
import { type ReactNode, useEffect, useRef } from 'react'
import { ErrorState } from '../../controls/ErrorState.tsx'
import { type ListColumn, ListTable } from '../../controls/ListTable.tsx'
import { Loading } from '../../controls/Loading.tsx'
import page from '../../controls/Page.module.css'
import { Section } from '../../controls/Section.tsx'
import { StatusIcon } from '../../controls/StatusIcon.tsx'
import { Time } from '../../controls/Time.tsx'
import { duration } from '../../format.ts'
import { PageHead } from '../../frame/slots.tsx'
import { useGo } from '../../location.ts'
import { links } from '../../links.ts'
import { FirstRun } from './FirstRun.tsx'
import styles from './Home.module.css'
import { HomeSide } from './HomeSide.tsx'
import { useExperimentNames, useRecentRuns } from './use-home.ts'

/** What happened last; on an empty server how to begin. */
export function HomePage(): ReactNode {
  const go = useGo()
  const recent = useRecentRuns()
  const wasEmpty = useRef(false)
  const isEmpty = recent.data?.total === 0
  const newest = recent.data?.runs[0]?.info
  useEffect(() => {
    if (wasEmpty.current && newest) go(links.run(newest.experiment_id, newest.run_id))
    wasEmpty.current = isEmpty
  }, [isEmpty, newest, go])
  return (
    <>
      <PageHead title="Home" />
      {recent.isPending && <Loading what="Loading what happened last" />}
      {recent.error && <ErrorState error={recent.error} retry={() => void recent.refetch()} />}
      {isEmpty && <FirstRun />}
      {newest && recent.data && (
        <div className={`${page['flow']} ${page['columns']}`}>
          <Section title="Recent runs" actions={<Link to="/runs">All runs</Link>}>
            <RecentRuns runs={recent.data.runs} />
          </Section>
          <HomeSide />
        </div>
      )}
    </>
  )
}

const took = ({ status, start_time, end_time }: QueriedRun['info']): string => {
  if (!start_time) return ''
  if (end_time !== undefined) return duration(Number(end_time) - Number(start_time))
  return status === 'RUNNING' ? duration(Date.now() - Number(start_time)) : ''
}

function columnsOf(names: ReadonlyMap<string, string>): ListColumn<QueriedRun>[] {
  return [
    {
      id: 'run',
      title: 'Run',
      width: 200,
      cell: ({ info }) => (
        <span style={{ display: 'flex', gap: 8 }}>
          <StatusIcon status={info.status} runId={info.run_id} />
          <Link to={links.run(info.experiment_id, info.run_id)} tabIndex={-1} className="cut" title={info.run_name ?? ''}>
            {info.run_name || info.run_id}
          </Link>
        </span>
      ),
    },
    {
      id: 'experiment',
      title: 'Experiment',
      width: 160,
      cell: ({ info }) => (
        <Link to={links.experiment(info.experiment_id)} tabIndex={-1}>
          {names.get(info.experiment_id) ?? info.experiment_id}
        </Link>
      ),
    },
    { id: 'user', title: 'User', width: 96, cell: ({ info }) => info.user_id },
    { id: 'started', title: 'Started', width: 96, cell: ({ info }) => <Time at={info.start_time} /> },
    { id: 'took', title: 'Duration', right: true, width: 80, cell: ({ info }) => took(info) },
  ]
}

function RecentRuns({ runs }: { runs: readonly QueriedRun[] }): ReactNode {
  const go = useGo()
  const names = useExperimentNames()
  return (
    <div className={styles['recent']}>
      <ListTable
        label="Recent runs"
        group="Recent runs"
        columns={columnsOf(names)}
        rows={runs}
        keyOf={({ info }) => info.run_id}
        nameOf={({ info }) => info.run_name ?? info.run_id}
        onOpen={({ info }) => go(links.run(info.experiment_id, info.run_id))}
      />
    </div>
  )
}
