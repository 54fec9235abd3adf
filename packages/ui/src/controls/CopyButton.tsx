import { IconButton } from './Button.tsx'
import { tip } from './tip.tsx'
import { useCopy } from '../copy.ts'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import type { ReactNode } from 'react'

/** Copies a text; `what` names it for the tooltip, e.g. "run id". */
export function CopyButton({ text, what }: { text: string; what: string }): ReactNode {
  const { copy, copied } = useCopy()
  return (
    <IconButton {...tip(copied ? 'Copied' : `Copy ${what}`)} size={24} aria-label={`Copy ${what}`} onClick={() => copy(text)}>
      {copied ? <IconCheck size={14} color="var(--good)" /> : <IconCopy size={14} />}
    </IconButton>
  )
}
