import { apiUrl } from './http.ts'

/** The server's events by name. */
const NAMES = ['runs', 'metrics', 'models', 'experiments', 'reset'] as const

/** The stream of the server's events. It is opened before the first question is asked, so that no change falls between the two. */
export const events = new EventSource(apiUrl('/tailrace/1.0/events'))

let missed = false
const note = (): void => {
  missed = true
}
for (const name of NAMES) events.addEventListener(name, note)

/** Whether events came before anybody listened; from now on somebody does. */
export function missedEvents(): boolean {
  for (const name of NAMES) events.removeEventListener(name, note)
  return missed
}
