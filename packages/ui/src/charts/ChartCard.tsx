import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useQueryState } from '../location.ts'
import type { CardFrame, CardState } from './CardFrame.tsx'
import styles from './charts.module.css'
import { ImageCard } from './ImageCard.tsx'
import { type Panel, shortTitle, titleOf } from './layout.ts'
import { LineCard } from './LineCard.tsx'
import { PlotCard } from './PlotCard.tsx'
import { isWide } from './section-flow.ts'

/** How far outside of the window a chart is already drawn. */
const MARGIN = '300px'

/** One chart in its frame. It reads and draws only near the window, so that hundreds of charts cost as much as those in sight. */
export function ChartCard({ panel, sectionId, isNew }: { panel: Panel; sectionId: string; isNew: boolean }): ReactNode {
  const place = useRef<HTMLDivElement>(null)
  const [near, setNear] = useState(false)
  const [{ isTableShown, editing }, setOwn] = useState({ isTableShown: false, editing: isNew })
  const [fullId, setFullId] = useQueryState('full')
  const state: CardState = { full: fullId === panel.id, isTableShown, editing }
  const setState = (changes: Partial<CardState>): void => {
    if (changes.full !== undefined) setFullId(changes.full ? panel.id : '')
    setOwn((before) => ({ isTableShown: changes.isTableShown ?? before.isTableShown, editing: changes.editing ?? before.editing }))
  }
  useEffect(() => {
    const element = place.current
    if (!element) return
    const observer = new IntersectionObserver(
      (entries) => {
        const isNear = entries.some(({ isIntersecting }) => isIntersecting)
        // What has the focus stays, wherever one scrolls.
        if (isNear || !element.contains(document.activeElement)) setNear(isNear)
      },
      { rootMargin: MARGIN },
    )
    observer.observe(element)
    if (isNew) element.scrollIntoView({ block: 'nearest' })
    return () => observer.disconnect()
  }, [])
  const frame = { panel, sectionId, state, setState }
  return (
    <div ref={place} className={styles['place']} {...(isWide(panel) && { 'data-wide': '' })}>
      {near || state.full || state.editing ? (
        <Body {...frame} />
      ) : (
        <div className={styles['card']} role="group" aria-label={titleOf(panel)} data-panel={panel.id}>
          <h3 className={`${styles['title']} cut`}>{shortTitle(titleOf(panel))}</h3>
        </div>
      )}
    </div>
  )
}

function Body(frame: Omit<Parameters<typeof CardFrame>[0], 'children' | 'content'>): ReactNode {
  if (frame.panel.kind === 'line') return <LineCard {...frame} />
  return frame.panel.kind === 'image' ? <ImageCard {...frame} /> : <PlotCard {...frame} />
}
