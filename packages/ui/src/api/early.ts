import type { EventName } from '@tailrace/contract'

/** The status and text of an answer. */
export interface Answer {
  status: number
  text: string
}

export type HeardEvent = Exclude<EventName, 'hello'>

/** Receives what the shared stream brings. */
export interface StreamListener {
  /** `data` is the JSON of the event. */
  event(name: HeardEvent, data: string): void
  /** Called when the stream opens or breaks. With `missed`, events may have been lost since the last call, or since the page was opened. */
  state(isOpen: boolean, missed: boolean): void
}

/** The server's events, however they come to this tab. */
export interface EventStream {
  /** Hands over what has come, and what comes from now on. Call once. */
  listen(listener: StreamListener): void
}

/** What the script in the page (prefetch-page.ts), which runs before the application's files are there, leaves for it. */
interface Early {
  /** Answers by method, path and fields of what was asked. */
  readonly prefetchedResponses: Map<string, Promise<Answer>>
  stream?: EventStream
}

const holder = globalThis as { tailraceEarly?: Early }

/** One for both: the script in the page is built apart, with modules of its own. */
export const early: Early = (holder.tailraceEarly ??= { prefetchedResponses: new Map() })
