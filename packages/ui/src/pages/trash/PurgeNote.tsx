import type { ReactNode } from 'react'

/** What becomes of the trash. */
export const PurgeNote = (): ReactNode => (
  <span className="dim">
    Nothing is purged by itself, and Tailrace has no command for it yet: <code>mlflow gc --backend-store-uri …</code> of MLflow works on
    this database.
  </span>
)
