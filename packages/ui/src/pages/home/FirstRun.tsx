import { IconProgress } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { TRACKING_URI } from '../../api/http.ts'
import { Snippets } from '../../controls/Snippets.tsx'
import { firstRunCode } from '../../first-run-code.ts'
import styles from './Home.module.css'

/** An empty server: how to log a first run. The page goes to that run by itself. */
export function FirstRun(): ReactNode {
  return (
    <div className={styles['first']}>
      <h2>Log a first run</h2>
      <p>
        This server has no run yet. Its tracking URI is <code>{TRACKING_URI}</code>; any <code>mlflow</code> client can log to it.
      </p>
      <Snippets texts={firstRunCode(TRACKING_URI)} />
      <p className={styles['waiting']} role="status">
        <IconProgress size={16} aria-hidden="true" /> Waiting for the first run; it will open here automatically.
      </p>
      <p className="dim">
        Only looking? <code>npm start -- --demo</code> fills an empty database with a demo.
      </p>
    </div>
  )
}
