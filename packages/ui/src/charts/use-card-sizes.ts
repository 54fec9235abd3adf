import { useLayoutEffect, useState } from 'react'
import type { Charts } from './charts-context.ts'
import type { Layout } from './layout.ts'
import { columnsIn } from './section-flow.ts'

/** Height of a plot that the reader has not sized, px. */
const PLOT_HEIGHT = 216
/** Padding of the panel on both sides, px. */
const PADDING = 32

/** How many cards stand beside each other and how high they are: as the reader chose, else as the page has room. The ref is the panel's. */
export function useCardSizes(
  layout: Layout,
  change: Charts['change'],
): { ref: (panel: HTMLDivElement | null) => void; sizes: Pick<Charts, 'columns' | 'plotHeight' | 'ownHeight' | 'resize'> } {
  const [fitting, setFitting] = useState(() => columnsIn(innerWidth - PADDING))
  const [dragged, setDragged] = useState<{ columns?: number; height?: number } | undefined>()
  const [panel, ref] = useState<HTMLDivElement | null>(null)
  useLayoutEffect(() => {
    if (!panel) return
    const measure = (): void => setFitting(columnsIn(panel.clientWidth - PADDING))
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(panel)
    return () => observer.disconnect()
  }, [panel])
  const ownHeight = dragged?.height ?? layout.height
  const resize: Charts['resize'] = (size, keep) => {
    setDragged(keep ? undefined : size)
    if (keep) change((before) => ({ ...before, ...size }))
  }
  const columns = Math.max(1, dragged?.columns ?? layout.columns ?? fitting)
  return { ref, sizes: { columns, plotHeight: ownHeight ?? PLOT_HEIGHT, ownHeight, resize } }
}
