import type { ReactNode } from 'react'
import { PageHead } from '../../frame/slots.tsx'

/** Model version. */
export function VersionPage(): ReactNode {
  return <PageHead title="Model version" />
}
