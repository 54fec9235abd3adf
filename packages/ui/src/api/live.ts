import { connection, live, onConnection, online } from './connection.ts'
import { events, missedEvents } from './event-source.ts'
import { apiUrl } from './http.ts'
import { queries } from './queries.ts'

interface RunsEvent {
  changed: { run_id: string; experiment_id: string; what: string }[]
}
interface MetricsEvent {
  changed: { run_id: string; experiment_id: string; keys: string[] }[]
}
interface ModelsEvent {
  changed: { name: string }[]
}

/** ms between questions while nothing is pushed. */
const POLL_MS = 10_000

const refresh = (...key: string[]): void => void queries.invalidateQueries({ queryKey: key })

/** Listens to the server's events and makes old what they tell of; without events it asks again every 10 s. Call once. */
export function startLive(): void {
  const on = <Data>(name: string, handle: (data: Data) => void): void =>
    events.addEventListener(name, (event) => handle(JSON.parse(event.data as string) as Data))
  let opened = events.readyState === EventSource.OPEN
  live(opened)
  if (missedEvents()) refresh()
  events.addEventListener('open', () => {
    live(true)
    // What happened between two streams is not told.
    if (opened) refresh()
    opened = true
  })
  events.addEventListener('error', () => {
    live(false)
    void ping()
  })
  on<RunsEvent>('runs', ({ changed }) => {
    refresh('runs')
    refresh('experiments')
    for (const { run_id } of changed) refresh('run', run_id)
  })
  on<MetricsEvent>('metrics', ({ changed }) => {
    refresh('runs')
    refresh('metrics')
    for (const { run_id } of changed) refresh('run', run_id)
  })
  on<ModelsEvent>('models', ({ changed }) => {
    refresh('models')
    for (const { name } of changed) refresh('model', name)
  })
  on('logged_models', () => refresh('models'))
  on('experiments', () => {
    refresh('experiments')
    refresh('experiment')
  })
  on('reset', () => refresh())
  setInterval(() => {
    if (connection() === 'live' || document.hidden) return
    void ping()
  }, POLL_MS)
  let before = connection()
  onConnection(() => {
    if (before === 'offline' && connection() !== 'offline') refresh()
    before = connection()
  })
}

async function ping(): Promise<void> {
  const reply = await fetch(apiUrl('/tailrace/1.0/server-info')).catch(() => undefined)
  online(reply !== undefined)
  if (reply && connection() === 'polling') refresh()
}
