import { statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { MlflowError } from '@tailrace/contract'
import { parseStoreUri } from '@tailrace/store'
import { openArchive } from './archive/from-archive.ts'
import { parseExact } from './exact-json.ts'
import { openFileStore } from './file-store/file-store.ts'
import { intoDatabase } from './into-database.ts'
import { LocalRoots } from './local-roots.ts'
import { intoServer } from './server/into-server.ts'
import { openTracking } from '../tracking.ts'
import { MoveLog, move } from './move.ts'
import { printReport } from './print-report.ts'
import type { Source, Wanted } from './source.ts'
import type { MoveTarget } from './move-target.ts'

/** How `import` was asked. */
export interface ImportRequest {
  readonly to: string
  readonly artifacts?: 'keep' | 'copy'
  readonly defaultArtifactRoot: string
  readonly artifactsDestination: string
  /** Local folders, named by the user, that locations may name. */
  readonly localArtifactRoots: readonly string[]
  readonly models: boolean
  readonly strict: boolean
  readonly dryRun: boolean
  readonly json: boolean
}

/**
 * Takes a folder of MLflow, or an archive, in and prints what was done.
 * @throws MlflowError when nothing can be read, and with `strict` when something cannot; then nothing was written
 */
export async function importFrom(path: string, request: ImportRequest): Promise<void> {
  const started = performance.now()
  if (/^[a-z][\w+.-]+:\/\//i.test(path)) {
    throw new MlflowError(
      'INVALID_PARAMETER_VALUE',
      'import takes a folder (mlruns) or an archive, not a URI. Use `tailrace copy` for a server or a database.',
    )
  }
  const isArchive = statSync(path, { throwIfNoEntry: false })?.isFile() === true
  const source = isArchive ? await openArchive(path) : openFileStore(path, request.localArtifactRoots)
  const isDatabase = !/^https?:/i.test(request.to)
  const keep = (request.artifacts ?? (isDatabase && !isArchive ? 'keep' : 'copy')) === 'keep'
  const wanted: Wanted = { files: !keep, models: request.models }
  if (request.strict) await refuseProblems(source, wanted)
  const said = new MoveLog()
  const target = request.dryRun ? nothing : await openTarget(request, keep, said)
  try {
    const report = await move(source, target, wanted, said)
    if (keep && isDatabase && !isArchive && !request.dryRun && report.found.runs > 0) said.tell(keptNote(source.name, request.to), 'note')
    printReport(report, { json: request.json, elapsed: performance.now() - started })
  } finally {
    await target.close()
  }
}

async function openTarget(request: ImportRequest, keep: boolean, said: MoveLog): Promise<MoveTarget> {
  if (/^https?:/i.test(request.to))
    return intoServer(
      await openTracking(request.to, undefined, { parse: parseExact }),
      { files: !keep, roots: new LocalRoots(request.localArtifactRoots) },
      said.tell,
    )
  const files = keep ? {} : { files: { root: request.defaultArtifactRoot, destination: request.artifactsDestination } }
  return intoDatabase(request.to, { update: false, ...files }, said.tell)
}

function keptNote(path: string, uri: string): string {
  const target = parseStoreUri(uri)
  const isBeside = target.dialect === 'sqlite' && join(dirname(resolve(target.path)), 'mlruns') === path
  const who = isBeside ? 'A server that others reach' : 'The server'
  return `The artifacts stay in ${path}. ${who} shows them with --local-artifact-roots ${path}; or import with --artifacts copy.`
}

/** Reads everything once. @throws MlflowError naming the first thing that cannot be read, and how many there are */
async function refuseProblems(source: Source, wanted: Wanted): Promise<void> {
  const said = new MoveLog()
  const items = source.items(wanted, said.tell)[Symbol.asyncIterator]()
  while ((await items.next()).done !== true) {
    // Reading is all that is wanted.
  }
  const [first] = said.problems
  if (first === undefined) return
  const more = said.problems.length > 1 ? ` (and ${said.problems.length - 1} more: see them with --dry-run)` : ''
  throw new MlflowError('INVALID_PARAMETER_VALUE', `Nothing was taken in: ${first}${more}`)
}

/** Takes nothing, for a look at what would come. */
const nothing: MoveTarget = {
  name: 'nowhere: this was a dry run',
  files: true,
  add: async () => {},
  finish: async () => ({}),
  close: async () => {},
}
