import type { ModelVersion, Run } from '@tailrace/contract'
import type { ReactNode } from 'react'
import { Button } from '../../controls/Button.tsx'
import { Note } from '../../controls/Note.tsx'
import { Section } from '../../controls/Section.tsx'
import { AboutRun } from './AboutRun.tsx'
import { Datasets } from './Datasets.tsx'
import { LoggedModels } from './LoggedModels.tsx'
import { MetricsTable } from './MetricsTable.tsx'
import { ParamTree } from './ParamTree.tsx'
import styles from './run.module.css'
import { NOTE, saveNote } from './run-actions.ts'
import { tagOf } from './use-run.ts'

const hasModels = ({ inputs, outputs }: Run): boolean => Boolean(inputs?.model_inputs?.length || outputs?.model_outputs?.length)

/** Everything about a run that fits on a page. */
export function OverviewTab({
  run,
  versions,
  noting,
  onNoting,
}: {
  run: Run
  versions: readonly ModelVersion[]
  /** Whether the description is being edited. */
  noting: boolean
  onNoting: (noting: boolean) => void
}): ReactNode {
  const note = tagOf(run, NOTE) ?? ''
  const active = run.info.lifecycle_stage === 'active'
  const edit = (
    <Button variant="subtle" small onClick={() => onNoting(true)}>
      {note === '' ? 'Describe' : 'Edit'}
    </Button>
  )
  return (
    <div className={styles['columns']}>
      <div className={styles['about']}>
        <AboutRun run={run} versions={versions} />
      </div>
      <div className={styles['wide']}>
        {(note !== '' || noting || active) && (
          <Section title="Description" actions={active && !noting && edit}>
            <Note text={note} onSave={(text) => saveNote(run, text)} editing={noting} onEditing={onNoting} />
          </Section>
        )}
      </div>
      {/* The metrics of a run with models have two more columns. */}
      <div className={hasModels(run) ? styles['wide'] : ''}>
        <MetricsTable run={run} />
      </div>
      <ParamTree run={run} />
      <div className={styles['wide']}>
        <LoggedModels run={run} versions={versions} />
        <Datasets run={run} />
      </div>
    </div>
  )
}
