import { createHash } from 'node:crypto'
import { type ReadStream, createReadStream, openSync, readSync, closeSync, statSync } from 'node:fs'
import { PassThrough, Readable, type Transform, pipeline } from 'node:stream'
import { createGunzip, createZstdDecompress } from 'node:zlib'
import { MlflowError } from '@tailrace/contract'
import { extract } from 'tar-stream'
import { nameProblem, recordCheck } from './check-records.ts'
import { startProgress } from '../../output/progress.ts'
import {
  ARTIFACTS,
  CHECKSUMS,
  FORMAT,
  MANIFEST,
  type Manifest,
  OUTSIDE,
  RECORDS,
  RELATIVE,
  TABLES,
  VERSION,
  parseChecksumLine,
} from './format.ts'

/** A member of an archive. `content` must be read before the next one is asked for; what is left of it is skipped. */
export interface Member {
  readonly name: string
  /** Bytes. */
  readonly size: number
  /** `file`, `symlink` and such. */
  readonly type?: string | null | undefined
  readonly content: Readable
}

/** What a whole reading of an archive found. */
export interface CheckedArchive {
  readonly manifest: Manifest
  /** Runs among its records. */
  readonly runs: number
  /** Bytes of its tables and its artifacts, unpacked. */
  readonly bytes: { readonly tables: number; readonly artifacts: number }
  /** Names of the members and their SHA-256 in hex. */
  readonly sums: ReadonlyMap<string, string>
}

/** Bytes that every archive may unpack to. */
const LEAST_LIMIT = 1024 ** 3
/** How many times its size a larger archive may unpack to: text shrinks to a twentieth. */
const MOST_PACKED = 200
/** Bytes of a member that is held as a whole: the checksums of a few million files. */
const LONGEST_TEXT = 512 * 1024 ** 2

const damaged = (path: string, reason: string): MlflowError =>
  new MlflowError('INVALID_PARAMETER_VALUE', `${path} cannot be used: ${reason}. Nothing was written.`)

/** Members of an archive, one after the other. @throws Error when it is cut off or no archive */
export async function* membersOf(path: string, packed = createReadStream(path)): AsyncGenerator<Member, void, undefined> {
  const tar = extract()
  let failure: Error | null | undefined
  pipeline(packed, decompressor(path), tar, (error) => (failure = error))
  try {
    for await (const entry of tar) {
      const content = Readable.from(entry)
      // Who reads it hears of an error; when nobody does, the next member is missing.
      content.on('error', () => {})
      yield { name: entry.header.name, size: entry.header.size ?? 0, type: entry.header.type, content }
      entry.resume()
    }
  } finally {
    tar.destroy()
  }
  if (failure) throw failure
}

/** By the first bytes, whatever the name says. */
function decompressor(path: string): Transform {
  const head = Buffer.alloc(4)
  const file = openSync(path, 'r')
  try {
    readSync(file, head, 0, 4, 0)
  } finally {
    closeSync(file)
  }
  if (head[0] === 0x1f && head[1] === 0x8b) return createGunzip()
  if (head.readUInt32BE() === 0x28b52ffd) return createZstdDecompress()
  return new PassThrough()
}

/**
 * Reads a whole archive and compares every member with its checksum.
 * @throws MlflowError when it is missing, cut off, altered, of a later version or none; with the member that differs
 */
export async function checkArchive(path: string, kind: Manifest['kind']): Promise<CheckedArchive> {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) throw new MlflowError('INVALID_PARAMETER_VALUE', `There is no file ${path}.`)
  const packed = createReadStream(path)
  const progress = startProgress('Checking', 'bytes', statSync(path).size)
  let read = 0
  const onChunk = (): void => {
    progress.add(packed.bytesRead - read)
    read = packed.bytesRead
  }
  try {
    return await check(path, kind, packed, onChunk)
  } catch (error) {
    if (error instanceof MlflowError) throw error
    throw damaged(path, `it is cut off or damaged (${(error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, ' ')})`)
  } finally {
    progress.done()
  }
}

