import { IconStar, IconStarFilled } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import styles from './PinButton.module.css'
import { usePins } from './pins.ts'

/** A star that pins an experiment to the home page of this browser. */
export function PinButton({ id, name, stop = true }: { id: string; name: string; stop?: boolean }): ReactNode {
  const { pins, toggle } = usePins()
  const isPinned = pins.includes(id)
  return (
    <button
      type="button"
      className={styles['pin']}
      tabIndex={stop ? 0 : -1}
      aria-pressed={isPinned}
      aria-label={`Pin ${name} to home`}
      title={isPinned ? 'Pinned to home' : 'Pin to home'}
      onClick={() => toggle(id)}
    >
      {isPinned ? <IconStarFilled size={14} color="var(--warn)" /> : <IconStar size={14} />}
    </button>
  )
}
