import { early } from './early.ts'
import { apiUrl } from './http.ts'

/** The server's events by name. */
const NAMES = ['runs', 'metrics', 'models', 'logged_models', 'experiments', 'reset'] as const

const note = (): void => {
  early.missed = true
}

/** The stream of the server's events. It is opened before the first question is asked, so that no change falls between the two. */
export const events = (early.events ??= open())

function open(): EventSource {
  const source = new EventSource(apiUrl('/tailrace/1.0/events'))
  for (const name of NAMES) source.addEventListener(name, note)
  return source
}

/** Whether events have come; asked before anybody listens, whether some were missed. */
export const missedEvents = (): boolean => early.missed === true
