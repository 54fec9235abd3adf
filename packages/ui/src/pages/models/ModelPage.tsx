import type { ReactNode } from 'react'
import { PageHead } from '../../frame/slots.tsx'

/** Model. */
export function ModelPage(): ReactNode {
  return <PageHead title="Model" />
}
