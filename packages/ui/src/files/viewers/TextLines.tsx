import { count } from '../../format.ts'
import { useWindow } from '../../table/use-window.ts'
import { type ReactNode, useEffect, useRef } from 'react'
import styles from '../files.module.css'
import { ansiSpans } from './ansi.ts'
import own from './viewers.module.css'

const LINE = 18
/** Longer lines are cut: a browser lays out a line of megabytes for minutes. */
const LONG = 5_000

/** Lines of text, of which only those in sight are drawn. */
export function TextLines({
  lines,
  name,
  wrap = false,
  numbered = true,
  gutter = true,
  atEnd = false,
  marked,
  current,
}: {
  lines: readonly string[]
  name: string
  wrap?: boolean
  /** Whether lines count from the start of the file. */
  numbered?: boolean
  /** Whether there are line numbers at all. */
  gutter?: boolean
  /** Whether to stay at the last line. */
  atEnd?: boolean
  /** Places (from 0) of lines that stand out. */
  marked?: ReadonlySet<number> | undefined
  /** The one of them that is looked at. */
  current?: number | undefined
}): ReactNode {
  const box = useRef<HTMLDivElement>(null)
  const virtual = useWindow({ count: lines.length, getScrollElement: () => box.current, estimateSize: () => LINE, overscan: 20 })
  useEffect(() => virtual.measure(), [wrap, virtual])
  useEffect(() => {
    if (atEnd && lines.length > 0) virtual.scrollToIndex(lines.length - 1)
  }, [atEnd, lines.length, virtual])
  useEffect(() => {
    if (current !== undefined) virtual.scrollToIndex(current)
  }, [current, virtual])
  useEffect(() => {
    if (numbered && !atEnd) virtual.scrollToIndex(0)
  }, [numbered, atEnd, virtual])
  // The left padding counts as width.
  const digits = `calc(${String(lines.length).length}ch + 12px)`
  return (
    <div ref={box} className={styles['scroller']} tabIndex={0} role="region" aria-label={`Text of ${name}`}>
      <div className={own['lines']} data-wrap={wrap || undefined} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start, key }) => (
          <div
            key={key}
            ref={wrap ? virtual.measureElement : null}
            data-index={index}
            data-marked={marked?.has(index) || undefined}
            data-current={index === current || undefined}
            className={own['line']}
            style={{ transform: `translateY(${start}px)`, minHeight: LINE }}
          >
            <i style={{ minWidth: gutter ? digits : 0 }} aria-hidden="true">
              {gutter && (numbered ? index + 1 : '·')}
            </i>
            <Line text={lines[index] ?? ''} />
          </div>
        ))}
      </div>
    </div>
  )
}

function Line({ text }: { text: string }): ReactNode {
  const shown = text.length > LONG ? `${text.slice(0, LONG)}… (${count(text.length - LONG)} more characters)` : text
  return (
    <span>
      {ansiSpans(shown).map(({ text: piece, color, bold, faint }, index) => {
        const looks = [color !== undefined && own[`ansi${color}`], bold && own['bold'], faint && own['faint']].filter(Boolean).join(' ')
        return looks ? (
          <span key={index} className={looks}>
            {piece}
          </span>
        ) : (
          piece
        )
      })}
    </span>
  )
}
