import { elementScroll, useVirtualizer, type Virtualizer, type VirtualizerOptions } from '@tanstack/react-virtual'
import { useRef } from 'react'
import { useSettled } from '../controls/use-settled.ts'

type Scroller = HTMLElement
type Options = Omit<Parameters<typeof useVirtualizer<Scroller, Element>>[0], 'initialRect' | 'observeElementRect' | 'scrollToFn'>

/** What is above and beside a list on most pages, px: a guess at its size until it is known. */
const AROUND = { width: 240, height: 120 }

/**
 * The part of a long list that is in view, as `useVirtualizer` gives it. Its first render has rows already, for a guess at the list's size, so that they are
 * there with the first picture; the size itself comes after the browser's layout, which nothing here forces to be made twice.
 */
export function useWindow(options: Options): Virtualizer<Scroller, Element> {
  const begun = useRef(false)
  // Rows beyond the edge are for scrolling, which nobody does before there is anything to see.
  const settled = useSettled()
  return useVirtualizer<Scroller, Element>({
    ...options,
    useScrollendEvent: true,
    overscan: settled ? (options.overscan ?? 1) : 1,
    initialRect: { width: Math.max(0, innerWidth - AROUND.width), height: Math.max(0, innerHeight - AROUND.height) },
    observeElementRect: observeSize,
    scrollToFn: (offset, ...rest) => {
      // A list that has just been made stands at its top.
      if (begun.current || offset !== 0) elementScroll(offset, ...rest)
      begun.current = true
    },
  })
}

const observeSize: VirtualizerOptions<Scroller, Element>['observeElementRect'] = ({ scrollElement }, tell) => {
  if (!scrollElement) return
  const observer = new ResizeObserver(() => tell({ width: scrollElement.offsetWidth, height: scrollElement.offsetHeight }))
  observer.observe(scrollElement)
  return () => observer.disconnect()
}
