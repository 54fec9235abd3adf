import type { ReactNode } from 'react'
import styles from './StatusIcon.module.css'
import { statusName } from './status-name.ts'
import { stalledText, useStalledRuns } from './use-stalled.ts'

interface Props {
  status: string
  /** Also as a word. */
  word?: boolean
  /** Whose status it is: a run that is RUNNING and logs nothing any more is shown as stalled. */
  runId?: string
}

/** The status of a run as shape and color; with `word` also as a word. */
export function StatusIcon({ status, word = false, runId }: Props): ReactNode {
  return status === 'RUNNING' && runId !== undefined ? <RunningIcon word={word} runId={runId} /> : icon(status, statusName(status), word)
}

function RunningIcon({ word, runId }: { word: boolean; runId: string }): ReactNode {
  const stalled = useStalledRuns()?.find(({ run_id }) => run_id === runId)
  return stalled
    ? icon('STALLED', statusName('STALLED'), word, `Stalled: ${stalledText(stalled)}`)
    : icon('RUNNING', statusName('RUNNING'), word)
}

// One element: a table has one a row.
const icon = (status: string, name: string, word: boolean, title?: string): ReactNode =>
  word ? (
    <span className={styles['status']} data-status={status} title={title}>
      {name}
    </span>
  ) : (
    <span className={styles['status']} data-status={status} role="img" aria-label={name} title={title ?? name} />
  )
