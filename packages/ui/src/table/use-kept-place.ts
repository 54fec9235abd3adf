import type { Virtualizer } from '@tanstack/react-virtual'
import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react'
import { useHistoryValue, useKeepInHistory } from '../history-entry.ts'

/** Where a list stood. */
export interface ListPlace {
  /** px that it was scrolled. */
  top: number
  left: number
  /** Key of the first row in view, and the px of it that were out of view: rows may have come above it since. */
  first: string | undefined
  into: number
  /** Key of the row that had the focus, and its place. */
  cursor: string | undefined
  at: number
  /** Rows that had been fetched. */
  count: number
}

type Rows = Virtualizer<HTMLElement, Element>

interface List {
  scroller: RefObject<HTMLElement | null>
  rows: Rows
  /** Of the rows, in their order. */
  keys: readonly string[]
  /** Key of the row that has the focus. */
  cursor: string | undefined
}

const startOf = (rows: Rows, index: number): number => rows.measurementsCache[index]?.start ?? 0

/** Where a list of that name stood when this entry of the history was left. */
export const usePlaceBefore = (name: string): ListPlace | undefined => useHistoryValue<ListPlace>(`list ${name}`)

/** Keeps where a list stands, for when one comes back. */
export const useKeepPlace = (name: string, { scroller, rows, keys, cursor }: List): void =>
  useKeepInHistory(`list ${name}`, (): ListPlace | undefined => {
    if (!scroller.current) return undefined
    const { scrollTop: top, scrollLeft: left } = scroller.current
    const index = rows.getVirtualItemForOffset(top)?.index ?? 0
    const into = top - startOf(rows, index)
    return { top, left, first: keys[index], into, cursor, at: cursor === undefined ? -1 : keys.indexOf(cursor), count: keys.length }
  })

interface Return extends Omit<List, 'cursor'> {
  /** Fetches more rows; undefined while it cannot, and where there are none. */
  more: (() => void) | undefined
  /** Whether the rows are those of an older question. */
  isStale: boolean
  /** Called with the row that had the focus, or the one that stands in its place now, as soon as it is there. */
  onCursor: (key: string) => void
}

/** Brings a list back to where it stood: fetches rows until they are there, and keeps them in place while others come above, until the reader does something. */
export function useReturn(place: ListPlace | undefined, { scroller, rows, keys, more, isStale, onCursor }: Return): void {
  const known = useRef<ListPlace | undefined>(undefined)
  const wanted = useRef<ListPlace | undefined>(undefined)
  /** Where it was put; it stands elsewhere once something else has scrolled it. */
  const put = useRef<number | undefined>(undefined)
  const isTold = useRef(false)
  if (known.current !== place) {
    known.current = wanted.current = place
    put.current = undefined
    isTold.current = false
  }
  useEffect(() => {
    const element = scroller.current
    const letGo = (): void => {
      wanted.current = undefined
    }
    for (const name of GESTURES) element?.addEventListener(name, letGo)
    return () => GESTURES.forEach((name) => element?.removeEventListener(name, letGo))
  }, [scroller])
  // After each render: it may have brought rows.
  useLayoutEffect(() => {
    const [to, element] = [wanted.current, scroller.current]
    if (!to || !element || isStale) return
    if (put.current !== undefined && Math.abs(put.current - element.scrollTop) > 1) {
      wanted.current = undefined
      return
    }
    const first = to.first === undefined ? -1 : keys.indexOf(to.first)
    const isThere = first >= 0 && (to.cursor === undefined || keys.includes(to.cursor))
    const isComplete = isThere || keys.length >= to.count
    if (!isComplete && more) return more()
    // Who was at the top stays there, whatever comes.
    const top = first < 0 || to.top === 0 ? to.top : startOf(rows, first) + to.into
    if (Math.abs(element.scrollTop - top) > 1) element.scrollTop = top
    if (put.current === undefined) element.scrollLeft = to.left
    put.current = element.scrollTop
    if (!isComplete || isTold.current) return
    isTold.current = true
    const cursor = to.cursor !== undefined && keys.includes(to.cursor) ? to.cursor : keys[Math.min(to.at, keys.length - 1)]
    if (cursor !== undefined) onCursor(cursor)
  })
}

const GESTURES = ['wheel', 'pointerdown', 'keydown', 'touchstart'] as const

/** Whether nothing has the focus, so that a list may take it. */
export const isFocusFree = (): boolean => document.activeElement === null || document.activeElement === document.body
