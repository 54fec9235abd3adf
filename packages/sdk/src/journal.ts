import { MlflowError } from './errors.ts'
import { type ArtifactBody, type LocalFile, isLocalFile, localFiles } from './local-files.ts'
import { type Fs, builtin, env, host, randomHex } from './runtime.ts'

/** What a journal says of its run: the first line of its file. */
export interface JournalHeader {
  readonly version: 1
  /** Without credentials. */
  readonly tracking_uri: string
  /** Absent when the server could not be reached at the start: the run is then made from `create` when it can. */
  readonly run_id?: string
  readonly create?: PendingRun
  /** Process that writes it, and when that began as the system counts, so that another process of the same number is distinguished. */
  readonly pid: number
  readonly began: string
}

/** A run that is still to be made. */
export interface PendingRun {
  readonly experiment_id?: string
  readonly experiment_name?: string
  readonly run_name?: string
  readonly user_id: string
  readonly start_time: number
  readonly tags: readonly { readonly key: string; readonly value: string }[]
}

/** A line of a journal and where it ends. */
export interface JournalLine {
  readonly text: string
  readonly end: number
}

const READ_BYTES = 256 * 1024
const STATE_BYTES = 128
const SUFFIX = '.journal'
/** Journals of this size start over when all of it is delivered. */
const RENEW_BYTES = 4 * 1024 * 1024

const encoder = new TextEncoder()

/** Files that could not be uploaded lie in a folder beside the journal, under numbers. */
const filesOf = (path: string): string => path.slice(0, -SUFFIX.length) + '.files'

/** Journals that this process writes. */
const own = new Set<string>()

/**
 * A file of lines, each written before the call that logs it returns: what was logged outlives the process, though not a loss of power. Beside
 * it lies a `.state` file with the place up to which the server has acknowledged. A batch whose acknowledgement did not arrive is sent
 * again, and that is why nothing appears twice: the server knows a point by run, key, time, step and value, a param by its key and equal
 * value, a tag by its key, and all of these are in the line.
 */
export class Journal {
  readonly path: string
  readonly header: JournalHeader
  readonly #file: number
  readonly #state: number
  readonly #fs: Fs
  readonly #first: number
  #size: number
  #acknowledged: number
  #runId: string | undefined

  private constructor(fs: Fs, path: string, header: JournalHeader, file: number, first: number) {
    this.#fs = fs
    this.path = path
    this.header = header
    this.#file = file
    this.#first = first
    this.#size = fs.fstatSync(file).size
    const [offset, runId] = readState(fs, statePath(path))
    this.#acknowledged = offset >= first && offset <= this.#size ? offset : first
    this.#runId = runId ?? header.run_id
    this.#state = fs.openSync(statePath(path), fs.constants.O_RDWR | fs.constants.O_CREAT, 0o600)
    own.add(path)
  }

  /** Begins a journal; undefined where there is no file system. @throws an error of the file system */
  static create(folder: string, run: Pick<JournalHeader, 'tracking_uri' | 'run_id' | 'create'>): Journal | undefined {
    const fs = builtin('fs')
    const process = host()
    if (!fs || !process?.pid) return undefined
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
    const path = `${folder}/${randomHex()}${SUFFIX}`
    const header: JournalHeader = { version: 1, ...run, pid: process.pid, began: beginOf(fs, process.pid) }
    const text = new TextEncoder().encode(`${JSON.stringify(header)}\n`)
    const file = fs.openSync(path, 'wx+', 0o600)
    fs.writeSync(file, text)
    return new Journal(fs, path, header, file, text.length)
  }

  /** Opens the journal of a process that has ended. @throws MlflowError CONFIGURATION when the file is no journal */
  static open(path: string): Journal {
    const fs = builtin('fs')
    if (!fs) throw new MlflowError('CONFIGURATION', 'There is no file system here.')
    const file = fs.openSync(path, 'r+')
    const [line] = readLines(fs, file, 0)
    const header = line === undefined ? undefined : parseHeader(line.text)
    if (line !== undefined && header !== undefined) return new Journal(fs, path, header, file, line.end)
    fs.closeSync(file)
    throw new MlflowError('CONFIGURATION', `${path} is not a journal.`)
  }

  /** The run it belongs to, once there is one. */
  get runId(): string | undefined {
    return this.#runId
  }

  /** Where what is not acknowledged begins. */
  get acknowledged(): number {
    return this.#acknowledged
  }

  get size(): number {
    return this.#size
  }

