import { MlflowError } from '@tailrace/contract'
import { openTracking } from '../tracking.ts'
import { parseExact } from './exact-json.ts'
import { fromTracking } from './from-tracking.ts'
import { intoDatabase } from './into-database.ts'
import { LocalRoots } from './local-roots.ts'
import { MoveLog, move } from './move.ts'
import { sourceFolders } from './outside-files.ts'
import { printReport } from './print-report.ts'
import { refuseMissing } from './refuse-missing.ts'
import { intoServer } from './server/into-server.ts'

/** How `copy` was asked. */
export interface CopyRequest {
  readonly from: string
  readonly to: string
  readonly experiments?: readonly string[]
  readonly filter?: string
  readonly artifacts: boolean
  readonly models: boolean
  /** Where what is proxied lies, when one side is a database. */
  readonly fromArtifacts?: string
  readonly toArtifacts?: string
  readonly defaultArtifactRoot: string
  /** Local folders, named by the user, that locations of servers and databases may name. */
  readonly localArtifactRoots: readonly string[]
  readonly json: boolean
}

/**
 * Copies between two tracking URIs and prints what was done.
 * @throws MlflowError when one of them cannot be opened or searched
 */
export async function copy(request: CopyRequest): Promise<void> {
  const started = performance.now()
  const { from, to, artifacts: files, models, experiments, filter } = request
  if (from === to) throw new MlflowError('INVALID_PARAMETER_VALUE', 'Both places are the same: there is nothing to copy.')
  refuseMissing(from)
  const said = new MoveLog()
  const source = await openTracking(from, request.fromArtifacts, { parse: parseExact })
  try {
    const target = /^https?:/i.test(to)
      ? intoServer(
          await openTracking(to, undefined, { parse: parseExact }),
          { files, roots: new LocalRoots(request.localArtifactRoots) },
          said.tell,
        )
      : await openDatabase(request, said)
    try {
      const roots = await sourceFolders(from, request.fromArtifacts, request.localArtifactRoots)
      const report = await move(fromTracking(source, new LocalRoots(roots)), target, { files, models, experiments, filter }, said)
      printReport(report, { json: request.json, elapsed: performance.now() - started })
    } finally {
      await target.close()
    }
  } finally {
    await source.close()
  }
}

function openDatabase({ to, artifacts, toArtifacts, defaultArtifactRoot }: CopyRequest, said: MoveLog) {
  const destination = toArtifacts ?? (process.env.MLFLOW_ARTIFACTS_DESTINATION || './mlartifacts')
  const files = artifacts ? { files: { root: defaultArtifactRoot, destination } } : {}
  return intoDatabase(to, { update: true, ...files }, said.tell)
}
