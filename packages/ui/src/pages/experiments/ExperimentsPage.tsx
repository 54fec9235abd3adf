import type { ReactNode } from 'react'
import { PageHead } from '../../frame/slots.tsx'

/** Experiments. */
export function ExperimentsPage(): ReactNode {
  return <PageHead title="Experiments" />
}
