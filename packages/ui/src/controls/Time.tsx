import { type ReactNode, useEffect, useState } from 'react'
import { type WireTime, ago, moment } from '../format.ts'

/** ms between updates of "3 min ago". */
const TICK = 10_000

/** Callbacks of each tick; one timer serves all times of a page. */
const subscribers = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

function onTick(tell: () => void): () => void {
  subscribers.add(tell)
  timer ??= setInterval(() => subscribers.forEach((each) => each()), TICK)
  return () => {
    subscribers.delete(tell)
    if (subscribers.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** A moment (ms since the epoch) as "3 min ago", in full when pointed at; keeps itself true. */
export function Time({ at }: { at: WireTime | undefined }): ReactNode {
  const [, tick] = useState(0)
  useEffect(() => onTick(() => tick((n) => n + 1)), [])
  if (!at) return <span className="dim">–</span>
  return (
    <time dateTime={new Date(Number(at)).toISOString()} title={moment(at)}>
      {ago(at)}
    </time>
  )
}
