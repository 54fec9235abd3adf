import type { ReactNode } from 'react'
import { PageHead } from '../../frame/slots.tsx'

/** Compare runs. */
export function ComparePage(): ReactNode {
  return <PageHead title="Compare runs" />
}
