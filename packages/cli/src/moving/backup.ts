import { type ArtifactStore, type OnSkipped, openArtifactStore } from '@tailrace/artifacts'
import { MlflowError, type SafePath, parseSafePath, maskSecrets } from '@tailrace/contract'
import { type DumpedRows, HEAD_REVISION, countOutside, countRows, dumpTables, openDirect } from '@tailrace/store'
import { isTerminal } from '../output/color.ts'
import { printJson } from '../output/json.ts'
import { bytesText, durationText, startProgress } from '../output/progress.ts'
import { note, print } from '../output/text.ts'
import { storeSettings } from '../settings.ts'
import { ARTIFACTS, TABLES } from './archive/format.ts'
import { ArchiveWriter, UnreadableFile } from './archive/write-archive.ts'
import { printLeftOut } from './print-report.ts'
import { refuseMissing } from './refuse-missing.ts'

/** How `backup` was asked. */
export interface BackupRequest {
  readonly from: string
  readonly to: string
  /** Where what the server proxies lies. */
  readonly artifactsDestination: string
  readonly artifacts: boolean
  readonly json: boolean
}

const ROOT = parseSafePath('')

interface Kept {
  rows: number
  files: number
  bytes: number
  notes: string[]
  /** What was left out, one line each. */
  problems: string[]
}

/**
 * Writes a database and its artifacts into one file while others go on writing: the rows are those of one moment, and artifacts are only
 * ever added whole, so that those that the rows name are there.
 * @throws MlflowError when the database cannot be opened or the file is there; then there is no file
 */
export async function backup({ from, to, artifactsDestination, artifacts, json }: BackupRequest): Promise<void> {
  const started = Date.now()
  refuseServer(from, 'backup', '`tailrace export` copies from a server')
  refuseMissing(from)
  const store = await openDirect(from, storeSettings('mlflow-artifacts:/'))
  try {
    const archive = await ArchiveWriter.create(to, 'backup', { from: maskSecrets(from), revision: HEAD_REVISION })
    try {
      const kept: Kept = { rows: 0, files: 0, bytes: 0, notes: [], problems: [] }
      await store.snapshot(async (db) => {
        const progress = startProgress('Rows', 'rows', isTerminal(process.stderr) ? await countRows(db) : undefined)
        for await (const page of numbered(dumpTables(db))) {
          await archive.addText(page.name, pageText(page))
          kept.rows += page.rows.length
          progress.add(page.rows.length)
        }
        progress.done()
        const outside = await countOutside(db)
        if (outside > 0)
          kept.notes.push(`${outside} experiments keep their artifacts outside of ${artifactsDestination}: those are not in the backup.`)
      })
      if (artifacts) await addArtifacts(archive, openArtifactStore(artifactsDestination), kept)
      await archive.finish()
      if (kept.problems.length > 0) process.exitCode = 1
      if (json) return printJson({ from: maskSecrets(from), to, ...kept })
      print(`Wrote ${kept.rows} rows and ${kept.files} files (${bytesText(kept.bytes)}) to ${to} in ${durationText(Date.now() - started)}.`)
      for (const line of kept.notes) note(line)
      printLeftOut(kept.problems)
    } finally {
      await archive.abandon()
    }
  } finally {
    await store.close()
  }
}

/** @throws MlflowError for a tracking server where only a database will do */
export function refuseServer(uri: string, command: string, instead: string): void {
  if (!/^https?:/i.test(uri)) return
  throw new MlflowError('INVALID_PARAMETER_VALUE', `${command} works on a database: give sqlite:///file or postgresql://... (${instead}).`)
}

async function* numbered(pages: AsyncIterable<DumpedRows>): AsyncGenerator<DumpedRows & { name: string }, void, undefined> {
  let table = ''
  let number = 0
  for await (const page of pages) {
    number = page.table === table ? number + 1 : 1
    table = page.table
    yield { ...page, name: `${TABLES}${table}/${String(number).padStart(6, '0')}.jsonl` }
  }
}

/** The names of the columns, then a row a line. */
function pageText({ columns, rows }: DumpedRows): string {
  const line = (values: unknown): string =>
    `${JSON.stringify(values, (_key, value: unknown) => (typeof value === 'bigint' ? JSON.rawJSON(String(value)) : value))}\n`
  return line(columns) + rows.map(line).join('')
}

async function addArtifacts(archive: ArchiveWriter, store: ArtifactStore, kept: Kept): Promise<void> {
  const progress = startProgress('Artifacts', 'bytes')
  if (isTerminal(process.stderr)) progress.setTotal(await bytesOf(store, ROOT))
  const skipped = (path: string, reason: string): void => void kept.problems.push(`file ${path}: it ${reason}`)
  for await (const path of filesOf(store, ROOT, skipped)) {
    try {
      const size = await archive.addFile(ARTIFACTS + path, () => store.read(path))
      kept.files++
      kept.bytes += size
      progress.add(size)
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error
      kept.problems.push(`file ${path}: ${error.message}`)
    }
  }
  progress.done()
}

/** The bytes of the files of a store over all levels, as they are now. */
async function bytesOf(store: ArtifactStore, folder: SafePath): Promise<number> {
  let bytes = 0
  for (const { path, is_dir, file_size = 0 } of await store.list(folder)) bytes += is_dir ? await bytesOf(store, path) : file_size
  return bytes
}

/** The files of a store over all levels, under the names that they have there. */
export async function* filesOf(
  store: ArtifactStore,
  folder: SafePath = ROOT,
  onSkipped?: OnSkipped,
): AsyncGenerator<SafePath, void, undefined> {
  for (const { path, is_dir } of await store.list(folder, onSkipped)) {
    if (is_dir) yield* filesOf(store, path, onSkipped)
    else yield path
  }
}
