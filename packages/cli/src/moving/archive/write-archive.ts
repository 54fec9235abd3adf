import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createWriteStream, existsSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip, createZstdCompress } from 'node:zlib'
import { MlflowError } from '@tailrace/contract'
import { pack } from 'tar-stream'
import { isUnreachable } from '../source.ts'
import { CHECKSUMS, FORMAT, MANIFEST, type Manifest, VERSION, checksumLine } from './format.ts'

/** Bytes up to which a file is held whole, so that one that grows while it is read is no trouble. */
const WHOLE = 1024 * 1024

/** A file could not be read, and nothing of it is in the archive: the next one may follow. */
export class UnreadableFile extends Error {}

/** An archive that is being written. It appears under its name when it is complete. */
export class ArchiveWriter {
  readonly path: string
  readonly #part: string
  readonly #pack = pack()
  readonly #written: Promise<void>
  readonly #sums: string[] = []
  #failure: Error | undefined

  private constructor(path: string) {
    this.path = path
    this.#part = `${path}.part`
    const compress = path.endsWith('.zst') ? createZstdCompress() : createGzip()
    this.#written = pipeline(this.#pack, compress, createWriteStream(this.#part, { mode: 0o600 }))
    this.#written.catch((error: Error) => {
      this.#failure = error
      // Wakes whoever waits for a member to be taken.
      this.#pack.destroy(error)
    })
  }

  /**
   * Begins an archive: zstd when its name ends with .zst, else gzip.
   * @throws MlflowError when there is a file of that name already
   */
  static async create(path: string, kind: Manifest['kind'], about: Readonly<Record<string, string>>): Promise<ArchiveWriter> {
    if (existsSync(path))
      throw new MlflowError('RESOURCE_ALREADY_EXISTS', `The file ${path} is there already: choose another name, or delete it.`)
    const writer = new ArchiveWriter(path)
    const manifest: Manifest = { format: FORMAT, version: VERSION, kind, created: new Date().toISOString(), ...about }
    await writer.addText(MANIFEST, `${JSON.stringify(manifest, undefined, 2)}\n`)
    return writer
  }

  /** Adds a member that is at hand. */
  addText(name: string, text: string): Promise<void> {
    return this.#addBytes(name, Buffer.from(text))
  }

  /**
   * Adds a file and returns its size in bytes.
   * @throws UnreadableFile when it cannot be opened; MlflowError when a large file ends elsewhere: it was changed meanwhile
   */
  async addFile(name: string, open: () => Promise<{ readonly size: number; readonly stream: Readable }>): Promise<number> {
    const { size, stream } = await open().catch(unreadable)
    if (size <= WHOLE) {
      const bytes = Buffer.concat(await stream.toArray().catch(unreadable))
      await this.#addBytes(name, bytes)
      return bytes.length
    }
    const hash = createHash('sha256')
    const chunks = (stream as AsyncIterable<Buffer>)[Symbol.asyncIterator]()
    let next = await chunks.next().catch(unreadable)
    const entry = this.#pack.entry({ name, size })
    let left = size
    for (; next.done !== true; next = await chunks.next()) {
      left -= next.value.length
      if (left < 0) break
      hash.update(next.value)
      if (!entry.write(next.value)) await Promise.race([once(entry, 'drain'), this.#broken()])
    }
    stream.destroy()
    if (left !== 0) throw new MlflowError('INVALID_STATE', `The file ${name} was changed while it was read: try again.`)
    entry.end()
    this.#sums.push(checksumLine(hash.digest('hex'), name))
    return size
  }

  /** Writes the checksums and gives the archive its name. */
  async finish(): Promise<void> {
    this.#pack.entry({ name: CHECKSUMS }, this.#sums.join(''))
    this.#pack.finalize()
    await this.#written
    await rename(this.#part, this.path)
  }

  /** Gives up: nothing stays behind. After `finish` it does nothing. */
  async abandon(): Promise<void> {
    this.#pack.destroy()
    await this.#written.catch(() => undefined)
    await rm(this.#part, { force: true })
  }

  async #addBytes(name: string, bytes: Buffer): Promise<void> {
    if (this.#failure) throw this.#failure
    this.#sums.push(checksumLine(createHash('sha256').update(bytes).digest('hex'), name))
    await Promise.race([
      new Promise<void>((resolve, reject) => {
        this.#pack.entry({ name }, bytes, (error) => (error ? reject(error) : resolve()))
      }),
      this.#broken(),
    ])
  }

  /** Rejects when the archive cannot be written any more: a full disk. */
  #broken(): Promise<never> {
    return new Promise((_resolve, reject) => this.#written.catch(reject))
  }
}

function unreadable(error: Error): never {
  const { message } = error
  throw isUnreachable(error) ? error : new UnreadableFile(message)
}
