import type { ReactNode } from 'react'
import styles from './PinButton.module.css'

/** A star that pins an experiment to the home page of this browser. Where it is not pinned and a mouse is at hand, the star shows when its line has the mouse or the focus. */
export function PinButton({
  name,
  isPinned,
  onToggle,
  stop = true,
}: {
  name: string
  isPinned: boolean
  onToggle: () => void
  stop?: boolean
}): ReactNode {
  return (
    <button
      type="button"
      className={styles['pin']}
      tabIndex={stop ? 0 : -1}
      aria-pressed={isPinned}
      aria-label={`Pin ${name} to home`}
      title={isPinned ? 'Pinned to home' : 'Pin to home'}
      onClick={onToggle}
    />
  )
}
