import { grouped } from '../format.ts'
import type { ReactNode } from 'react'

/** A headed part of a page. */
export function Section({
  title,
  count,
  actions,
  children,
}: {
  title: string
  /** Absent also while it is not known. */
  count?: number | undefined
  actions?: ReactNode
  children: ReactNode
}): ReactNode {
  return (
    <section style={{ marginBottom: 24, minWidth: 0 }}>
      <div style={{ display: 'flex', alignItems: 'center', gap: 8, minHeight: 28, marginBottom: 4 }}>
        <h2>
          {title} {count !== undefined && <span className="dim">{grouped(String(count))}</span>}
        </h2>
        <div style={{ flex: 1 }} />
        {actions}
      </div>
      {children}
    </section>
  )
}
