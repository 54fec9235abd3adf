import type { ReactNode } from 'react'
import styles from './charts.module.css'

/** Names of lines beside a piece of each. */
export function Legend({
  entries,
}: {
  entries: readonly { id: string; name: string; color: string; dash: readonly number[] }[]
}): ReactNode {
  return (
    <ul className={styles['legend']} aria-label="Legend" tabIndex={0}>
      {entries.map(({ id, name, color, dash }) => (
        <li key={id} title={name}>
          <svg className={styles['stroke']} width="18" height="8" aria-hidden="true">
            <line x1="0" y1="4" x2="18" y2="4" style={{ stroke: color }} strokeWidth="2" strokeDasharray={dash.join(' ')} />
          </svg>
          <span className="cut">{name}</span>
        </li>
      ))}
    </ul>
  )
}
