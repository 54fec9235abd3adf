import { createInterface } from 'node:readline'
import { type ArtifactStore, LocalArtifactStore, openArtifactStore } from '@tailrace/artifacts'
import { MlflowError, maskSecrets, parseSafePath } from '@tailrace/contract'
import { type DirectStore, type DumpedValue, HEAD_REVISION, TableLoader, emptyTables, openDirect, tablesInUse } from '@tailrace/store'
import { printJson } from '../output/json.ts'
import { bytesText, durationText, startProgress } from '../output/progress.ts'
import { print } from '../output/text.ts'
import { storeSettings } from '../settings.ts'
import { ARTIFACTS, TABLES } from './archive/format.ts'
import { type Member, checkArchive, membersOf } from './archive/read-archive.ts'
import { filesOf, refuseServer } from './backup.ts'
import { parseExact } from './exact-json.ts'
import { type ArtifactFolders, type OutsideFile, planOutside, servedFolders } from './outside-files.ts'

/** How `restore` was asked. */
export interface RestoreRequest extends ArtifactFolders {
  readonly file: string
  readonly to: string
  readonly artifacts: boolean
  /** Whether files that lay outside of the destination go back to where they were. */
  readonly outsideArtifacts: boolean
  readonly force: boolean
  readonly json: boolean
}

/** Rows that are written with one statement. */
const CHUNK = 5000

/**
 * Fills an empty database and an empty artifact folder from a backup, all rows in one transaction. Files that lay elsewhere go back to
 * where they were, when a server on this database could serve that folder.
 * Values that the database has no room for are cut or left out, named, and end the command with 1.
 * @throws MlflowError when the backup is cut off or altered, of another revision, or something is there already; then nothing was written
 */
export async function restore({ file, to, artifacts, outsideArtifacts, force, json, ...places }: RestoreRequest): Promise<void> {
  const started = performance.now()
  refuseServer(to, 'restore', 'stop the server, and name its database')
  const { manifest, bytes, sums } = await checkArchive(file, 'backup')
  if (manifest.revision !== HEAD_REVISION) {
    throw new MlflowError(
      'INVALID_PARAMETER_VALUE',
      `${file} is of the revision ${manifest.revision}, and this program restores ${HEAD_REVISION}: restore with the release that wrote it, then run \`tailrace db upgrade\`.`,
    )
  }
  const files = artifacts ? openArtifactStore(places.artifactsDestination) : undefined
  if (files && !force) await refuseFiles(files, places.artifactsDestination)
  const isWanted = artifacts && outsideArtifacts
  const outside = isWanted ? await planOutside(sums, await servedFolders(to, places), { force }) : new Map<string, OutsideFile>()
  const store = await openDirect(to, storeSettings('mlflow-artifacts:/'))
  try {
    const rows = await restoreRows(store, { file, bytes: bytes.tables, name: maskSecrets(to), force })
    const restored = files ? await restoreFiles({ files, outside, file, bytes: bytes.artifacts }) : { files: 0, bytes: 0 }
    if (json) return printJson({ from: file, to: maskSecrets(to), rows, ...restored })
    const took = durationText(performance.now() - started)
    print(`Restored ${rows} rows and ${restored.files} files (${bytesText(restored.bytes)}) in ${took}.`)
  } finally {
    await store.close()
  }
}

async function refuseFiles(store: ArtifactStore, destination: string): Promise<void> {
  for await (const path of filesOf(store)) {
    throw new MlflowError(
      'INVALID_STATE',
      `The artifact folder ${destination} holds files already, such as ${path}: name an empty one with --artifacts-destination, or give --force to write over them.`,
    )
  }
}

function restoreRows(
  store: DirectStore,
  { file, bytes, name, force }: { file: string; bytes: number; name: string; force: boolean },
): Promise<number> {
  return store.transaction(async (db) => {
    const [used] = await tablesInUse(db)
    if (used !== undefined && !force) {
      throw new MlflowError(
        'INVALID_STATE',
        `The database ${name} is in use: there are ${used.replaceAll('_', ' ')}. Name an empty one, or give --force to delete what is in it.`,
      )
    }
    await emptyTables(db)
    const loader = new TableLoader(db, (line) => {
      console.error(`Did not fit: ${line}.`)
      process.exitCode = 1
    })
    const progress = startProgress('Rows', 'bytes', bytes)
    for await (const member of membersOf(file)) {
      if (!member.name.startsWith(TABLES)) continue
      await loadMember(loader, member)
      progress.add(member.size)
    }
    progress.done()
    await loader.finish()
    return loader.rows
  })
}

async function loadMember(loader: TableLoader, { name, content }: Member): Promise<void> {
  const table = name.slice(TABLES.length).split('/', 1)[0] ?? ''
  let columns: string[] | undefined
  let rows: DumpedValue[][] = []
  const flush = async (): Promise<void> => {
    await loader.add({ table, columns: columns ?? [], rows })
    rows = []
  }
  for await (const line of createInterface({ input: content, crlfDelay: Infinity })) {
    if (columns === undefined) columns = JSON.parse(line) as string[]
    else rows.push(parseExact(line) as DumpedValue[])
    if (rows.length >= CHUNK) await flush()
  }
  await flush()
}

interface RestoredFiles {
  readonly files: ArtifactStore
  readonly outside: ReadonlyMap<string, OutsideFile>
  readonly file: string
  readonly bytes: number
}

async function restoreFiles({ files, outside, file, bytes }: RestoredFiles): Promise<{ files: number; bytes: number }> {
  const progress = startProgress('Artifacts', 'bytes', bytes)
  const restored = { files: 0, bytes: 0 }
  for await (const { name, size, content } of membersOf(file)) {
    const elsewhere = outside.get(name)
    if (elsewhere) await new LocalArtifactStore(elsewhere.root).write(elsewhere.path, content)
    else if (name.startsWith(ARTIFACTS)) await files.write(parseSafePath(name.slice(ARTIFACTS.length)), content)
    else continue
    restored.files++
    restored.bytes += size
    progress.add(size)
  }
  progress.done()
  return restored
}
