import { type Dirent, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && ['ENOENT', 'ENOTDIR'].includes(String(error.code))

function entries(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1))
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}

/** Names of the folders in a folder, sorted; none when it is missing. Hidden ones are left out. */
export const foldersIn = (folder: string): string[] =>
  entries(folder)
    .filter((entry) => !entry.name.startsWith('.') && (entry.isDirectory() || entry.isSymbolicLink()))
    .map(({ name }) => name)

/** The files below a folder as keys: paths with `/`, since keys of metrics, params and tags may hold one. Sorted; none when it is missing. */
export function keysIn(folder: string, before = ''): string[] {
  return entries(folder).flatMap((entry) =>
    entry.isDirectory() ? keysIn(join(folder, entry.name), `${before}${entry.name}/`) : [before + entry.name],
  )
}

/** Keys and values of a folder that holds a file a key. The value is the whole file. */
export const pairsIn = (folder: string): { key: string; value: string }[] =>
  keysIn(folder).map((key) => ({ key, value: readFileSync(join(folder, key), 'utf8') }))
