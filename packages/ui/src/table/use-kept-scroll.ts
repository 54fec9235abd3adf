import { type RefObject, useEffect } from 'react'
import { useHistoryValue, useKeepInHistory } from '../history-entry.ts'

/** Brings what scrolls as a whole, e.g. a page or its charts, back to where it stood when this entry of the history was left, while it becomes as long as it was. */
export function useKeptScroll(name: string, scroller: RefObject<HTMLElement | null>): void {
  const before = useHistoryValue<number>(`scroll ${name}`)
  useKeepInHistory(`scroll ${name}`, () => scroller.current?.scrollTop)
  useEffect(() => {
    const element = scroller.current
    if (!element || !before) return undefined
    const observer = new MutationObserver(() => restore())
    const sizes = new ResizeObserver(() => restore())
    const end = (): void => {
      clearTimeout(patience)
      observer.disconnect()
      sizes.disconnect()
      for (const gesture of GESTURES) element.removeEventListener(gesture, end)
    }
    const restore = (): void => {
      if (Math.abs(element.scrollTop - before) > 1) element.scrollTop = before
    }
    const patience = setTimeout(end, PATIENCE)
    for (const gesture of GESTURES) element.addEventListener(gesture, end)
    observer.observe(element, { childList: true, subtree: true })
    for (const child of element.children) sizes.observe(child)
    restore()
    return end
  }, [before, scroller])
}

/** ms in which a page has become as long as it was, or will not; whoever does something ends it, too. */
const PATIENCE = 10_000

const GESTURES = ['wheel', 'pointerdown', 'keydown', 'touchstart'] as const
