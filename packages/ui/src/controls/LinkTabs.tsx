import type { ReactNode } from 'react'
import styles from './LinkTabs.module.css'

/** Parts of a page, each at an address of its own. */
export function LinkTabs({
  label,
  current,
  tabs,
}: {
  label: string
  current: string
  /** `href` is an address of this UI. */
  tabs: readonly { id: string; name: string; href: string }[]
}): ReactNode {
  return (
    <nav className={styles['tabs']} aria-label={label}>
      {tabs.map(({ id, name, href }) => (
        <a key={id} href={`#${href}`} aria-current={id === current ? 'page' : undefined}>
          {name}
        </a>
      ))}
    </nav>
  )
}
