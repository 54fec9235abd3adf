import type { Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** Bytes a second that the reader of an answer has to take on average, while something waits for it. */
const LEAST_SPEED = 1024
/** ms over which the speed is measured. */
const WINDOW = 30_000

interface Reading {
  /** Bytes that the connection had taken when the window began. */
  taken: number
  since: number
}

/** Closes connections whose reader takes an answer too slowly: what waits for it holds memory, and a piece of the database's work. */
export function closeSlowReaders(server: Server, window: number = WINDOW): void {
  const readings = new Map<ServerResponse, Reading>()
  server.on('request', (_request, response) => {
    readings.set(response, { taken: 0, since: performance.now() })
    response.once('close', () => readings.delete(response))
  })
  const timer = setInterval(() => {
    for (const [response, reading] of readings) check(response, reading, window)
  }, window / 6)
  timer.unref()
  server.once('close', () => clearInterval(timer))
}

function check(response: ServerResponse, reading: Reading, window: number): void {
  const { socket } = response
  if (!socket) return
  const now = performance.now()
  const isWaiting = socket.writableLength + response.writableLength > 0
  const taken = takenFrom(socket)
  if (!isWaiting || taken - reading.taken >= (LEAST_SPEED * window) / 1000) {
    reading.taken = taken
    reading.since = now
  } else if (now - reading.since >= window) socket.destroy()
}

/** Bytes of a connection that its other end has taken: of a long text that is written at once, too, which the socket counts at its end alone. */
function takenFrom(socket: Socket): number {
  const { _handle: handle } = socket as { _handle?: { bytesWritten: number; writeQueueSize: number } | null }
  return handle ? handle.bytesWritten - handle.writeQueueSize : socket.bytesWritten - socket.writableLength
}
