import { Tabs } from '@mantine/core'
import type { ReactNode } from 'react'
import page from '../../controls/Page.module.css'
import { PageHead } from '../../frame/slots.tsx'
import { useSetQuery, useQuery } from '../../location.ts'
import { DeletedExperiments } from './DeletedExperiments.tsx'
import { DeletedRuns } from './DeletedRuns.tsx'

/** Deleted experiments and runs, which can be restored. */
export function TrashPage(): ReactNode {
  const view = useQuery()['view'] === 'runs' ? 'runs' : 'experiments'
  const setQuery = useSetQuery()
  return (
    <Tabs
      className={page['fill'] ?? ''}
      value={view}
      onChange={(to) => setQuery({ view: to === 'runs' ? 'runs' : undefined, sort: undefined, experiment: undefined })}
      keepMounted={false}
    >
      <PageHead title="Trash" />
      <Tabs.List px="sm" aria-label="What was deleted">
        <Tabs.Tab value="experiments">Experiments</Tabs.Tab>
        <Tabs.Tab value="runs">Runs</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="experiments" className={page['rest'] ?? ''}>
        <DeletedExperiments />
      </Tabs.Panel>
      <Tabs.Panel value="runs" className={page['rest'] ?? ''}>
        <DeletedRuns />
      </Tabs.Panel>
    </Tabs>
  )
}
