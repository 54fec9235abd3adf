import type { MovedRecord } from '@tailrace/store'
import type { MovedFile, MovedItem, OnProblem } from '../source.ts'
import type { MoveResult, MoveTarget } from '../move-target.ts'
import { FILES, RECORDS } from './format.ts'
import { ArchiveWriter, UnreadableFile } from './write-archive.ts'

/** Characters of a member of records. */
const MEMBER = 4 * 1024 * 1024

/** Takes things into one file. @throws MlflowError when there is one of that name */
export async function intoArchive(path: string, from: string, files: boolean, onProblem: OnProblem): Promise<MoveTarget> {
  return new ArchiveTaker(await ArchiveWriter.create(path, 'export', { from }), files, onProblem)
}

class ArchiveTaker implements MoveTarget {
  readonly name: string
  readonly files: boolean
  readonly #writer: ArchiveWriter
  readonly #onProblem: OnProblem
  #lines: string[] = []
  #length = 0
  #members = 0
  #finished = false

  constructor(writer: ArchiveWriter, files: boolean, onProblem: OnProblem) {
    this.#writer = writer
    this.name = writer.path
    this.files = files
    this.#onProblem = onProblem
  }

  async add(item: MovedItem): Promise<void> {
    if (item.kind === 'file') return this.#addFile(item)
    const line = recordLine(item)
    this.#lines.push(line)
    this.#length += line.length
    if (this.#length >= MEMBER) await this.#flush()
  }

  async finish(): Promise<MoveResult> {
    await this.#flush()
    await this.#writer.finish()
    this.#finished = true
    return {}
  }

  async close(): Promise<void> {
    if (!this.#finished) await this.#writer.abandon()
  }

  async #addFile({ owner, path, size, open }: MovedFile): Promise<void> {
    await this.#flush()
    const folder = 'run_id' in owner ? `runs/${owner.run_id}` : `models/${owner.model_id}`
    try {
      await this.#writer.addFile(`${FILES}${folder}/${path}`, async () => ({ size, stream: await open() }))
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error
      this.#onProblem(`file ${path} of ${folder}: ${error.message}`)
    }
  }

  async #flush(): Promise<void> {
    if (this.#lines.length === 0) return
    const name = `${RECORDS}${String(++this.#members).padStart(6, '0')}.jsonl`
    await this.#writer.addText(name, this.#lines.join(''))
    this.#lines = []
    this.#length = 0
  }
}

/** A record as a line; whole numbers beyond 2^53 stay exact. */
const recordLine = (record: MovedRecord): string =>
  `${JSON.stringify(record, (_key, value: unknown) => (typeof value === 'bigint' ? JSON.rawJSON(String(value)) : value))}\n`
