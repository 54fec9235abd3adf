import type { Handlers } from './handlers.ts'
import type { EventStreams } from './event-streams.ts'
import { queryOf } from './route.ts'

/** Tells browsers what changes. Close it when the server stops: its streams would not end by themselves. */
export function eventHandlers(streams: EventStreams): Pick<Handlers, 'events'> {
  return {
    events: (request, reply) => {
      const query = queryOf(request)
      reply.headers({
        'content-type': 'text/event-stream',
        'cache-control': 'no-cache',
        // Proxies in front would gather events.
        'x-accel-buffering': 'no',
      })
      if (request.method === 'HEAD') return reply.send()
      return reply.send(streams.open({ experiments: listOf(query, 'experiment_ids'), runs: listOf(query, 'run_ids') }))
    },
  }
}

/** A list as repeated arguments or parted by commas. */
const listOf = (query: URLSearchParams, name: string): ReadonlySet<string> =>
  new Set(query.getAll(name).flatMap((value) => value.split(',').filter(Boolean)))
