import { type Dirent, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { LocalRoots } from '../local-roots.ts'

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && ['ENOENT', 'ENOTDIR'].includes(String(error.code))

function entries(from: LocalRoots, folder: string): Dirent[] {
  try {
    return readdirSync(from.check(folder), { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1))
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}

/** Names of the folders in a folder, sorted; none when it is missing. Hidden ones are left out. */
export const foldersIn = (from: LocalRoots, folder: string): string[] =>
  entries(from, folder)
    .filter((entry) => !entry.name.startsWith('.') && (entry.isDirectory() || entry.isSymbolicLink()))
    .map(({ name }) => name)

/** The files below a folder as keys: paths with `/`, since keys of metrics, params and tags may hold one. Sorted; none when it is missing. */
export function keysIn(from: LocalRoots, folder: string, before = ''): string[] {
  return entries(from, folder).flatMap((entry) =>
    entry.isDirectory() ? keysIn(from, join(folder, entry.name), `${before}${entry.name}/`) : [before + entry.name],
  )
}

/** Keys and values of a folder that holds a file a key. The value is the whole file. */
export const pairsIn = (from: LocalRoots, folder: string): { key: string; value: string }[] =>
  keysIn(from, folder).map((key) => ({ key, value: readFileSync(from.file(join(folder, key)), 'utf8') }))
