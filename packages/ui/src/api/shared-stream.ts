import { early, type EventStream, type HeardEvent, type StreamListener } from './early.ts'
import { apiUrl, BASE } from './http.ts'

/** The server's events by name. */
const NAMES = ['runs', 'metrics', 'models', 'logged_models', 'experiments', 'reset'] as const satisfies readonly HeardEvent[]

/** How often the leading tab says that it leads, in ms. */
const BEAT = 2_000
/** ms without a beat after which another tab takes the lead, and the shorter time in which a new tab expects one. */
const SILENCE = 7_000
const FIRST_SILENCE = 1_000
/** ms until a stream that the server refused is tried again. */
const RETRY = 30_000

/** The tab that leads, and its stream: another name for each connection. Kept where a new tab finds it at once. */
interface Lead {
  readonly tab: string
  readonly stream: string
  readonly isOpen: boolean
}

type Message = { kind: 'who' } | ({ kind: 'lead' } & Lead) | { kind: 'leave' } | { kind: 'event'; name: HeardEvent; data: string }

/**
 * The server's events, over one connection for all tabs of a browser. A browser has six connections to a server, so that streams of six tabs
 * would leave none for anything else. One visible tab leads: it holds the stream, and tells the other tabs. A tab that is hidden holds none.
 */
class SharedStream implements EventStream {
  readonly #tab = Math.random().toString(36).slice(2)
  readonly #record = `tailrace.stream ${BASE}`
  readonly #channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel(this.#record)
  /** What came before there was a listener. */
  #waiting: ((listener: StreamListener) => void)[] = []
  #listener: StreamListener | undefined
  #source: EventSource | undefined
  #streams = 0
  /** The connection whose events this page has had since it was opened, or since it heard that it missed some. */
  #covered: string | undefined
  #isOpen = false
  #heardAt = performance.now()
  #refusedAt = 0

  constructor() {
    this.#channel?.addEventListener('message', ({ data }: MessageEvent<Message>) => this.#hear(data))
    document.addEventListener('visibilitychange', () => (document.hidden ? this.#leave() : this.#follow()))
    addEventListener('pagehide', () => this.#leave())
    addEventListener('pageshow', ({ persisted }) => persisted && this.#follow())
    setInterval(() => this.#beat(), BEAT)
    const lead = this.#leadOnRecord()
    if (lead) {
      if (lead.isOpen) this.#covered = lead.stream
      this.#setOpen(lead.isOpen)
    } else if (!document.hidden) this.#covered = this.#lead()
    this.#follow()
  }

  /** Hands over what has come, and what comes from now on. Call once. */
  listen(listener: StreamListener): void {
    this.#listener = listener
    for (const tell of this.#waiting) tell(listener)
    this.#waiting = []
  }

  #tell(what: (listener: StreamListener) => void): void {
    if (this.#listener) what(this.#listener)
    else this.#waiting.push(what)
  }

  #setOpen(isOpen: boolean, missed = false): void {
    if (isOpen === this.#isOpen && !missed) return
    this.#isOpen = isOpen
    this.#tell((listener) => listener.state(isOpen, missed))
  }

  /** A connection is open: what happened before it, and after the one that this page knew, is lost. */
  #opened(stream: string): void {
    const missed = this.#covered !== stream
    this.#covered = stream
    this.#setOpen(true, missed)
  }

  #hear(message: Message): void {
    if (message.kind === 'who') return this.#announce()
    if (message.kind === 'event') return this.#tell((listener) => listener.event(message.name, message.data))
    if (message.kind === 'leave') {
      // Several tabs may be visible: the first one leads.
      this.#heardAt = 0
      setTimeout(() => this.#follow(), Math.random() * 50)
      return
    }
    if (this.#source) {
      // Of two that lead one gives way.
      if (message.tab > this.#tab) return this.#announce()
      this.#close()
    }
    this.#heardAt = performance.now()
    if (message.isOpen) this.#opened(message.stream)
    else this.#setOpen(false)
  }

  /** Takes the lead where nobody has it; where somebody may have it, asks, and does so when no answer comes. */
  #follow(): void {
    if (this.#source || document.hidden) return
    if (!this.#channel || this.#heardAt === 0) return void this.#lead()
    this.#channel.postMessage({ kind: 'who' })
    const asked = performance.now()
    setTimeout(() => {
      if (!this.#source && !document.hidden && this.#heardAt < asked) this.#lead()
    }, FIRST_SILENCE)
  }

  #lead(): string {
    const stream = `${this.#tab} ${++this.#streams}`
    const source = new EventSource(apiUrl('/tailrace/1.0/events'))
    this.#source = source
    let name = stream
    source.addEventListener('open', () => {
      this.#opened(name)
      this.#announce()
    })
    source.addEventListener('error', () => {
      // The browser connects again by itself, and that is another connection.
      name = `${this.#tab} ${++this.#streams}`
      if (source.readyState === EventSource.CLOSED) this.#refusedAt = performance.now()
      this.#setOpen(false)
      this.#announce()
    })
    for (const event of NAMES) {
      source.addEventListener(event, ({ data }: MessageEvent<string>) => {
        this.#channel?.postMessage({ kind: 'event', name: event, data })
        this.#tell((listener) => listener.event(event, data))
      })
    }
    this.#announce()
    return stream
  }

  #announce(): void {
    if (!this.#source) return
    const lead: Lead = { tab: this.#tab, stream: this.#covered ?? '', isOpen: this.#isOpen }
    this.#channel?.postMessage({ kind: 'lead', ...lead })
    try {
      localStorage.setItem(this.#record, JSON.stringify({ ...lead, at: Date.now() }))
    } catch {
      // Without storage a new tab learns over the channel who leads.
    }
  }

  #beat(): void {
    if (document.hidden) return
    if (!this.#source) {
      if (performance.now() - this.#heardAt > SILENCE) this.#lead()
    } else if (this.#source.readyState === EventSource.CLOSED && performance.now() - this.#refusedAt > RETRY) {
      this.#close()
      this.#lead()
    } else this.#announce()
  }

  #leave(): void {
    if (!this.#source) return
    this.#close()
    this.#heardAt = 0
    try {
      localStorage.removeItem(this.#record)
    } catch {
      // There is none.
    }
    this.#channel?.postMessage({ kind: 'leave' })
  }

  #close(): void {
    this.#source?.close()
    this.#source = undefined
  }

  #leadOnRecord(): Lead | undefined {
    try {
      const { at, ...lead } = JSON.parse(localStorage.getItem(this.#record) ?? '') as Lead & { at: number }
      return this.#channel && Math.abs(Date.now() - at) < SILENCE ? lead : undefined
    } catch {
      return undefined
    }
  }
}

/** The stream of the server's events. It is there before the first question is asked, so that no change falls between the two. */
export const stream: EventStream = (early.stream ??= new SharedStream())
