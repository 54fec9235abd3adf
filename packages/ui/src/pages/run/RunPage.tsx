import type { ReactNode } from 'react'
import { PageHead } from '../../frame/slots.tsx'

/** Run. */
export function RunPage(): ReactNode {
  return <PageHead title="Run" />
}
