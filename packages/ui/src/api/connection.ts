/** `live`: changes are pushed; `polling`: asked for; `offline`: the server does not answer. */
export type Connection = 'live' | 'polling' | 'offline'

let pushed = false
let reachable = true
const listeners = new Set<() => void>()
const changed = (): void => listeners.forEach((listener) => listener())

/** Notes whether the last request was answered at all. */
export function online(is: boolean): void {
  if (reachable === is) return
  reachable = is
  changed()
}

/** Notes whether the stream of events is open. */
export function live(is: boolean): void {
  if (pushed === is) return
  pushed = is
  if (is) reachable = true
  changed()
}

export const connection = (): Connection => (reachable ? (pushed ? 'live' : 'polling') : 'offline')

/** Calls back at each change; the result stops it. */
export function onConnection(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}
