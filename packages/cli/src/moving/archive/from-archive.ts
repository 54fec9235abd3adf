import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { MlflowError } from '@tailrace/contract'
import type { MovedRecord } from '@tailrace/store'
import { parseExact } from '../exact-json.ts'
import type { FileOwner, MovedItem, OnProblem, Source, Wanted } from '../source.ts'
import { FILES, RECORDS } from './format.ts'
import { checkArchive, membersOf } from './read-archive.ts'

const KINDS: ReadonlySet<string> = new Set<MovedRecord['kind']>([
  'experiment',
  'run',
  'points',
  'logged_model',
  'registered_model',
  'model_version',
])
const MODELS: ReadonlySet<string> = new Set<MovedRecord['kind']>(['logged_model', 'registered_model', 'model_version'])
const FILE = /^files\/(runs|models)\/([\w-]+)\/(.+)$/s

/**
 * Opens an archive after all of it was read and compared with its checksums.
 * @throws MlflowError when it is cut off, altered, or none: then nothing of it may be used
 */
export async function openArchive(path: string): Promise<Source> {
  const { runs } = await checkArchive(path, 'export')
  return { name: path, runs: async () => runs, items: (wanted, onProblem) => items(path, wanted, onProblem) }
}

async function* items(path: string, wanted: Wanted, onProblem: OnProblem): AsyncGenerator<MovedItem, void, undefined> {
  for await (const { name, size, content } of membersOf(path)) {
    if (name.startsWith(RECORDS)) yield* records(path, content, wanted)
    else if (name.startsWith(FILES) && wanted.files) {
      const [, kind, id = '', file = ''] = FILE.exec(name) ?? []
      const owner: FileOwner = kind === 'runs' ? { run_id: id } : { model_id: id }
      if (kind === undefined) onProblem(`${name} in ${path} belongs to nothing`)
      else if (kind === 'runs' || wanted.models) yield { kind: 'file', owner, path: file, size, once: true, open: async () => content }
    }
  }
}

async function* records(path: string, content: Readable, { models }: Wanted): AsyncGenerator<MovedRecord, void, undefined> {
  for await (const line of createInterface({ input: content, crlfDelay: Infinity })) {
    const record = parseRecord(path, line)
    if (models || !MODELS.has(record.kind)) yield record
  }
}

/** @throws MlflowError for what a later version may have written */
function parseRecord(path: string, line: string): MovedRecord {
  const record = parseExact(line)
  if (typeof record === 'object' && record !== null && 'kind' in record && KINDS.has(String(record.kind))) return record as MovedRecord
  throw new MlflowError('INVALID_PARAMETER_VALUE', `${path} holds a record that this program does not know: take a later one.`)
}
