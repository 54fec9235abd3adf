import type { Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** Bytes a second that the reader of an answer has to take on average, while something waits for it. */
const LEAST_SPEED = 1024
/** ms over which the speed is measured. */
const WINDOW = 30_000
/** Bytes that may wait for all readers together. */
const BUDGET = 96 * 1024 * 1024
/** ms between two looks at what waits for all readers. */
const BUDGET_INTERVAL = 250
/** Looks after which a reader that took nothing is closed where the budget is exceeded; one that takes something is at twice the budget. */
const STALLED_LOOKS = 4

interface Reading {
  /** Bytes that the connection had taken when the window began. */
  taken: number
  since: number
  /** Bytes that it had taken at the last look, and how many looks it has taken nothing since. */
  lastTaken: number
  stalled: number
}

export interface ReaderLimits {
  /** ms over which the speed of a reader is measured. Default: 30 s. */
  readonly window?: number | undefined
  /** Bytes that may wait for all readers together. Default: 96 MiB. */
  readonly budget?: number | undefined
}

/**
 * Closes connections whose reader takes an answer too slowly: what waits for it holds memory, and a piece of the database's work. Where more waits
 * for all readers together than the budget, those are closed first that took nothing for the longest time.
 */
export function closeSlowReaders(server: Server, { window = WINDOW, budget = BUDGET }: ReaderLimits = {}): void {
  const readings = new Map<ServerResponse, Reading>()
  server.on('request', (_request, response) => {
    readings.set(response, { taken: 0, since: performance.now(), lastTaken: 0, stalled: 0 })
    response.once('close', () => readings.delete(response))
  })
  const timers = [
    setInterval(() => {
      for (const [response, reading] of readings) check(response, reading, window)
    }, window / 6),
    setInterval(() => keepBudget(readings, budget), BUDGET_INTERVAL),
  ]
  for (const timer of timers) timer.unref()
  server.once('close', () => timers.forEach(clearInterval))
}

function check(response: ServerResponse, reading: Reading, window: number): void {
  const { socket } = response
  if (!socket) return
  const now = performance.now()
  const taken = takenFrom(socket)
  if (waitingFor(response) === 0 || taken - reading.taken >= (LEAST_SPEED * window) / 1000) {
    reading.taken = taken
    reading.since = now
  } else if (now - reading.since >= window) socket.destroy()
}

function keepBudget(readings: ReadonlyMap<ServerResponse, Reading>, budget: number): void {
  const waiting = [...readings].map(([response, reading]) => ({ response, reading, bytes: waitingFor(response) }))
  for (const { response, reading, bytes } of waiting) look(response, reading, bytes)
  let sum = waiting.reduce((all, { bytes }) => all + bytes, 0)
  if (sum <= budget) return
  for (const { response, reading, bytes } of waiting.toSorted((a, b) => b.reading.stalled - a.reading.stalled || b.bytes - a.bytes)) {
    if (sum <= budget || (reading.stalled < STALLED_LOOKS && sum <= 2 * budget)) return
    if (bytes === 0) continue
    response.socket?.destroy()
    sum -= bytes
  }
}

function look({ socket }: ServerResponse, reading: Reading, bytes: number): void {
  if (!socket) return
  const taken = takenFrom(socket)
  reading.stalled = bytes > 0 && taken === reading.lastTaken ? reading.stalled + 1 : 0
  reading.lastTaken = taken
}

/** Bytes of an answer that its connection has not sent yet. */
const waitingFor = ({ socket, writableLength }: ServerResponse): number => (socket ? socket.writableLength + writableLength : 0)

/** Bytes of a connection that its other end has taken: of a long text that is written at once, too, which the socket counts at its end alone. */
function takenFrom(socket: Socket): number {
  const { _handle: handle } = socket as { _handle?: { bytesWritten: number; writeQueueSize: number } | null }
  return handle ? handle.bytesWritten - handle.writeQueueSize : socket.bytesWritten - socket.writableLength
}
