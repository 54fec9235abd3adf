import { Button } from '@mantine/core'
import { type ReactNode, useEffect, useState } from 'react'
import { queries } from '../api/queries.ts'
import styles from './states.module.css'

/** ms after which a wait gets a word and a way out. */
const PATIENCE = 3_000

/** Ends what the page waits for: its parts tell so as of an error, and offer to try again. */
const cancel = (): void =>
  void queries.cancelQueries(
    { type: 'active', fetchStatus: 'fetching', predicate: ({ state }) => state.data === undefined },
    { revert: false },
  )

/** Grey bars in the place of what is coming; after 3 s a word and Cancel. */
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
          <Button size="compact-xs" onClick={cancel}>
            Cancel
          </Button>
        </div>
      )}
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className={styles['bar']} style={{ width: `${90 - ((row * 37) % 40)}%` }} />
      ))}
    </div>
  )
}
