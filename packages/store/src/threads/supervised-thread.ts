import { MessageChannel, type MessagePort, type ResourceLimits, type Transferable, Worker } from 'node:worker_threads'
import { MlflowError } from '@tailrace/contract'

/** ms before a thread that ended is started again: the first time, and at most when it ends before it has started. */
const FIRST_DELAY = 0
const MAX_DELAY = 5000

/** How a thread is started, and who hears from it. */
export interface ThreadOptions<Received> {
  /** File that the thread runs. It finds `port` and `data` in its workerData, and sends `{ started: true }` once it can be used. */
  readonly entry: URL
  readonly name: string
  readonly data: unknown
  readonly resourceLimits: ResourceLimits
  onMessage(message: Received): void
  /** Called when the thread has ended, with the error that its requests fail with. It is started again afterwards. */
  onEnd(error: Error): void
  /** Called when the thread has been started again. */
  onRestart?(): void
  /** Called with the reason when the thread has ended. */
  onFault(error: Error): void
}

/** A worker thread that is started again whenever it ends before it is closed: after an error, out of memory, or ended from outside. */
export class SupervisedThread<Sent, Received extends object> {
  readonly #options: ThreadOptions<Received>
  #worker: Worker | undefined
  #port: MessagePort | undefined
  #hasStarted = false
  #isClosing = false
  #delay = FIRST_DELAY
  #timer: NodeJS.Timeout | undefined

  constructor(options: ThreadOptions<Received>) {
    this.#options = options
    this.#start()
  }

  /** Whether the thread has loaded its code, so that a message is looked at soon. */
  get hasStarted(): boolean {
    return this.#hasStarted
  }

  /** Whether the thread can be sent messages; false after it ended, until it is started again. */
  get isRunning(): boolean {
    return this.#port !== undefined
  }

  /** @throws MlflowError TEMPORARILY_UNAVAILABLE while the thread is being started again */
  post(message: Sent, transfer: readonly Transferable[] = []): void {
    if (!this.#port) throw threadEnded()
    this.#port.postMessage(message, transfer)
  }

  /** Ends the thread after what it works on. */
  async close(): Promise<void> {
    this.#isClosing = true
    clearTimeout(this.#timer)
    const worker = this.#worker
    if (!worker) return
    const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
    this.#port?.close()
    await ended
  }

  #start(): void {
    const { entry, name, data, resourceLimits } = this.#options
    const { port1, port2 } = new MessageChannel()
    const worker = new Worker(entry, { workerData: { port: port2, data }, transferList: [port2], resourceLimits, name })
    this.#worker = worker
    this.#port = port1
    port1.on('message', (message: Received) => {
      if (!('started' in message)) return this.#options.onMessage(message)
      this.#hasStarted = true
      this.#delay = FIRST_DELAY
    })
    let cause: Error | undefined
    worker.on('error', (error) => (cause = error))
    worker.on('exit', (code) => this.#ended(cause ?? new Error(`The thread '${name}' ended with code ${code}.`)))
  }

  #ended(cause: Error): void {
    this.#port?.close()
    this.#port = undefined
    this.#worker = undefined
    this.#hasStarted = false
    if (this.#isClosing) return
    this.#options.onEnd(threadEnded())
    this.#options.onFault(cause)
    this.#timer = setTimeout(() => {
      this.#start()
      this.#options.onRestart?.()
    }, this.#delay)
    this.#delay = Math.min(MAX_DELAY, this.#delay * 2 || 100)
  }
}

const threadEnded = () =>
  new MlflowError('TEMPORARILY_UNAVAILABLE', 'The database thread ended unexpectedly and is being restarted. Try again.')
