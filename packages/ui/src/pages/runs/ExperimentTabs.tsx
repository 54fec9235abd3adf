import type { ReactNode } from 'react'
import { links } from '../../links.ts'
import styles from './RunsPage.module.css'

/** The pages of an experiment; each is an address of its own. */
export function ExperimentTabs({ id, tab, end }: { id: string; tab: 'runs' | 'models' | 'about'; end?: ReactNode }): ReactNode {
  const tabs = [
    ['runs', 'Runs', links.experiment(id)],
    ['models', 'Models', links.experiment(id, 'models')],
    ['about', 'About', `${links.experiment(id)}?tab=about`],
  ] as const
  return (
    <nav className={styles['tabs']} aria-label="Experiment">
      {tabs.map(([name, label, href]) => (
        <a key={name} href={`#${href}`} aria-current={name === tab ? 'page' : undefined}>
          {label}
        </a>
      ))}
      {end}
    </nav>
  )
}
