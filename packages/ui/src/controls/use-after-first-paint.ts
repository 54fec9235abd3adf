import { useEffect, useState } from 'react'

/** ms after the first render in which what is out of view is made, too: nobody scrolls before there is anything to see. */
const SETTLE_MS = 300

/** What appeared in this moment. */
let together: Set<() => void> | undefined

/** Tells all that appeared together of it together, so that they are drawn once. */
function whenSettled(tell: () => void): () => void {
  if (!together) {
    const all = (together = new Set<() => void>())
    queueMicrotask(() => (together = undefined))
    setTimeout(() => all.forEach((each) => each()), SETTLE_MS)
  }
  const ours = together
  ours.add(tell)
  return () => void ours.delete(tell)
}

/** Whether the page has been there for a moment; what lies out of view can wait for it. */
export function useAfterFirstPaint(): boolean {
  const [settled, setSettled] = useState(false)
  useEffect(() => whenSettled(() => setSettled(true)), [])
  return settled
}
