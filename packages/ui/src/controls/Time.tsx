import { type ReactNode, useEffect, useState } from 'react'
import { type WireTime, ago, moment } from '../format.ts'

/** ms between updates of "3 min ago". */
const TICK = 10_000

/** A moment (ms since the epoch) as "3 min ago", in full when pointed at; keeps itself true. */
export function Time({ at }: { at: WireTime | undefined }): ReactNode {
  const [, tick] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => tick((n) => n + 1), TICK)
    return () => clearInterval(timer)
  }, [])
  if (!at) return <span className="dim">–</span>
  return (
    <time dateTime={new Date(Number(at)).toISOString()} title={moment(at)}>
      {ago(at)}
    </time>
  )
}
