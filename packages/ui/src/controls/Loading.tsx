import { Button } from '@mantine/core'
import { type ReactNode, useEffect, useState } from 'react'
import styles from './states.module.css'

/** ms after which a wait gets a word and a way out. */
const PATIENCE = 3_000

/** Grey bars in the place of what is coming; after 3 s a word and, when given, Cancel. */
export function Loading({ rows = 8, what = 'Loading', cancel }: { rows?: number; what?: string; cancel?: () => void }): ReactNode {
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
          {cancel && (
            <Button size="compact-xs" onClick={cancel}>
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
