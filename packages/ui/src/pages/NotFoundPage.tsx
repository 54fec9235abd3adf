import { Button } from '../controls/Button.tsx'
import type { ReactNode } from 'react'
import { EmptyState } from '../controls/EmptyState.tsx'
import { PageHead } from '../frame/slots.tsx'

/** For an address that is no page. */
export function NotFoundPage(): ReactNode {
  return (
    <>
      <PageHead title="No such page" />
      <EmptyState title="Page not found" action={<Button href="#/">Go home</Button>} />
    </>
  )
}
