import type { ReactNode } from 'react'
import { PageHead } from '../../frame/slots.tsx'

/** Logged models. */
export function LoggedModelsPage(): ReactNode {
  return <PageHead title="Logged models" />
}
