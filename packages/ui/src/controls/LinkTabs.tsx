import type { ReactNode } from 'react'
import { count } from '../format.ts'
import styles from './LinkTabs.module.css'

/** One part: `href` is an address of this UI, `items` what can be counted behind it (0 is not shown). */
export interface LinkTab {
  readonly id: string
  readonly name: string
  readonly href: string
  readonly items?: number | undefined
}

/** Parts of a page, each at an address of its own. */
export function LinkTabs({ label, current, tabs }: { label: string; current: string; tabs: readonly LinkTab[] }): ReactNode {
  return (
    <nav className={styles['tabs']} aria-label={label}>
      {tabs.map(({ id, name, href, items }) => (
        <a key={id} href={`#${href}`} aria-current={id === current ? 'page' : undefined}>
          {name} {items ? <small>{count(items)}</small> : null}
        </a>
      ))}
    </nav>
  )
}
