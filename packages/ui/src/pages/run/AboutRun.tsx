import type { ModelVersion, Run } from '@tailrace/contract'
import { type ReactNode, useState } from 'react'
import { Button } from '../../controls/Button.tsx'
import { CopyButton } from '../../controls/CopyButton.tsx'
import { Section } from '../../controls/Section.tsx'
import { StatusIcon } from '../../controls/StatusIcon.tsx'
import { count, moment } from '../../format.ts'
import { links } from '../../links.ts'
import styles from './run.module.css'
import { tagOf, useBriefRun, useChildRuns, useExperimentName } from './use-run.ts'

/** The column beside params and metrics: tags, ids, times, kin, registered versions. */
export function AboutRun({ run, versions }: { run: Run; versions: readonly ModelVersion[] }): ReactNode {
  return (
    <>
      <Section title="About">
        <Facts run={run} />
      </Section>
      <Versions versions={versions} />
      <Children run={run} />
      <SystemTags run={run} />
    </>
  )
}

function Facts({ run }: { run: Run }): ReactNode {
  const { info } = run
  const experiment = useExperimentName(info.experiment_id)
  const parent = useBriefRun(tagOf(run, 'mlflow.parentRunId')).data
  const facts: [string, ReactNode][] = [
    ['Started', moment(info.start_time) || '–'],
    ['Ended', info.end_time ? moment(info.end_time) : '–'],
    ['Run id', <Copied key="id" text={info.run_id} what="run id" />],
    [
      'Experiment',
      <span key="experiment" className={styles['copied']}>
        <a href={`#${links.experiment(info.experiment_id)}`}>{experiment}</a> <CopyButton text={info.experiment_id} what="experiment id" />
      </span>,
    ],
    ...(parent
      ? [
          [
            'Parent run',
            <a key="parent" href={`#${links.run(info.experiment_id, parent.run_id)}`}>
              {parent.name}
            </a>,
          ] as [string, ReactNode],
        ]
      : []),
    ['Artifacts', <Copied key="artifacts" text={info.artifact_uri ?? ''} what="artifact location" />],
  ]
  return (
    <dl className={styles['facts']}>
      {facts.map(([name, value]) => (
        <div key={name} style={{ display: 'contents' }}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

const Copied = ({ text, what }: { text: string; what: string }): ReactNode => (
  <span className={styles['copied']}>
    <span className="mono">{text}</span> <CopyButton text={text} what={what} />
  </span>
)

function Versions({ versions }: { versions: readonly ModelVersion[] }): ReactNode {
  if (versions.length === 0) return null
  return (
    <Section title="Registered models" count={versions.length}>
      <ul className={styles['list']}>
        {versions.map(({ name, version, current_stage }) => (
          <li key={`${name} ${version}`}>
            <a className="cut" href={`#${links.version(name, version)}`}>
              {name} v{version}
            </a>
            {current_stage !== 'None' && <span className={styles['badge']}>{current_stage}</span>}
          </li>
        ))}
      </ul>
    </Section>
  )
}

/** Child runs that are shown at first, and how many more each time. */
const CHILDREN = 10

function Children({ run }: { run: Run }): ReactNode {
  const [most, setMost] = useState(CHILDREN)
  const { data } = useChildRuns(run, most)
  if (!data || data.total === 0) return null
  return (
    <Section title="Child runs" count={data.total}>
      <ul className={styles['list']}>
        {data.runs.map(({ run_id, name, status }) => (
          <li key={run_id}>
            <StatusIcon status={status} />
            <a className="cut" href={`#${links.run(run.info.experiment_id, run_id)}`}>
              {name}
            </a>
          </li>
        ))}
      </ul>
      {data.total > data.runs.length && most < 1_000 && (
        <Button variant="subtle" onClick={() => setMost(Math.min(1_000, most * 10))}>
          {count(data.total - data.runs.length)} more
        </Button>
      )}
    </Section>
  )
}

/** The clients' own tags, folded away: rarely wanted, sometimes decisive. */
function SystemTags({ run }: { run: Run }): ReactNode {
  const tags = (run.data.tags ?? []).filter(({ key }) => /^(mlflow|tailrace)\./.test(key) && key !== 'mlflow.note.content')
  if (tags.length === 0) return null
  return (
    <details>
      <summary className="dim" style={{ cursor: 'pointer', minHeight: 24 }}>
        {tags.length} tags of the client
      </summary>
      <dl className={styles['facts']} style={{ gridTemplateColumns: 'minmax(0, 1fr)', gap: 0 }}>
        {tags.map(({ key, value }) => (
          <div key={key} style={{ marginTop: 6 }}>
            <dt>{key}</dt>
            <dd className="mono">{value.length > 400 ? `${value.slice(0, 400)}…` : value}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}
