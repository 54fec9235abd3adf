import { constants } from 'node:fs'
import { type FileHandle, mkdir, open, readlink, realpath } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { invalid } from '@tailrace/contract'
import { errno } from './storage-error.ts'

/**
 * A directory that is held open, so that names below it mean the same directory even if somebody swaps one above it for a link.
 * `at(name)` is the path to use in calls; Linux resolves it through the open handle.
 */
export interface HeldDirectory {
  readonly handle: FileHandle
  at(name: string): string
}

/** Opens a directory below `root`; links may lead there as long as they stay inside. Close its handle. Throws ENOENT, ENOTDIR, "Invalid path". */
export async function holdDirectory(root: string, path: string): Promise<HeldDirectory> {
  const { handle, real } = await openInside(root, path, constants.O_RDONLY | constants.O_DIRECTORY)
  const base = process.platform === 'linux' ? `/proc/self/fd/${handle.fd}` : real
  return { handle, at: (name) => join(base, name) }
}

/** Opens a file below `root` for reading; what is not a file opens too, without waiting for a pipe's writer. */
export async function openFile(root: string, path: string): Promise<FileHandle> {
  return (await openInside(root, path, constants.O_RDONLY | constants.O_NONBLOCK)).handle
}

/** As {@link holdDirectory}, but makes what is missing (mode 0700) and brings the new entries to the disk. */
export async function makeDirectory(root: string, path: string): Promise<HeldDirectory> {
  await mkdir(root, { recursive: true, mode: 0o700 })
  const [existing, missing] = await deepestExisting(root, path)
  if (missing.length === 0) return existing
  try {
    // One by one: `recursive` never returns when the directory that is held was deleted meanwhile.
    for (const [depth, name] of missing.entries()) {
      const parent = join('.', ...missing.slice(0, depth))
      await mkdir(existing.at(join(parent, name)), 0o700).catch(nothingIfExisting)
      await syncDirectory(existing.at(parent))
    }
  } finally {
    await existing.handle.close()
  }
  return holdDirectory(root, path)
}

/** Where a path leads, all links followed. Throws ENOENT, ENOTDIR, INVALID_PARAMETER_VALUE when that is outside the root. */
export async function realPathInside(root: string, path: string): Promise<string> {
  return (await realPaths(root, path)).real
}

async function realPaths(root: string, path: string): Promise<{ realRoot: string; real: string }> {
  const [realRoot, real] = await Promise.all([realpath(root), realpath(join(root, path))])
  refuseOutside(realRoot, real)
  return { realRoot, real }
}

/** The checks are made twice: by name, so that nothing outside is opened, and by handle, in case a name changed in between. */
async function openInside(root: string, path: string, flags: number): Promise<{ handle: FileHandle; real: string }> {
  const { realRoot, real } = await realPaths(root, path)
  const handle = await open(real, flags | constants.O_NOFOLLOW)
  try {
    if (process.platform === 'linux') refuseOutside(realRoot, await readlink(`/proc/self/fd/${handle.fd}`))
    return { handle, real }
  } catch (error) {
    await handle.close()
    throw error
  }
}

async function deepestExisting(root: string, path: string): Promise<[existing: HeldDirectory, missing: string[]]> {
  const missing: string[] = []
  for (let at = path; ; at = dirname(at)) {
    try {
      return [await holdDirectory(root, at), missing]
    } catch (error) {
      if (at === '.' || at === '' || errno(error) !== 'ENOENT') throw error
      missing.unshift(at.slice(at.lastIndexOf('/') + 1))
    }
  }
}

async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, constants.O_RDONLY | constants.O_DIRECTORY)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function nothingIfExisting(error: unknown): void {
  if (errno(error) !== 'EEXIST') throw error
}

function refuseOutside(realRoot: string, real: string): void {
  const prefix = realRoot.endsWith(sep) ? realRoot : realRoot + sep
  if (real !== realRoot && !real.startsWith(prefix)) throw invalid('Invalid path: resolved path is outside the artifact directory')
}
