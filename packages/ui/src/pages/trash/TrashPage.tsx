import type { ReactNode } from 'react'
import { LinkTabs } from '../../controls/LinkTabs.tsx'
import page from '../../controls/Page.module.css'
import { PageHead } from '../../frame/slots.tsx'
import { useQuery } from '../../location.ts'
import { DeletedExperiments } from './DeletedExperiments.tsx'
import { DeletedRuns } from './DeletedRuns.tsx'

const TABS = [
  { id: 'experiments', name: 'Experiments', href: '/trash' },
  { id: 'runs', name: 'Runs', href: '/trash?view=runs' },
]

/** Deleted experiments and runs, which can be restored. */
export function TrashPage(): ReactNode {
  const view = useQuery()['view'] === 'runs' ? 'runs' : 'experiments'
  return (
    <div className={page['fill']}>
      <PageHead title="Trash" />
      <LinkTabs label="What was deleted" current={view} tabs={TABS} />
      <div className={page['rest']}>{view === 'runs' ? <DeletedRuns /> : <DeletedExperiments />}</div>
    </div>
  )
}
