import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { NO_RUNS, TRASH } from './names.ts'

/**
 * The ids of the runs that a folder holds as an MLflow file store, those of deleted experiments too; none when it is missing, cannot be
 * read, or holds only artifacts.
 */
export async function fileStoreRuns(folder: string): Promise<string[]> {
  const ids: string[] = []
  for (const root of [folder, join(folder, TRASH)]) {
    for (const experiment of await foldersOf(root)) {
      if (!existsSync(join(root, experiment, 'meta.yaml'))) continue
      const names = (await foldersOf(join(root, experiment))).filter((name) => !NO_RUNS.has(name))
      ids.push(...names.filter((name) => existsSync(join(root, experiment, name, 'meta.yaml'))))
    }
  }
  return ids
}

async function foldersOf(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => [])
  return entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => name)
}
