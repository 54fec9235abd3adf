import type { ReactNode } from 'react'
import { PageHead } from '../../frame/slots.tsx'

/** Settings. */
export function SettingsPage(): ReactNode {
  return <PageHead title="Settings" />
}
