import { useEffect, useMemo, useState } from 'react'
import type { ParquetFile } from './parquet.ts'
import { rowFilter } from './row-filter.ts'

/** Rows that are read together. */
const CHUNK = 50_000
/** Matches at which a search ends. */
const MOST = 10_000

/** What a search through a file has found so far. */
export interface ParquetScan {
  matches: { number: number; values: readonly unknown[] }[]
  /** Rows that were looked at, from the first one on. */
  scanned: number
  /** `full`: it ended at 10,000 matches. */
  state: 'scanning' | 'done' | 'full' | 'stopped'
  error?: unknown
}

/** Searches all rows of a file, from its beginning; undefined for an empty filter. `stop` ends it early, another filter starts anew. */
export function useParquetScan(parquet: ParquetFile, filter: string): { scan: ParquetScan | undefined; stop: () => void } {
  const test = useMemo(
    () =>
      rowFilter(
        filter,
        parquet.columns.map(({ name }) => name),
      ),
    [filter, parquet],
  )
  const [scan, setScan] = useState<ParquetScan | undefined>()
  const [stopped, setStopped] = useState<typeof test>()
  useEffect(() => {
    if (!test || stopped === test) return
    let isOver = false
    const run = async (): Promise<void> => {
      const matches: ParquetScan['matches'] = []
      for (let start = 0; start < parquet.rowCount && matches.length < MOST; start += CHUNK) {
        const end = Math.min(parquet.rowCount, start + CHUNK)
        const rows = await parquet.read(start, end)
        if (isOver) return
        for (const [at, values] of rows.entries()) if (matches.length < MOST && test(values)) matches.push({ number: start + at, values })
        const isLast = end === parquet.rowCount
        setScan({ matches: [...matches], scanned: end, state: matches.length >= MOST ? 'full' : isLast ? 'done' : 'scanning' })
      }
    }
    setScan({ matches: [], scanned: 0, state: 'scanning' })
    run().catch((error: unknown) => isOver || setScan({ matches: [], scanned: 0, state: 'stopped', error }))
    return () => {
      isOver = true
    }
  }, [test, stopped, parquet])
  const stop = (): void => {
    setStopped(() => test)
    setScan((before) => before && { ...before, state: 'stopped' })
  }
  return { scan: test && scan, stop }
}
