import type { QueryFilters } from '@tanstack/react-query'
import { type ReactNode, useEffect, useState } from 'react'
import { Button } from './Button.tsx'
import { queries } from '../api/queries.ts'
import styles from './states.module.css'

/** ms after which a wait gets a word and a way out. */
const PATIENCE = 3_000

/** The questions whose first answers the page waits for. */
const AWAITED: QueryFilters = { type: 'active', fetchStatus: 'fetching', predicate: ({ state }) => state.data === undefined }

/** Ends them: the parts of the page tell so as of an error, and offer to try again. */
const cancel = (): void => void queries.cancelQueries(AWAITED, { revert: false })

/** Gray bars in the place of what is coming; after 3 s a word and, unless it is code that is missing, Cancel. */
export function Loading({ rows = 8, what = 'Loading' }: { rows?: number; what?: string }): ReactNode {
  const [long, setLong] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), PATIENCE)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div className={styles['skeleton']} role="status" aria-label={what}>
      {long && (
        <div>
          {what}, still at it…{' '}
          {queries.isFetching(AWAITED) > 0 && (
            <Button small onClick={cancel}>
              Cancel
            </Button>
          )}
        </div>
      )}
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className={styles['bar']} style={{ width: `${90 - ((row * 37) % 40)}%` }} />
      ))}
    </div>
  )
}