async function check(path: string, kind: Manifest['kind'], packed: ReadStream, onChunk: () => void): Promise<CheckedArchive> {
  const sums = new Map<string, string>()
  let manifest: Manifest | undefined
  let listed: string | undefined
  let runs = 0
  const bytes = { tables: 0, artifacts: 0 }
  const limit = new UnpackedLimit(statSync(path).size)
  for await (const { name, size, type, content } of membersOf(path, packed)) {
    const problem = nameProblem(name, type) ?? limit.problemOf(name, size)
    if (problem !== undefined) throw damaged(path, problem)
    if (name.startsWith(TABLES)) bytes.tables += size
    if ([ARTIFACTS, OUTSIDE, RELATIVE].some((folder) => name.startsWith(folder))) bytes.artifacts += size
    if (listed !== undefined) throw damaged(path, `something follows its checksums: ${name}`)
    if (manifest === undefined) manifest = readManifest(path, name, await textOf(content), kind, sums)
    else if (name === CHECKSUMS) listed = await textOf(content)
    else {
      if (sums.has(name)) throw damaged(path, `it holds ${name} twice`)
      const hash = createHash('sha256')
      const records = recordCheck(name)
      for await (const chunk of content as AsyncIterable<Buffer>) {
        hash.update(chunk)
        records?.add(chunk)
        onChunk()
        if (name.startsWith(RECORDS)) runs += countRuns(chunk)
      }
      records?.end()
      sums.set(name, hash.digest('hex'))
    }
  }
  if (manifest === undefined) throw damaged(path, 'it is no archive of tailrace')
  if (listed === undefined) throw damaged(path, 'it is cut off: its checksums are missing')
  compare(path, listed, new Map(sums))
  return { manifest, runs, bytes, sums }
}

/** Bounds what an archive unpacks to, before any of it is written. */
class UnpackedLimit {
  readonly #most: number
  #bytes = 0

  constructor(packed: number) {
    const given = Number(process.env['TAILRACE_MAX_UNPACKED_BYTES'] ?? '')
    this.#most = given > 0 ? given : Math.max(LEAST_LIMIT, packed * MOST_PACKED)
  }

  /** Why a member of this size cannot be taken. */
  problemOf(name: string, size: number): string | undefined {
    this.#bytes += size
    if ((name === MANIFEST || name === CHECKSUMS) && size > LONGEST_TEXT) return `its member ${name} has ${size} bytes`
    if (this.#bytes <= this.#most) return undefined
    return `it unpacks to more than ${this.#most} bytes; TAILRACE_MAX_UNPACKED_BYTES allows more`
  }
}

function readManifest(path: string, name: string, text: string, kind: Manifest['kind'], sums: Map<string, string>): Manifest {
  let manifest: Partial<Manifest> = {}
  try {
    if (name === MANIFEST) manifest = JSON.parse(text) as Partial<Manifest>
  } catch {
    // What cannot be read is no manifest.
  }
  if (manifest.format !== FORMAT) throw damaged(path, 'it is no archive of tailrace')
  if (manifest.version !== VERSION)
    throw damaged(path, `its version is ${manifest.version}, and this program reads ${VERSION}: take a later one`)
  if (manifest.kind !== kind) {
    const command = manifest.kind === 'backup' ? '`tailrace restore`' : '`tailrace import`'
    throw damaged(path, `it is of the kind '${manifest.kind}': give it to ${command}`)
  }
  sums.set(name, createHash('sha256').update(text).digest('hex'))
  return manifest as Manifest
}

function compare(path: string, listed: string, sums: Map<string, string>): void {
  for (const line of listed.split('\n')) {
    if (line === '') continue
    const { sum, name } = parseChecksumLine(line)
    if (sums.get(name) !== sum) throw damaged(path, sums.has(name) ? `its member ${name} was altered` : `its member ${name} is missing`)
    sums.delete(name)
  }
  const [more] = sums.keys()
  if (more !== undefined) throw damaged(path, `its member ${more} has no checksum`)
}

/** Lines that begin like a run. One that lies on the border of two chunks may be missed: the number only serves the progress. */
const countRuns = (chunk: Buffer): number => chunk.toString('latin1').split('{"kind":"run"').length - 1

/** The whole content of a member as text. */
async function textOf(content: Readable): Promise<string> {
  return Buffer.concat(await content.toArray()).toString('utf8')
}
