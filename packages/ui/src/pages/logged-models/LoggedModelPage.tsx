import type { ReactNode } from 'react'
import { PageHead } from '../../frame/slots.tsx'

/** Logged model. */
export function LoggedModelPage(): ReactNode {
  return <PageHead title="Logged model" />
}
