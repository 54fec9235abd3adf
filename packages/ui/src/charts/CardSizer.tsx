import type { ReactNode } from 'react'
import styles from './charts.module.css'
import { useCharts } from './charts-context.ts'
import { GAP, MOST_COLUMNS } from './section-flow.ts'

/** Least and largest height of a plot that the reader sizes, px, and the step of the arrow keys. */
const HEIGHTS = { least: 120, most: 800, step: 20 } as const

const within = (value: number, least: number, most: number): number => Math.max(least, Math.min(most, Math.round(value)))

/** The corner of a card: dragged, or with the arrow keys, it makes all cards wider (fewer columns) or higher. */
export function CardSizer({ title }: { title: string }): ReactNode {
  const { columns, plotHeight, resize } = useCharts()
  const start = (event: React.PointerEvent<HTMLButtonElement>): void => {
    const handle = event.currentTarget
    const card = handle.closest<HTMLElement>('[data-panel]')
    if (!card) return
    event.preventDefault()
    handle.focus()
    handle.setPointerCapture(event.pointerId)
    const [x, y, width] = [event.clientX, event.clientY, card.offsetWidth]
    const whole = columns * (width + GAP.x)
    const sizeAt = (at: { clientX: number; clientY: number }) => ({
      columns: within(whole / Math.max(1, width + at.clientX - x + GAP.x), 1, MOST_COLUMNS),
      height: within(plotHeight + at.clientY - y, HEIGHTS.least, HEIGHTS.most),
    })
    const move = (at: PointerEvent): void => resize(sizeAt(at), false)
    const end = (at: PointerEvent): void => {
      handle.removeEventListener('pointermove', move)
      resize(sizeAt(at), true)
    }
    handle.addEventListener('pointermove', move)
    handle.addEventListener('pointerup', end, { once: true })
  }
  return (
    <button
      type="button"
      className={styles['sizer']}
      aria-label={`Resize ${title}`}
      title="Drag it, or press the arrow keys"
      onPointerDown={start}
      onKeyDown={(event) => {
        const wider = { ArrowRight: -1, ArrowLeft: 1 }[event.key]
        const higher = { ArrowDown: HEIGHTS.step, ArrowUp: -HEIGHTS.step }[event.key]
        if (wider === undefined && higher === undefined) return
        event.preventDefault()
        event.stopPropagation()
        if (wider !== undefined) resize({ columns: within(columns + wider, 1, MOST_COLUMNS) }, true)
        if (higher !== undefined) resize({ height: within(plotHeight + higher, HEIGHTS.least, HEIGHTS.most) }, true)
      }}
    />
  )
}
