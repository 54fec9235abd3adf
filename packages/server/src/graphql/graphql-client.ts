import { LIMITS, MlflowError } from '@tailrace/contract'
import { type Caller, type ResponseBody, SupervisedThread } from '@tailrace/store'
import type { FromGraphql, GraphqlFailure, GraphqlRequest, ToGraphql } from './graphql-messages.ts'

/** Calls an endpoint of the JSON API with a JSON body, on behalf of whoever sent the GraphQL request. */
export type CallEndpoint = (caller: Caller, endpoint: string, body: Uint8Array) => Promise<ResponseBody>

/** Sources run as they are in development, a bundle holds the thread's code beside the others. */
const entry = new URL(import.meta.url.endsWith('.ts') ? './graphql-thread.ts' : './graphql-thread.js', import.meta.url)

/** MiB. */
const RESOURCE_LIMITS = { maxYoungGenerationSizeMb: 12, maxOldGenerationSizeMb: 512 }
/** Requests that are worked on at a time; others wait. */
const MOST_REQUESTS = 4

interface Waiting {
  readonly caller: Caller
  resolve(text: string): void
  reject(error: Error): void
  /** Bytes that the endpoints it called have answered. */
  bytes: number
}

/** Answers requests over GraphQL in a thread of its own, which starts with the first of them. */
export class GraphqlClient {
  readonly #call: CallEndpoint
  readonly #onFault: (error: Error) => void
  readonly #waiting = new Map<number, Waiting>()
  readonly #queue: (() => void)[] = []
  #thread: SupervisedThread<ToGraphql, FromGraphql> | undefined
  #lastId = 0

  constructor(call: CallEndpoint, onFault: (error: Error) => void) {
    this.#call = call
    this.#onFault = onFault
  }

  /**
   * Answers a request, or the body of one, as JSON text.
   * @throws MlflowError for what is no request; TEMPORARILY_UNAVAILABLE when the thread ended
   */
  async answer(caller: Caller, request: Uint8Array | GraphqlRequest): Promise<string> {
    if (this.#waiting.size >= MOST_REQUESTS) await new Promise<void>((resolve) => this.#queue.push(resolve))
    this.#thread ??= this.#start()
    const thread = this.#thread
    const id = ++this.#lastId
    return new Promise<string>((resolve, reject) => {
      thread.post({ id, request })
      this.#waiting.set(id, { caller, resolve, reject, bytes: 0 })
    })
  }

  async close(): Promise<void> {
    await this.#thread?.close()
  }

  #start(): SupervisedThread<ToGraphql, FromGraphql> {
    return new SupervisedThread<ToGraphql, FromGraphql>({
      entry,
      name: 'graphql',
      data: {},
      resourceLimits: RESOURCE_LIMITS,
      onMessage: (message) => this.#receive(message),
      onEnd: (error) => {
        for (const id of this.#waiting.keys()) this.#settle(id, ({ reject }) => reject(error))
      },
      onFault: this.#onFault,
    })
  }

  #receive(message: FromGraphql): void {
    if ('fault' in message) return this.#onFault(new Error(message.fault))
    if ('call' in message) return void this.#answerCall(message)
    if ('text' in message) return this.#settle(message.id, ({ resolve }) => resolve(message.text))
    const { code, message: text } = message.failure
    this.#settle(message.id, ({ reject }) => reject(new MlflowError(code, text)))
  }

  #settle(id: number, how: (waiting: Waiting) => void): void {
    const waiting = this.#waiting.get(id)
    if (!waiting) return
    this.#waiting.delete(id)
    how(waiting)
    this.#queue.shift()?.()
  }

  async #answerCall({ id, call, endpoint, body }: Extract<FromGraphql, { call: number }>): Promise<void> {
    const thread = this.#thread
    const reply = await this.#bytesOf(id, endpoint, body).then(
      (answer): ToGraphql => ({ call, answer }),
      (error: unknown): ToGraphql => ({ call, failure: this.#failureOf(error) }),
    )
    if (thread?.isRunning) thread.post(reply)
  }

  /** Collects the answer of an endpoint, up to the bytes that all answers of a request may have together. */
  async #bytesOf(id: number, endpoint: string, body: Uint8Array): Promise<Uint8Array> {
    const waiting = this.#waiting.get(id)
    if (!waiting) return new Uint8Array()
    const answer = await this.#call(waiting.caller, endpoint, body)
    const pieces: Buffer[] = []
    const take = (piece: string | Uint8Array): void => {
      const bytes = Buffer.from(piece as string)
      pieces.push(bytes)
      waiting.bytes += bytes.length
      if (waiting.bytes > LIMITS.graphqlAnswer)
        throw new MlflowError('INVALID_PARAMETER_VALUE', `The answer is larger than ${LIMITS.graphqlAnswer} bytes. Ask for less at once.`)
    }
    if (typeof answer === 'string') take(answer)
    else for await (const piece of answer) take(piece)
    return Buffer.concat(pieces)
  }

  #failureOf(error: unknown): GraphqlFailure {
    if (error instanceof MlflowError) return { code: error.code, message: error.message }
    this.#onFault(error instanceof Error ? error : new Error(String(error)))
    return { code: 'INTERNAL_ERROR', message: 'An internal error occurred.' }
  }
}
