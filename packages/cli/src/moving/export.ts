import { openTracking } from '../tracking.ts'
import { intoArchive } from './archive/into-archive.ts'
import { parseExact } from './exact-json.ts'
import { fromTracking } from './from-tracking.ts'
import { LocalRoots } from './local-roots.ts'
import { MoveLog, move } from './move.ts'
import { sourceFolders } from './outside-files.ts'
import { printReport } from './print-report.ts'
import { refuseMissing } from './refuse-missing.ts'

/** How `export` was asked. */
export interface ExportRequest {
  readonly from: string
  readonly file: string
  readonly experiments?: readonly string[]
  readonly filter?: string
  readonly artifacts: boolean
  readonly models: boolean
  /** Of a database: where what its server proxies lies. */
  readonly fromArtifacts?: string
  /** Local folders, named by the user, that locations of the source may name. */
  readonly localArtifactRoots: readonly string[]
  readonly json: boolean
}

/**
 * Writes an archive and prints what it holds.
 * @throws MlflowError when the source cannot be opened or searched, or the file is there; then there is no file
 */
export async function exportTo({ from, file, artifacts: files, models, experiments, filter, ...rest }: ExportRequest): Promise<void> {
  const started = performance.now()
  refuseMissing(from)
  const said = new MoveLog()
  const tracking = await openTracking(from, rest.fromArtifacts, { parse: parseExact })
  try {
    const source = fromTracking(tracking, new LocalRoots(await sourceFolders(from, rest.fromArtifacts, rest.localArtifactRoots)))
    const archive = await intoArchive(file, source.name, files, said.tell)
    try {
      const report = await move(source, archive, { files, models, experiments, filter }, said)
      printReport(report, { json: rest.json, elapsed: performance.now() - started })
    } finally {
      await archive.close()
    }
  } finally {
    await tracking.close()
  }
}
