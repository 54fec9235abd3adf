import { constants, existsSync } from 'node:fs'
import { access, readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { parseArtifactUri } from '@tailrace/contract'
import type { Inspection } from '@tailrace/store'
import { type Check, fine, quoted, wrong } from './checks.ts'

/** Ids as clients make them: what else lies in a folder is none of ours. */
const RUN = /^[0-9a-f]{32}$/
const MODEL = /^m-[0-9a-f]{32}$/
const EXPERIMENT = /^\d+$/
/** Folders that are named one by one. */
const SHOWN = 10

/**
 * Looks at the local folders in which the files of experiments lie: whether they can be used, and which files belong to nothing that the
 * database knows.
 * @param named folder of the proxied artifacts where it was named, else ./mlartifacts
 */
export async function checkArtifacts(
  { experiments, unknownIds }: Pick<Inspection, 'experiments' | 'unknownIds'>,
  named?: string,
): Promise<Check[]> {
  const destination = named ?? './mlartifacts'
  const folders = new Set<string>()
  const roots = new Set<string>()
  for (const { experiment_id, artifact_location } of experiments) {
    const folder = localFolder(artifact_location, destination)
    if (folder === undefined) continue
    folders.add(folder)
    if (basename(folder) === String(experiment_id)) roots.add(dirname(folder))
  }
  const proxied = localFolder('mlflow-artifacts:/', destination)
  if (named !== undefined && proxied !== undefined) roots.add(proxied)
  const checks: Check[] = []
  const orphans: string[] = []
  for (const folder of folders) {
    const problem = await problemOf(folder)
    if (problem) checks.push(problem)
    else orphans.push(...(await orphansIn(folder, unknownIds)))
  }
  for (const root of roots) {
    for (const folder of await experimentFolders(root))
      if (!folders.has(folder)) orphans.push(...(await orphansOfUnknown(folder, unknownIds)))
  }
  if (checks.length === 0) checks.push(fine('artifact folders', `${folders.size} can be used`))
  for (const folder of orphans.slice(0, SHOWN)) {
    checks.push(
      wrong(
        'orphaned artifacts',
        `${folder} belongs to no run, logged model or experiment`,
        `rm -r ${quoted(folder)}   # unless another database has it`,
      ),
    )
  }
  if (orphans.length > SHOWN) checks.push(wrong('orphaned artifacts', `and ${orphans.length - SHOWN} more`, 'mend these first'))
  if (orphans.length === 0) checks.push(fine('orphaned artifacts', 'none'))
  return checks
}

/** The folder of a location, undefined when it lies elsewhere. */
function localFolder(location: string, destination: string): string | undefined {
  try {
    const uri = parseArtifactUri(location, process.cwd())
    if (uri.scheme === 'file') return uri.path
    if (uri.scheme !== 'mlflow-artifacts' || uri.host !== undefined) return undefined
    const root = parseArtifactUri(destination, process.cwd())
    return root.scheme === 'file' ? join(root.path, uri.path) : undefined
  } catch {
    return undefined
  }
}

/** A folder that is not there yet is made by the first upload, where the nearest one above it may be written. */
async function problemOf(folder: string): Promise<Check | undefined> {
  const nearest = await existing(folder)
  const found = await stat(nearest)
  if (!found.isDirectory())
    return wrong('artifact folders', `${nearest} is a file where a folder is needed`, `mv ${quoted(nearest)} ${quoted(`${nearest}.old`)}`)
  try {
    await access(nearest, constants.R_OK | constants.W_OK | constants.X_OK)
    return undefined
  } catch {
    return wrong('artifact folders', `${nearest} may not be read and written by this user`, `chmod u+rwx ${quoted(nearest)}`)
  }
}

async function existing(path: string): Promise<string> {
  try {
    await stat(path)
    return path
  } catch (error) {
    const { code } = error as { code?: string }
    if (code === 'EACCES' || dirname(path) === path) return dirname(path)
    return existing(dirname(path))
  }
}

/** Folders named like experiments, but for those of a file store, which has files of its own. */
async function experimentFolders(root: string): Promise<string[]> {
  const names = (await namesIn(root)).filter((name) => EXPERIMENT.test(name))
  return names.map((name) => join(root, name)).filter((folder) => !existsSync(join(folder, 'meta.yaml')))
}

/** A folder that no experiment names: as a whole, unless something in it is known after all. */
async function orphansOfUnknown(folder: string, unknownIds: Inspection['unknownIds']): Promise<string[]> {
  const inside = await ownersIn(folder)
  const orphans = await orphansIn(folder, unknownIds)
  if (orphans.length < inside.length) return orphans
  return (await namesIn(folder)).length > 0 ? [folder] : []
}

async function ownersIn(folder: string): Promise<string[]> {
  const runs = (await namesIn(folder)).filter((name) => RUN.test(name))
  const models = (await namesIn(join(folder, 'models'))).filter((name) => MODEL.test(name))
  return [...runs.map((id) => join(folder, id)), ...models.map((id) => join(folder, 'models', id))]
}

async function orphansIn(folder: string, unknownIds: Inspection['unknownIds']): Promise<string[]> {
  const owners = await ownersIn(folder)
  const unknown = new Set(await unknownIds(owners.map((path) => basename(path))))
  return owners.filter((path) => unknown.has(basename(path)))
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true })
    return entries
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .toSorted()
  } catch {
    return []
  }
}
