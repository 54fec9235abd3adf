import type { FileHandle } from 'node:fs/promises'

/** Bytes that are gathered before they are written with one call; at most twice as many are held at a time. */
const BATCH_BYTES = 256 << 10
/** The same for a file that turned out to be large: fewer calls, and few such files are on the way at a time. */
const LARGE_BATCH_BYTES = 1 << 20
/** Bytes from which a file is large. */
const LARGE_BYTES = 8 << 20
/** Chunks of one call: below what every system takes, and a bound for senders of tiny chunks. */
const BATCH_CHUNKS = 512
/** Bytes after which the disk starts on what it has, so that little is left to wait for at the end. */
const SYNC_BYTES = 64 << 20

/**
 * Writes what the source yields to a file, a batch being written while the next one arrives; the caller syncs the file. Takes the chunks
 * over: the memory of those of a large file is freed. Throws what the source or the file system throws; the source then learns that
 * nobody reads on (`return`).
 */
export async function receive(file: FileHandle, source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void> {
  const sink = new FileSink(file)
  try {
    for await (const chunk of source) await sink.add(chunk)
    await sink.flush()
  } finally {
    // Also on failure: the caller closes and removes the file next.
    await sink.settle()
  }
}

/** What a source yields up to about `bytes`, and, unless it has ended by then, where the rest comes from: to be read, or ended with `return`. */
export async function startOf(
  source: AsyncIterable<Uint8Array>,
  bytes: number,
): Promise<{ first: Uint8Array[]; rest?: AsyncIterator<Uint8Array> }> {
  const rest = source[Symbol.asyncIterator]()
  const first: Uint8Array[] = []
  for (let size = 0; size <= bytes && first.length < BATCH_CHUNKS;) {
    const next = await rest.next()
    if (next.done === true) return { first }
    first.push(next.value)
    size += next.value.byteLength
  }
  return { first, rest }
}

/** The whole of a source whose start was taken. It does not tell `rest` when nobody reads on. */
export async function* continued(first: readonly Uint8Array[], rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* first
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value
}

/** Gathers chunks into batches; one batch and one sync are under way at a time. */
class FileSink {
  readonly #file: FileHandle
  #batch: Uint8Array[] = []
  #bytes = 0
  #received = 0
  #unsynced = 0
  #writing = Promise.resolve()
  #syncing: Promise<void> | undefined
  #failure: { readonly error: unknown } | undefined

  constructor(file: FileHandle) {
    this.#file = file
  }

  async add(chunk: Uint8Array): Promise<void> {
    this.#batch.push(chunk)
    this.#bytes += chunk.byteLength
    this.#received += chunk.byteLength
    const full = this.#received > LARGE_BYTES ? LARGE_BATCH_BYTES : BATCH_BYTES
    if (this.#bytes >= full || this.#batch.length >= BATCH_CHUNKS) await this.flush()
  }

  /** Waits for the batch before, then starts to write this one. */
  async flush(): Promise<void> {
    await this.#writing
    if (this.#failure) throw this.#failure.error
    this.#writing = this.#noted(this.#write(this.#batch))
    this.#unsynced += this.#bytes
    this.#batch = []
    this.#bytes = 0
    if (this.#unsynced < SYNC_BYTES || this.#syncing) return
    this.#unsynced = 0
    this.#syncing = this.#sync()
  }

  /** Waits for all that is under way. Throws its first error: the system tells of a failed write once, so a later sync would not. */
  async settle(): Promise<void> {
    await this.#writing
    await this.#syncing
    if (this.#failure) throw this.#failure.error
  }

  async #write(batch: readonly Uint8Array[]): Promise<void> {
    await writeAll(this.#file, batch)
    if (this.#received > LARGE_BYTES) batch.forEach(free)
  }

  async #sync(): Promise<void> {
    await this.#noted(this.#file.datasync())
    this.#syncing = undefined
  }

  /** Failures are met at the next step; until then they must not count as unhandled. */
  async #noted(work: Promise<void>): Promise<void> {
    await work.catch((error: unknown) => {
      this.#failure ??= { error }
    })
  }
}

/** A write may take less than it was given, as on a disk that fills up; the next one then tells why. */
async function writeAll(file: FileHandle, batch: readonly Uint8Array[]): Promise<void> {
  let rest = batch.filter((chunk) => chunk.byteLength > 0)
  while (rest.length > 0) {
    const { bytesWritten } = await file.writev(rest)
    rest = dropBytes(rest, bytesWritten)
  }
}

/**
 * Gives the memory of a written chunk back at once, unless it is a part of a larger buffer. Left to the garbage collector, the chunks of
 * a large upload make it search the whole heap every few megabytes, which costs more CPU than the upload.
 */
function free({ buffer, byteLength }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && byteLength > 0 && byteLength === buffer.byteLength) buffer.transfer(0)
}

function dropBytes(chunks: readonly Uint8Array[], count: number): Uint8Array[] {
  let left = count
  const rest: Uint8Array[] = []
  for (const chunk of chunks) {
    if (left < chunk.byteLength) rest.push(left > 0 ? chunk.subarray(left) : chunk)
    left = Math.max(0, left - chunk.byteLength)
  }
  return rest
}
