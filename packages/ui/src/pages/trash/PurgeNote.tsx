import type { ReactNode } from 'react'

/** What becomes of the trash. */
export const PurgeNote = (): ReactNode => (
  <span className="dim">
    Nothing is purged by itself. <code>tailrace gc --older-than 30d</code> purges what has been here for long.
  </span>
)
