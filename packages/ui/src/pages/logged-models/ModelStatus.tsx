import { IconCircleCheck, IconCircleX, IconProgress } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { statusName } from '../../controls/status-name.ts'

const LOOKS = {
  LOGGED_MODEL_READY: [IconCircleCheck, 'var(--good)'],
  LOGGED_MODEL_UPLOAD_FAILED: [IconCircleX, 'var(--bad)'],
} as const

/** How far the upload of a logged model is. */
export function ModelStatus({ status }: { status: string }): ReactNode {
  const [Icon, color] = LOOKS[status as keyof typeof LOOKS] ?? [IconProgress, 'var(--accent)']
  return (
    <span style={{ display: 'inline-flex', gap: 4, alignItems: 'center' }}>
      <Icon size={14} color={color} aria-hidden="true" />
      {statusName(status)}
    </span>
  )
}
