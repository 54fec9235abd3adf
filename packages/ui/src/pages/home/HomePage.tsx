import type { ReactNode } from 'react'
import { PageHead } from '../../frame/slots.tsx'

/** Home. */
export function HomePage(): ReactNode {
  return <PageHead title="Home" />
}
