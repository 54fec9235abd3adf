import type { ReactNode } from 'react'
import { LinkTabs } from '../../controls/LinkTabs.tsx'
import { links } from '../../links.ts'

/** The pages of an experiment; each is an address of its own. */
export function ExperimentTabs({ id, tab }: { id: string; tab: 'runs' | 'models' | 'about' }): ReactNode {
  const tabs = [
    { id: 'runs', name: 'Runs', href: links.experiment(id) },
    { id: 'models', name: 'Models', href: links.experiment(id, 'models') },
    { id: 'about', name: 'About', href: `${links.experiment(id)}?tab=about` },
  ]
  return <LinkTabs label="Experiment" current={tab} tabs={tabs} />
}
