import type { ReactNode } from 'react'
import { PageHead } from '../../frame/slots.tsx'

/** Trash. */
export function TrashPage(): ReactNode {
  return <PageHead title="Trash" />
}