  /** Appends a line and answers where it ends. @throws an error of the file system, e.g. for want of space */
  append(text: string): number {
    const bytes = encoder.encode(`${text}\n`)
    const written = this.#fs.writeSync(this.#file, bytes, 0, bytes.length, this.#size)
    // The next line takes the place of half a one.
    if (written < bytes.length) throw new Error(`${this.path}: no space for more`)
    return (this.#size += written)
  }

  /** Some whole lines from a place on; none at the end. */
  read(from: number): JournalLine[] {
    return readLines(this.#fs, this.#file, from)
  }

  /** Notes that the server has everything up to a place. */
  acknowledge(end: number): void {
    this.#acknowledged = end
    if (end === this.#size && this.#size > RENEW_BYTES) {
      // The file first: a state beyond its end counts as the beginning.
      this.#fs.ftruncateSync(this.#file, this.#first)
      this.#size = this.#first
      this.#acknowledged = this.#first
    }
    this.#writeState()
  }

  /**
   * Keeps a file beside the journal and returns its name there. The line that says where it goes is appended by the caller.
   * @throws an error of the file system, e.g. when the disk is full
   */
  async keepFile(body: ArtifactBody | LocalFile): Promise<string> {
    const stored = randomHex(16)
    const to = this.filePath(stored)
    this.#fs.mkdirSync(filesOf(this.path), { recursive: true, mode: 0o700 })
    if (isLocalFile(body)) await this.#fs.promises.copyFile(body.localPath, to, this.#fs.constants.COPYFILE_FICLONE)
    else await localFiles().write(to, body)
    return stored
  }

  /** Where a kept file lies. */
  filePath(stored: string): string {
    return `${filesOf(this.path)}/${stored}`
  }

  /** Deletes a kept file: the server has it. */
  dropFile(stored: string): void {
    this.#fs.rmSync(this.filePath(stored), { force: true })
  }

  /** Notes the run that was made for it. */
  setRunId(runId: string): void {
    this.#runId = runId
    this.#writeState()
  }

  /** Closes the files and leaves them to whoever delivers the rest. */
  close(): void {
    own.delete(this.path)
    this.#fs.closeSync(this.#file)
    this.#fs.closeSync(this.#state)
  }

  /** Closes and deletes: everything is delivered. */
  remove(): void {
    this.close()
    this.#fs.rmSync(this.path, { force: true })
    this.#fs.rmSync(statePath(this.path), { force: true })
    this.#fs.rmSync(filesOf(this.path), { recursive: true, force: true })
  }

  #writeState(): void {
    const state = `${this.#acknowledged} ${this.#runId ?? ''}`
    this.#fs.writeSync(this.#state, `${state.padEnd(STATE_BYTES - 1)}\n`, 0)
  }
}

/**
 * Where journals lie: TAILRACE_JOURNAL_DIR, else `tailrace/journal` below the user's folder for states (XDG_STATE_HOME, ~/.local/state).
 * Undefined where there is no file system.
 *
 * @example console.log(`data that could not be sent is in ${journalFolder()}`)
 */
export function journalFolder(): string | undefined {
  const os = builtin('os')
  if (!os || !builtin('fs')) return undefined
  return env('TAILRACE_JOURNAL_DIR') ?? `${env('XDG_STATE_HOME') ?? `${os.homedir()}/.local/state`}/tailrace/journal`
}

/** Paths of the journals in a folder whose process is gone; with `all` also of those whose process still runs, but never this one's own. */
export function leftJournals(folder: string, all = false): string[] {
  const fs = builtin('fs')
  if (!fs?.existsSync(folder)) return []
  const paths = fs
    .readdirSync(folder)
    .filter((name) => name.endsWith(SUFFIX))
    .toSorted()
  return paths.map((name) => `${folder}/${name}`).filter((path) => !own.has(path) && (all || !isWritten(fs, path)))
}

function isWritten(fs: Fs, path: string): boolean {
  const header = headerOf(fs, path)
  const process = host()
  if (!header || !process || header.pid === process.pid) return false
  try {
    process.kill(header.pid, 0)
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM'
  }
  return beginOf(fs, header.pid) === header.began
}

function headerOf(fs: Fs, path: string): JournalHeader | undefined {
  try {
    const file = fs.openSync(path, 'r')
    const [line] = readLines(fs, file, 0)
    fs.closeSync(file)
    return line && parseHeader(line.text)
  } catch {
    return undefined
  }
}

function parseHeader(text: string): JournalHeader | undefined {
  try {
    const header = JSON.parse(text) as JournalHeader
    return header.version === 1 && typeof header.tracking_uri === 'string' ? header : undefined
  } catch {
    return undefined
  }
}

/** When a process began, in the system's ticks; empty where the system does not tell. */
function beginOf(fs: Fs, pid: number): string {
  try {
    const text = fs.readFileSync(`/proc/${pid}/stat`, 'utf8')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}

function readLines(fs: Fs, file: number, from: number): JournalLine[] {
  for (let bytes = READ_BYTES; ; bytes *= 4) {
    const buffer = new Uint8Array(bytes)
    const read = fs.readSync(file, buffer, 0, bytes, from)
    const last = buffer.lastIndexOf(10, read - 1)
    // A line that is longer than what was read; one without an end was never finished.
    if (last < 0 && read === bytes) continue
    let end = from
    const lines: JournalLine[] = []
    for (let start = 0; start <= last;) {
      const next = buffer.indexOf(10, start)
      end += next + 1 - start
      lines.push({ text: new TextDecoder().decode(buffer.subarray(start, next)), end })
      start = next + 1
    }
    return lines
  }
}

const statePath = (path: string): string => path.slice(0, -SUFFIX.length) + '.state'

function readState(fs: Fs, path: string): [offset: number, runId: string | undefined] {
  try {
    const [offset, runId] = fs.readFileSync(path, 'utf8').trim().split(' ')
    return [Number(offset), runId || undefined]
  } catch {
    return [0, undefined]
  }
}
