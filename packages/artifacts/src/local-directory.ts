import { constants, readlinkSync } from 'node:fs'
import { type FileHandle, mkdir, open, realpath } from 'node:fs/promises'
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
  const flags = constants.O_RDONLY | constants.O_DIRECTORY
  if (process.platform !== 'linux') {
    const { handle, real } = await openInside(root, path, flags)
    return { handle, at: (name) => join(real, name) }
  }
  // To open a directory does nothing to it, so the check by handle is enough.
  const handle = await open(join(root, path), flags)
  await checkHandle(root, handle)
  return { handle, at: (name) => join(`/proc/self/fd/${handle.fd}`, name) }
}

/** Opens a file below `root` for reading; what is not a file opens too, without waiting for a pipe's writer. */
export async function openFile(root: string, path: string): Promise<FileHandle> {
  return (await openInside(root, path, constants.O_RDONLY | constants.O_NONBLOCK)).handle
}

/** As {@link holdDirectory}, but makes what is missing (mode 0700) and brings the new entries to the disk. */
export async function makeDirectory(root: string, path: string): Promise<HeldDirectory> {
  try {
    return await holdDirectory(root, path)
  } catch (error) {
    if (errno(error) !== 'ENOENT') throw error
  }
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
  const real = await realpath(join(root, path))
  await refuseOutside(root, real)
  return real
}

/** Closes a file or directory that was opened by name, and throws "Invalid path", when it lies outside the root. Only Linux can tell. */
export async function checkHandle(root: string, handle: FileHandle): Promise<void> {
  if (process.platform !== 'linux') return
  try {
    // The kernel's own memory answers, so this never waits for a disk.
    await refuseOutside(root, readlinkSync(`/proc/self/fd/${handle.fd}`))
  } catch (error) {
    await handle.close()
    throw error
  }
}

/** The checks are made twice: by name, so that nothing outside is opened, and by handle, in case a name changed in between. */
async function openInside(root: string, path: string, flags: number): Promise<{ handle: FileHandle; real: string }> {
  const real = await realPathInside(root, path)
  const handle = await open(real, flags | constants.O_NOFOLLOW)
  await checkHandle(root, handle)
  return { handle, real }
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

/** Where roots led when they were last looked at; they are looked at again when a path lies elsewhere. */
const realRoots = new Map<string, string>()

async function refuseOutside(root: string, real: string): Promise<void> {
  const known = realRoots.get(root)
  if (known !== undefined && isInside(known, real)) return
  const realRoot = await realpath(root)
  if (!isInside(realRoot, real)) throw invalid('Invalid path: resolved path is outside the artifact directory')
  realRoots.set(root, realRoot)
}

function isInside(realRoot: string, real: string): boolean {
  const prefix = realRoot.endsWith(sep) ? realRoot : realRoot + sep
  return real === realRoot || real.startsWith(prefix)
}
