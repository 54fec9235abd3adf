import { type ReactNode, useRef } from 'react'
import styles from './Frame.module.css'

const clamp = (width: number): number => Math.max(280, Math.min(width, window.innerWidth * 0.6))

/** The edge by which the inspector is made wider: dragged, or moved by the arrow keys. */
export function SideGrip({ width, onWidth }: { width: number; onWidth: (width: number) => void }): ReactNode {
  const from = useRef<{ x: number; width: number } | undefined>(undefined)
  return (
    <div
      className={styles['grip']}
      role="separator"
      aria-orientation="vertical"
      aria-label="Width of the inspector"
      aria-valuenow={width}
      aria-valuemin={280}
      aria-valuemax={Math.round(window.innerWidth * 0.6)}
      tabIndex={0}
      onPointerDown={(event) => {
        from.current = { x: event.clientX, width }
        event.currentTarget.setPointerCapture(event.pointerId)
      }}
      onPointerMove={(event) => from.current && onWidth(clamp(from.current.width + from.current.x - event.clientX))}
      onPointerUp={() => (from.current = undefined)}
      onKeyDown={(event) => {
        if (event.key === 'ArrowLeft') onWidth(clamp(width + 20))
        if (event.key === 'ArrowRight') onWidth(clamp(width - 20))
      }}
    />
  )
}
