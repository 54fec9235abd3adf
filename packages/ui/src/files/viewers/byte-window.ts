import { useCallback, useEffect, useRef, useState } from 'react'
import { ApiError } from '../../api/http.ts'
import { FIRST, type OpenFile, readRange, takeFirst } from '../read-file.ts'

/** The most that one request for more reads. */
const MOST = 4 * 1024 * 1024
/** ms between looks at a file that grows. */
const FOLLOW_MS = 2_000

/** The part of a file that has been read: from byte `start` to before `end` of `size`. */
export interface ByteWindow {
  bytes: Uint8Array
  start: number
  end: number
  size: number
}

/** A window on a file and what one can do with it. */
export interface WindowedFile {
  window: ByteWindow | undefined
  error: unknown
  loading: boolean
  following: boolean
  /** Reads on after the window; four times as much each time. */
  more: () => void
  /** Reads on before the window. */
  earlier: () => void
  toStart: () => void
  toEnd: () => void
  setFollowing: (following: boolean) => void
  retry: () => void
}

const join = (a: Uint8Array, b: Uint8Array): Uint8Array => {
  const whole = new Uint8Array(a.length + b.length)
  whole.set(a)
  whole.set(b, a.length)
  return whole
}

/** How many bytes come next to a window of a length: as many as four times what is there, within reason. */
export const nextStep = (length: number): number => Math.min(MOST, Math.max(FIRST, length * 3))

const startOf = (bytes: Uint8Array, size: number): ByteWindow => ({ bytes, start: 0, end: bytes.length, size })

/** Reads a file of any size in parts; follows its end on request. `fromEnd`: begins there, and follows. */
export function useByteWindow(file: OpenFile, fromEnd = false): WindowedFile {
  const { url, size } = file
  const [begun] = useState(() => (fromEnd && size > FIRST ? undefined : takeFirst(file)))
  const [window, setWindow] = useState(() => (begun instanceof Uint8Array ? startOf(begun, size) : undefined))
  const [error, setError] = useState<unknown>()
  const [loading, setLoading] = useState(false)
  const [following, setFollowing] = useState(fromEnd)
  const current = useRef<ByteWindow | undefined>(undefined)
  current.current = window
  const run = useCallback(async (read: () => Promise<ByteWindow>): Promise<void> => {
    setLoading(true)
    setError(undefined)
    await read().then(setWindow, setError)
    setLoading(false)
  }, [])
  const fresh = useCallback(
    (start: number, end: number) =>
      run(async () => {
        const bytes = new Uint8Array(await readRange(url, start, Math.min(end, size)))
        return { bytes, start, end: start + bytes.length, size }
      }),
    [run, url, size],
  )
  const toStart = useCallback(() => void fresh(0, FIRST), [fresh])
  const toEnd = useCallback(() => void fresh(Math.max(0, size - FIRST), size), [fresh, size])
  // What was read before the viewer was there is not read again.
  const given = useRef(begun)
  useEffect(() => {
    const before = given.current
    given.current = undefined
    if (!before) (fromEnd ? toEnd : toStart)()
    else if (before instanceof Promise) void run(async () => startOf(await before, size))
  }, [toStart, toEnd, run, size, fromEnd])
  const extend = useCallback(
    (from: number, to: number, after: boolean) =>
      run(async () => {
        const before = current.current ?? { bytes: new Uint8Array(), start: 0, end: 0, size }
        const bytes = new Uint8Array(await readRange(url, from, to))
        return after
          ? {
              ...before,
              bytes: join(before.bytes, bytes),
              end: before.end + bytes.length,
              size: Math.max(before.size, before.end + bytes.length),
            }
          : { ...before, bytes: join(bytes, before.bytes), start: from }
      }),
    [run, url, size],
  )
  useEffect(() => {
    if (!following) return undefined
    const timer = setInterval(() => {
      const at = current.current
      if (!at || document.hidden) return
      void readRange(url, at.end, at.end + MOST).then(
        (read) => {
          const bytes = new Uint8Array(read)
          if (bytes.length > 0) setWindow({ ...at, bytes: join(at.bytes, bytes), end: at.end + bytes.length, size: at.end + bytes.length })
        },
        // 416: the file has not grown.
        (refused: unknown) => !(refused instanceof ApiError && refused.status === 416) && setError(refused),
      )
    }, FOLLOW_MS)
    return () => clearInterval(timer)
  }, [following, url])
  return {
    window,
    error,
    loading,
    following,
    more: () => window && void extend(window.end, Math.min(window.size, window.end + nextStep(window.bytes.length)), true),
    earlier: () => window && void extend(Math.max(0, window.start - nextStep(window.bytes.length)), window.start, false),
    toStart,
    toEnd,
    setFollowing,
    retry: toStart,
  }
}

/** The lines of a window. One that begins inside the file begins after the first line end, and whole characters alone are kept. */
export function linesOf({ bytes, start, end, size }: ByteWindow): string[] {
  let text = new TextDecoder('utf-8').decode(bytes)
  if (end < size) text = text.replace(/\uFFFD{1,3}$/, '')
  const lines = text.split('\n')
  if (start > 0) lines.shift()
  if (lines.at(-1) === '') lines.pop()
  return lines
}
