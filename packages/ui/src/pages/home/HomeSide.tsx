import { Link } from '../../controls/Link.tsx'
import type { ReactNode } from 'react'
import { ErrorState } from '../../controls/ErrorState.tsx'
import { Button } from '../../controls/Button.tsx'
import { Section } from '../../controls/Section.tsx'
import { StatusIcon } from '../../controls/StatusIcon.tsx'
import { Time } from '../../controls/Time.tsx'
import { markAsFailed, stalledText, useStalledRuns } from '../../controls/use-stalled.ts'
import { number, plural } from '../../format.ts'
import { links } from '../../links.ts'
import { PinButton } from '../experiments/PinButton.tsx'
import { usePins } from '../experiments/pins.ts'
import { useSummaries } from '../experiments/use-experiments.ts'
import { AliasChip, StageChip } from '../models/Chips.tsx'
import { newestFirst } from '../models/registry.ts'
import styles from './Home.module.css'
import { RecentExperiments } from './RecentExperiments.tsx'
import { useChangedModels, useExperimentNames, useFailures, usePinned } from './use-home.ts'

/** What needs attention, experiments that are pinned or changed last, and models, beside the runs. */
export const HomeSide = (): ReactNode => (
  <div style={{ minWidth: 0 }}>
    <Stalled />
    <Failures />
    <Pinned />
    <RecentExperiments />
    <Models />
  </div>
)

/** Runs that say that they are running and log nothing any more; without any there is no section. */
function Stalled(): ReactNode {
  const runs = useStalledRuns() ?? []
  const names = useExperimentNames()
  if (runs.length === 0) return null
  return (
    <Section title="Stalled runs" count={runs.length}>
      <ul className={styles['items']}>
        {runs.map((run) => (
          <li key={run.run_id}>
            <StatusIcon status="RUNNING" runId={run.run_id} />
            <Link
              to={links.run(run.experiment_id, run.run_id)}
              className="cut"
              title={`${run.run_name} in ${names.get(run.experiment_id) ?? ''}: ${stalledText(run)}`}
            >
              {run.run_name || run.run_id}
            </Link>
            <span className="dim cut">
              last point <Time at={run.last_point} />
            </span>
            <span className={styles['end']}>
              <Button small onClick={() => void markAsFailed(run)}>
                Mark as failed
              </Button>
            </span>
          </li>
        ))}
      </ul>
    </Section>
  )
}

function Failures(): ReactNode {
  const { data, error, refetch } = useFailures()
  const names = useExperimentNames()
  const rest = (data?.total ?? 0) - (data?.runs.length ?? 0)
  return (
    <Section title="Failed in the last 24 h" {...(data?.total ? { count: data.total } : {})}>
      {error && <ErrorState error={error} retry={() => void refetch()} />}
      {data?.runs.length === 0 && <span className="dim">Nothing failed.</span>}
      <ul className={styles['items']}>
        {data?.runs.map(({ info }) => (
          <li key={info.run_id}>
            <StatusIcon status={info.status} />
            <Link
              to={links.run(info.experiment_id, info.run_id)}
              className="cut"
              title={`${info.run_name ?? ''} in ${names.get(info.experiment_id) ?? ''}`}
            >
              {info.run_name || info.run_id}
            </Link>
            <span className={`dim cut`}>{names.get(info.experiment_id)}</span>
            <span className={styles['end']}>
              <Time at={info.end_time} />
            </span>
          </li>
        ))}
      </ul>
      {rest > 0 && <Link to={`/runs?q=${encodeURIComponent("attributes.status = 'FAILED'")}`}>{plural(rest, 'more', 'more')}</Link>}
    </Section>
  )
}

function Pinned(): ReactNode {
  const { pins, toggle } = usePins()
  const { data = [], error, refetch } = usePinned(pins)
  const shown = pins.length === 0 ? [] : data.filter(({ experiment_id }) => pins.includes(experiment_id))
  const summaries = useSummaries(shown)
  return (
    <Section title="Pinned experiments" actions={<Link to="/experiments">All</Link>}>
      {error && <ErrorState error={error} retry={() => void refetch()} />}
      {pins.length === 0 && <span className="dim">Star an experiment to pin it here.</span>}
      <ul className={styles['items']}>
        {shown.map(({ experiment_id, name }) => {
          const summary = summaries.get(experiment_id)
          return (
            <li key={experiment_id}>
              <PinButton name={name} isPinned onToggle={() => toggle(experiment_id)} />
              <Link to={links.experiment(experiment_id)} className="cut" title={name}>
                {name}
              </Link>
              <span className={styles['end']}>
                {summary?.metric && `${summary.metric.key} ${number(summary.metric.best)} · `}
                {summary && plural(summary.runs, 'run')}
                {summary !== undefined && summary.running > 0 && ` · ${summary.running} running`}
              </span>
            </li>
          )
        })}
      </ul>
    </Section>
  )
}

function Models(): ReactNode {
  const { data, error, refetch } = useChangedModels()
  return (
    <Section title="Recently updated models" actions={<Link to="/models">All</Link>}>
      {error && <ErrorState error={error} retry={() => void refetch()} />}
      {data?.length === 0 && <span className="dim">No model is registered yet.</span>}
      <ul className={styles['items']}>
        {data?.map(({ name, aliases = [], latest_versions = [], last_updated_timestamp }) => (
          <li key={name}>
            <Link to={links.model(name)} className="cut" title={name}>
              {name}
            </Link>
            <span className="cut">
              {aliases.slice(0, 1).map((each) => (
                <AliasChip key={each.alias} {...each} />
              ))}
              {aliases.length === 0 &&
                newestFirst(latest_versions)
                  .filter(({ current_stage }) => current_stage === 'Production')
                  .map(({ version, current_stage }) => <StageChip key={version} stage={current_stage} version={version} />)}
            </span>
            <span className={styles['end']}>
              <Time at={last_updated_timestamp} />
            </span>
          </li>
        ))}
      </ul>
    </Section>
  )
}
