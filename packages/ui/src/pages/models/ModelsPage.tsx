import type { ReactNode } from 'react'
import { PageHead } from '../../frame/slots.tsx'

/** Models. */
export function ModelsPage(): ReactNode {
  return <PageHead title="Models" />
}
