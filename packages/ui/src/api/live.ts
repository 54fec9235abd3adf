import { connection, live, onConnection, online } from './connection.ts'
import { apiUrl } from './http.ts'
import { isStaleAfter, type LiveEvent } from './live-scope.ts'
import { queries } from './queries.ts'
import { Refresher } from './refresher.ts'
import { stream } from './shared-stream.ts'

/** ms between questions while nothing is pushed. */
const POLL_MS = 10_000

/** Follows the server's events: what they make stale is fetched again. Without events everything is, every 10 s. Call once. */
export function startLive(): void {
  const refresher = new Refresher(queries)
  const poll = async (): Promise<void> => {
    const reply = await fetch(apiUrl('/tailrace/1.0/server-info')).catch(() => undefined)
    online(reply !== undefined)
    if (connection() === 'polling') refresher.refresh()
  }
  stream.listen({
    event: (name, data) => {
      const event = { name, data: JSON.parse(data) } as LiveEvent
      refresher.refresh((query) => isStaleAfter(event, query))
    },
    state: (isOpen, missed) => {
      live(isOpen)
      if (missed) refresher.refresh()
      if (!isOpen) void poll()
    },
  })
  setInterval(() => void (connection() !== 'live' && !document.hidden && poll()), POLL_MS)
  let before = connection()
  onConnection(() => {
    if (before === 'offline' && connection() !== 'offline') refresher.refresh()
    before = connection()
  })
}
