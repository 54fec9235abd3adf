import { IconCalendarTime, IconCircleCheck, IconCircleX, IconHelpCircle, IconPlayerStop, IconProgress } from '@tabler/icons-react'
import type { ReactNode } from 'react'

const LOOKS = {
  RUNNING: ['running', IconProgress, 'var(--accent)'],
  SCHEDULED: ['scheduled', IconCalendarTime, 'var(--text-dim)'],
  FINISHED: ['finished', IconCircleCheck, 'var(--good)'],
  FAILED: ['failed', IconCircleX, 'var(--bad)'],
  KILLED: ['killed', IconPlayerStop, 'var(--warn)'],
} as const

/** The status of a run as shape and colour; with `word` also as a word. */
export function StatusIcon({ status, word = false }: { status: string; word?: boolean }): ReactNode {
  const [name, Icon, color] = LOOKS[status as keyof typeof LOOKS] ?? [status.toLowerCase(), IconHelpCircle, 'var(--text-dim)']
  return (
    <span style={{ display: 'inline-flex', alignItems: 'center', gap: 4 }} title={name}>
      <Icon size={15} color={color} aria-hidden="true" style={{ flex: 'none' }} />
      <span className={word ? '' : 'unseen'}>{name}</span>
    </span>
  )
}
