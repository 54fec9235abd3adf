import type { ReactNode } from 'react'
import type { Problem } from './check.ts'
import styles from './QueryBox.module.css'
import { pieces } from './tokens.ts'

/** The text of the box in colors, behind the transparent one that is typed; the place of a problem is underlined. */
export function QueryMirror({ text, problem, scrolled }: { text: string; problem: Problem | undefined; scrolled: number }): ReactNode {
  const isWrong = (start: number, end: number): boolean => problem !== undefined && end > problem.start && start < problem.end
  return (
    <div className={styles['mirror']} aria-hidden="true">
      <div style={{ transform: `translateX(${-scrolled}px)` }}>
        {pieces(text).map(({ kind, text: piece, start, end }) => (
          <span key={start} data-kind={kind} data-wrong={(kind !== 'space' && isWrong(start, end)) || undefined}>
            {piece}
          </span>
        ))}
        {problem && problem.start >= text.trimEnd().length && <span data-wrong="true"> </span>}
      </div>
    </div>
  )
}
