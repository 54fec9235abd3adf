import type { ReactNode } from 'react'

/** What becomes of the trash. */
export const PurgeNote = (): ReactNode => (
  <span className="dim">
    Nothing is purged automatically. Run <code>tailrace gc --older-than 30d</code> to purge old entries.
  </span>
)
