import { type ArtifactStore, LocalArtifactStore, type OnSkipped, openArtifactStore } from '@tailrace/artifacts'
import { MlflowError, type SafePath, maskSecrets, parseSafePath } from '@tailrace/contract'
import { type DumpedRows, HEAD_REVISION, countRows, dumpTables, locationsOutside, openDirect, unfitLine, unfitTexts } from '@tailrace/store'
import { isTerminal } from '../output/color.ts'
import { printJson } from '../output/json.ts'
import { bytesText, durationText, startProgress } from '../output/progress.ts'
import { print } from '../output/text.ts'
import { storeSettings } from '../settings.ts'
import { ARTIFACTS, OUTSIDE, RELATIVE, TABLES } from './archive/format.ts'
import { ArchiveWriter, UnreadableFile } from './archive/write-archive.ts'
import { type ArtifactFolders, type OutsideFolder, outsideFolders, servedFolders } from './outside-files.ts'
import { printLeftOut } from './print-report.ts'
import { refuseMissing } from './refuse-missing.ts'

/** How `backup` was asked. */
export interface BackupRequest extends ArtifactFolders {
  readonly from: string
  readonly to: string
  readonly artifacts: boolean
  readonly json: boolean
}

const ROOT = parseSafePath('')

interface Kept {
  rows: number
  files: number
  bytes: number
  /** What was left out, one line each. */
  problems: string[]
}

/**
 * Writes a database and its artifacts into one file while others go on writing: the rows are those of one moment, and artifacts are only
 * ever added whole, so that those that the rows name are there. Files outside of the destination are taken from the folders that a server
 * could serve; others are named, and the exit code is 1.
 * @throws MlflowError when the database cannot be opened or the file is there; then there is no file
 */
export async function backup({ from, to, artifacts, json, ...places }: BackupRequest): Promise<void> {
  const started = performance.now()
  refuseServer(from, 'backup', '`tailrace export` copies from a server')
  refuseMissing(from)
  const store = await openDirect(from, storeSettings('mlflow-artifacts:/'))
  try {
    const archive = await ArchiveWriter.create(to, 'backup', { from: maskSecrets(from), revision: HEAD_REVISION })
    try {
      const kept: Kept = { rows: 0, files: 0, bytes: 0, problems: [] }
      const locations: string[] = []
      const unfit: string[] = []
      await store.snapshot(async (db) => {
        const progress = startProgress('Rows', 'rows', isTerminal(process.stderr) ? await countRows(db) : undefined)
        for await (const page of numbered(dumpTables(db))) {
          await archive.addText(page.name, pageText(page))
          kept.rows += page.rows.length
          progress.add(page.rows.length)
        }
        progress.done()
        if (artifacts) locations.push(...(await locationsOutside(db)))
        unfit.push(...(await unfitTexts(db)).map(unfitLine))
      })
      if (artifacts) {
        const { folders, problems } = await outsideFolders(locations, await servedFolders(from, places), places)
        await addArtifacts(
          archive,
          [{ member: ARTIFACTS, store: openArtifactStore(places.artifactsDestination) }, ...folders.map(opened)],
          kept,
        )
        kept.problems.push(...problems)
      }
      await archive.finish()
      if (kept.problems.length > 0) process.exitCode = 1
      if (json) return printJson({ from: maskSecrets(from), to, ...kept })
      print(
        `Wrote ${kept.rows} rows and ${kept.files} files (${bytesText(kept.bytes)}) to ${to} in ${durationText(performance.now() - started)}.`,
      )
      printLeftOut(kept.problems)
      for (const line of unfit) console.error(`Note: ${line}.`)
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

/** A store and the folder of its files in the archive. */
interface PackedStore {
  readonly member: string
  readonly store: ArtifactStore
}

const opened = ({ member, path }: OutsideFolder): PackedStore => ({ member, store: new LocalArtifactStore(path) })

async function addArtifacts(archive: ArchiveWriter, stores: readonly PackedStore[], kept: Kept): Promise<void> {
  const progress = startProgress('Artifacts', 'bytes')
  if (isTerminal(process.stderr)) {
    let total = 0
    for (const { store } of stores) total += await bytesOf(store, ROOT)
    progress.setTotal(total)
  }
  for (const { member, store } of stores) {
    const named = (path: string): string => (member === ARTIFACTS ? path : member.replace(OUTSIDE, '/').replace(RELATIVE, './') + path)
    const skipped = (path: string, reason: string): void => void kept.problems.push(`file ${named(path)}: it ${reason}`)
    for await (const path of filesOf(store, ROOT, skipped)) {
      try {
        const size = await archive.addFile(member + path, () => store.read(path))
        kept.files++
        kept.bytes += size
        progress.add(size)
      } catch (error) {
        if (!(error instanceof UnreadableFile)) throw error
        kept.problems.push(`file ${named(path)}: ${error.message}`)
      }
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
