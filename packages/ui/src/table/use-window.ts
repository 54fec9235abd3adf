import { elementScroll, useVirtualizer, type Virtualizer, type VirtualizerOptions } from '@tanstack/react-virtual'
import { useRef } from 'react'
import { useAfterFirstPaint } from '../controls/use-after-first-paint.ts'

type Scroller = HTMLElement
interface Options extends Omit<
  Parameters<typeof useVirtualizer<Scroller, Element>>[0],
  'initialRect' | 'observeElementRect' | 'scrollToFn' | 'useScrollendEvent'
> {
  /** px above and below the list in a wide window and in a narrow one: a guess at its height until it is known. Default: those of most lists. */
  above?: readonly [wide: number, narrow: number]
}

const ABOVE = [135, 173] as const
/** px that the rail takes, and the windows that it stands in. */
const RAIL = 208
const WITH_RAIL = 900
const WIDE = 600

/**
 * The part of a long list that is in view, as `useVirtualizer` gives it. Its first render has rows already, for a guess at the list's size, so that they are
 * there with the first picture; the size itself comes after the browser's layout, which nothing here forces to be made twice.
 */
export function useWindow({ above: [wide, narrow] = ABOVE, ...options }: Options): Virtualizer<Scroller, Element> {
  const begun = useRef(false)
  // Rows beyond the edge are for scrolling, which nobody does before there is anything to see.
  const settled = useAfterFirstPaint()
  return useVirtualizer<Scroller, Element>({
    ...options,
    useScrollendEvent: true,
    overscan: settled ? (options.overscan ?? 1) : 1,
    initialRect: {
      width: innerWidth - (innerWidth < WITH_RAIL ? 0 : RAIL),
      height: Math.max(0, innerHeight - (innerWidth < WIDE ? narrow : wide)),
    },
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
