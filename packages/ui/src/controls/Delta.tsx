import type { ReactNode } from 'react'
import type { DeltaText } from '../table/numbers.ts'
import styles from './Delta.module.css'

/** How a number differs from that of the baseline; green where that is better, red where it is worse. */
export const Delta = ({ of }: { of: DeltaText | undefined }): ReactNode =>
  of && (
    <small className={styles['delta']} data-verdict={of.verdict}>
      {of.text}
    </small>
  )
