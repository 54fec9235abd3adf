import type { ReactNode } from 'react'
import styles from './states.module.css'

/** Says why there is nothing, and offers one action. */
export function EmptyState({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }): ReactNode {
  return (
    <div className={styles['state']}>
      <strong>{title}</strong>
      {children && <div>{children}</div>}
      {action}
    </div>
  )
}
