import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { LocalRoots } from '../local-roots.ts'

/** The folder of a local location, undefined for one elsewhere. Takes paths, and file: URIs with any number of slashes. */
export function localFolder(location: string): string | undefined {
  if (!/^file:/i.test(location)) return /^[a-z][a-z0-9+.-]+:/i.test(location) ? undefined : resolve(location)
  const path = location.replace(/^file:(\/\/(localhost)?(?=\/))?/i, '')
  try {
    return resolve(decodeURIComponent(path))
  } catch {
    // A percent sign of the path itself: nobody encoded it.
    return resolve(path)
  }
}

/**
 * Where artifacts are: the location that was written down, or, when the store was moved to another folder since, where they lie now. A
 * location that nothing lies at counts as moved.
 * @param beside the folder in the store in which they would be
 */
export function locationOf(from: LocalRoots, location: string, beside: string): string {
  const folder = localFolder(location)
  if (location !== '' && (folder === undefined || existsSync(folder))) return location
  const isKept = location !== '' && !existsSync(beside) && folder !== undefined && from.allows(folder)
  return isKept ? location : pathToFileURL(beside).href
}
