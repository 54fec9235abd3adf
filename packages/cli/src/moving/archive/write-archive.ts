import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createWriteStream, existsSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip, createZstdCompress } from 'node:zlib'
import { MlflowError } from '@tailrace/contract'
import { pack } from 'tar-stream'
import { CHECKSUMS, FORMAT, MANIFEST, type Manifest, VERSION } from './format.ts'

/** Bytes up to which a file is held whole, so that one that grows while it is read is no trouble. */
const WHOLE = 1024 * 1024

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
   * Adds a file.
   * @param size its bytes
   * @throws MlflowError when a large file ends elsewhere: it was changed meanwhile
   */
  async addFile(name: string, size: number, content: Readable): Promise<void> {
    if (size <= WHOLE) return this.#addBytes(name, Buffer.concat(await content.toArray()))
    const hash = createHash('sha256')
    const entry = this.#pack.entry({ name, size })
    let left = size
    for await (const chunk of content as AsyncIterable<Buffer>) {
      left -= chunk.length
      if (left < 0) break
      hash.update(chunk)
      if (!entry.write(chunk)) await Promise.race([once(entry, 'drain'), this.#broken()])
    }
    if (left !== 0) throw new MlflowError('INVALID_STATE', `The file ${name} was changed while it was read: try again.`)
    entry.end()
    this.#sums.push(`${hash.digest('hex')}  ${name}\n`)
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
    this.#sums.push(`${createHash('sha256').update(bytes).digest('hex')}  ${name}\n`)
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
