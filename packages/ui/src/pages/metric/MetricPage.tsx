import type { ReactNode } from 'react'
import { PageHead } from '../../frame/slots.tsx'

/** Metric. */
export function MetricPage(): ReactNode {
  return <PageHead title="Metric" />
}
