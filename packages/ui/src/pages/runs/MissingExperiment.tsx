import type { ReactNode } from 'react'
import { Button } from '../../controls/Button.tsx'
import { EmptyState } from '../../controls/EmptyState.tsx'
import { PageHead } from '../../frame/slots.tsx'

/** For the address of an experiment that is not there. */
export function MissingExperiment({ id }: { id: string }): ReactNode {
  return (
    <>
      <PageHead title="No such experiment" />
      <EmptyState title={`There is no experiment ${id}`} action={<Button href="#/experiments">All experiments</Button>}>
        It may have been purged from the trash, or the address belongs to another server.
      </EmptyState>
    </>
  )
}
