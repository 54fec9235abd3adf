import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useQuery, useSetQuery } from '../location.ts'
import { layoutOf, layoutText } from './layout-link.ts'
import { type Layout, isArranged } from './layout.ts'
import { onLayout, readLayout, writeLayout } from './layout-store.ts'

/**
 * The arrangement that is kept under a name, and what keeps another one. With `isLinked` the address carries it, too (`panels`), so that links and saved
 * views show the same charts; an arrangement that came with a link takes the place of the reader's own only on this page.
 */
export function useStoredLayout(layoutKey: string, isLinked: boolean): [stored: Layout, put: (layout: Layout) => void] {
  const query = useQuery()
  const setQuery = useSetQuery()
  const { panels, saved } = query
  const linked = useMemo(() => (isLinked ? layoutOf(panels) : undefined), [isLinked, panels])
  const [own, setOwn] = useState(() => readLayout(layoutKey))
  useEffect(() => {
    setOwn(readLayout(layoutKey))
    return onLayout(layoutKey, setOwn)
  }, [layoutKey])
  useEffect(() => {
    // What the reader arranged before goes into the address, from which links are copied; not into that of a saved view.
    if (isLinked && panels === undefined && saved === undefined && isArranged(layoutKey))
      setQuery({ panels: layoutText(readLayout(layoutKey)) }, 'replace')
  }, [isLinked, panels, saved, layoutKey, setQuery])
  const isMine = linked === undefined || layoutText(linked) === layoutText(own)
  const latest = useRef(isMine)
  latest.current = isMine
  const put = useCallback(
    (layout: Layout) => {
      const text = isLinked ? layoutText(layout) : ''
      if (latest.current || text === '') writeLayout(layoutKey, layout)
      if (isLinked) setQuery({ panels: text }, 'replace')
    },
    [isLinked, layoutKey, setQuery],
  )
  return [linked ?? own, put]
}
