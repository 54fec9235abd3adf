import { useEffect, useState } from 'react'

/** ms after the first render in which what is out of view is made, too: nobody scrolls before there is anything to see. */
const SETTLE_MS = 300

/** Whether the page has been there for a moment; what lies out of view can wait for it. */
export function useSettled(): boolean {
  const [settled, setSettled] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(true), SETTLE_MS)
    return () => clearTimeout(timer)
  }, [])
  return settled
}
