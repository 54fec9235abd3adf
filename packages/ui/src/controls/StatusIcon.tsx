import type { ReactNode } from 'react'
import styles from './StatusIcon.module.css'

/** The status of a run as shape and colour; with `word` also as a word. */
export function StatusIcon({ status, word = false }: { status: string; word?: boolean }): ReactNode {
  const name = status.toLowerCase()
  // One element: a table has one a row.
  return word ? (
    <span className={styles['status']} data-status={status}>
      {name}
    </span>
  ) : (
    <span className={styles['status']} data-status={status} role="img" aria-label={name} title={name} />
  )
}
