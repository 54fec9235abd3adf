import type { RawRequest } from '../operation.ts'
import { errorOf } from '../failure.ts'
import { SupervisedThread } from '../threads/supervised-thread.ts'
import type { ParsedBody, RawBody } from './body-messages.ts'

/** Sources run as they are in development, a bundle holds the thread's code beside the others. */
const entry = new URL(import.meta.url.endsWith('.ts') ? './body-thread.ts' : './body-thread.js', import.meta.url)

/** MiB. */
const RESOURCE_LIMITS = { maxYoungGenerationSizeMb: 12, maxOldGenerationSizeMb: 512 }

interface Waiting {
  resolve(request: unknown): void
  reject(error: Error): void
}

/** Parses long bodies in a thread of their own, one at a time. The thread starts with the first of them. */
export class BodyParser {
  readonly #onFault: (error: Error) => void
  readonly #waiting = new Map<number, Waiting>()
  #thread: SupervisedThread<RawBody, ParsedBody> | undefined
  #lastId = 0

  constructor(onFault: (error: Error) => void) {
    this.#onFault = onFault
  }

  /** @throws MlflowError for what does not fit the endpoint's schema; TEMPORARILY_UNAVAILABLE when the thread ended */
  parse(operation: string, raw: RawRequest): Promise<unknown> {
    this.#thread ??= new SupervisedThread<RawBody, ParsedBody>({
      entry,
      name: 'request bodies',
      data: {},
      resourceLimits: RESOURCE_LIMITS,
      onMessage: (message) => this.#receive(message),
      onEnd: (error) => this.#failAll(error),
      onFault: this.#onFault,
    })
    const thread = this.#thread
    const id = ++this.#lastId
    return new Promise((resolve, reject) => {
      thread.post({ id, operation, raw })
      this.#waiting.set(id, { resolve, reject })
    })
  }

  async close(): Promise<void> {
    await this.#thread?.close()
  }

  #receive(message: ParsedBody): void {
    const waiting = this.#waiting.get(message.id)
    this.#waiting.delete(message.id)
    if ('request' in message) waiting?.resolve(message.request)
    else waiting?.reject(errorOf(message.failure))
  }

  #failAll(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error)
    this.#waiting.clear()
  }
}
