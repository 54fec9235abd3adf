import type { ReactNode } from 'react'
import { PageHead } from '../../frame/slots.tsx'

/** Compare versions. */
export function CompareVersionsPage(): ReactNode {
  return <PageHead title="Compare versions" />
}
