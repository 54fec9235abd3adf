/** The status and text of an answer. */
export interface Answer {
  status: number
  text: string
}

/** What the script in the page (ask-ahead.ts), which runs before the application's files are there, leaves for it. */
interface Early {
  /** Answers by method, path and fields of what was asked. */
  readonly answers: Map<string, Promise<Answer>>
  events?: EventSource
  /** Whether events came before anybody listened. */
  missed?: boolean
}

const holder = globalThis as { tailraceEarly?: Early }

/** One for both: the script in the page is built apart, with modules of its own. */
export const early: Early = (holder.tailraceEarly ??= { answers: new Map() })
