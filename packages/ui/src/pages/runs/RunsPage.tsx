import type { ReactNode } from 'react'
import { PageHead } from '../../frame/slots.tsx'

/** Runs. */
export function RunsPage(): ReactNode {
  return <PageHead title="Runs" />
}
