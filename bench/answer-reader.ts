/** An answer. `body` is empty unless the request asked to keep it; `bytes` is always the length of the body. */
export interface Answer {
  status: number
  bytes: number
  body: string
}

const HEAD_END = Buffer.from('\r\n\r\n')
const EMPTY = Buffer.alloc(0)

/** Reads one HTTP/1.1 answer from the chunks of a socket; bodies by length, chunked, or up to the end of the connection. */
export class AnswerReader {
  readonly #keep: boolean
  readonly #kept: Buffer[] = []
  #pending: Buffer = EMPTY
  #status = 0
  #bytes = 0
  #state: 'head' | 'length' | 'chunk-size' | 'chunk-data' | 'chunk-end' | 'trailer' | 'to-end' | 'done' = 'head'
  #left = 0
  /** Whether the server closes the connection after this answer. */
  closes = false

  constructor(keep: boolean) {
    this.#keep = keep
  }

  /** Whether the body lasts until the connection ends. */
  get endsWithConnection(): boolean {
    return this.#state === 'to-end'
  }

  /** The answer as far as it was read. */
  answer(): Answer {
    return { status: this.#status, bytes: this.#bytes, body: this.#keep ? Buffer.concat(this.#kept).toString() : '' }
  }

  /** Takes the next bytes; returns true once the answer is whole. */
  push(chunk: Buffer): boolean {
    let rest: Buffer | undefined = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk])
    this.#pending = EMPTY
    while (rest !== undefined && this.#state !== 'done') {
      const next: Buffer | undefined = this.#step(rest)
      if (next === undefined) this.#pending = rest
      rest = next
    }
    return this.#state === 'done'
  }

  /** One step of the state machine: what is left of `data`, or undefined when more is needed to go on. */
  #step(data: Buffer): Buffer | undefined {
    switch (this.#state) {
      case 'head':
        return this.#readHead(data)
      case 'length':
      case 'chunk-data':
        return this.#readData(data)
      case 'chunk-size':
      case 'chunk-end':
      case 'trailer':
        return this.#readLine(data)
      case 'to-end':
        this.#take(data)
        return data.length === 0 ? undefined : EMPTY
      case 'done':
        return undefined
    }
  }

  #readHead(data: Buffer): Buffer | undefined {
    const end = data.indexOf(HEAD_END)
    if (end < 0) return undefined
    const text = data.toString('latin1', 0, end).toLowerCase()
    this.#status = Number(text.slice(9, 12))
    this.closes = text.includes('\r\nconnection: close')
    const length = /\r\ncontent-length: *(\d+)/.exec(text)?.[1]
    if (this.#status === 204 || this.#status === 304) this.#state = 'done'
    else if (text.includes('\r\ntransfer-encoding: chunked')) this.#state = 'chunk-size'
    else if (length === undefined) this.#state = 'to-end'
    else this.#expect('length', Number(length))
    return data.subarray(end + 4)
  }

  #readData(data: Buffer): Buffer | undefined {
    if (data.length === 0) return undefined
    const part = data.subarray(0, this.#left)
    this.#take(part)
    this.#left -= part.length
    if (this.#left === 0) this.#state = this.#state === 'length' ? 'done' : 'chunk-end'
    return data.subarray(part.length)
  }

  #readLine(data: Buffer): Buffer | undefined {
    const end = data.indexOf('\r\n')
    if (end < 0) return undefined
    if (this.#state === 'chunk-end') this.#state = 'chunk-size'
    else if (this.#state === 'chunk-size') this.#expect('chunk-data', Number.parseInt(data.toString('latin1', 0, end), 16))
    else if (end === 0) this.#state = 'done'
    return data.subarray(end + 2)
  }

  #expect(state: 'length' | 'chunk-data', bytes: number): void {
    this.#left = bytes
    if (bytes > 0) this.#state = state
    else this.#state = state === 'length' ? 'done' : 'trailer'
  }

  #take(data: Buffer): void {
    this.#bytes += data.length
    if (this.#keep) this.#kept.push(data)
  }
}
