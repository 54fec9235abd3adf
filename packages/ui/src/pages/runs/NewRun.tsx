import type { Experiment } from '@tailrace/contract'
import type { ReactNode } from 'react'
import { TRACKING_URI } from '../../api/http.ts'
import { EmptyState } from '../../controls/EmptyState.tsx'
import { Section } from '../../controls/Section.tsx'
import { Snippets } from '../../controls/Snippets.tsx'
import { firstRunCode } from '../../first-run-code.ts'
import styles from './RunsPage.module.css'
import { useExperiment } from './use-experiment.ts'

/** An experiment without runs: how to log one into it. The table comes with it by itself. */
export function NewRun({ experimentId, action }: { experimentId: string; action: ReactNode }): ReactNode {
  const { data } = useExperiment(experimentId)
  // Nothing can be logged into an experiment in the trash.
  if (data?.lifecycle_stage === 'deleted') return <EmptyState title="No runs" action={action} />
  return (
    <>
      <EmptyState title="No runs yet" action={action}>
        New runs appear here automatically.
      </EmptyState>
      {data && (
        <div className={styles['newRun']}>
          <Section title="Log a run">
            <RunCode experiment={data} />
          </Section>
        </div>
      )}
    </>
  )
}

/** Code that logs a run into an experiment. */
export const RunCode = ({ experiment }: { experiment: Experiment }): ReactNode => (
  <Snippets texts={firstRunCode(TRACKING_URI, experiment)} />
)
