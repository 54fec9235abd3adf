import { isUtf8 } from 'node:buffer'
import { randomUUID } from 'node:crypto'
import type { BigIntStats } from 'node:fs'
import { type FileHandle, link, lstat, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { Readable } from 'node:stream'
import { baseName, invalid, joinSafePath, MlflowError, parentPath, parseSafePath, type SafePath } from '@tailrace/contract'
import type { ArtifactContent, ArtifactStat, ArtifactStore, FileInfo, OnSkipped } from './artifact-store.ts'
import { FolderSyncs } from './folder-syncs.ts'
import { checkHandle, holdDirectory, makeDirectory, openFile, realPathInside } from './local-directory.ts'
import { type ByteRange, resolveRange } from './range.ts'
import { continued, receive, startOf } from './receive.ts'
import { StorageFault, errno, isMissing, storageError } from './storage-error.ts'

/** Directory below the root that holds unfinished uploads; no client's path reaches it, no listing shows it. */
const TEMPORARY = '.tailrace-tmp'
/** Bytes that are read with one call. */
const READ_BYTES = 256 * 1024
/** Files, and ranges of them, up to this many bytes are held whole: each step of a stream would cost more than they do. */
const WHOLE_BYTES = 64 * 1024
/** Age in ms after which an unfinished upload counts as left behind: a day without a byte. */
const STALE_AFTER = 24 * 3600 * 1000
/** Segments of a path that is written; each new one costs a directory and a sync. */
const MAX_DEPTH = 256
/** How often a directory is made that somebody else deletes at the same time. */
const PUBLISH_ATTEMPTS = 20
/** Bytes that tell whether there is room on a disk: a block. */
const PROBE_BYTES = 4096
/** Entries of a listing whose sizes are asked for at a time. */
const LIST_PARALLEL = 64

/** An upload that has arrived: its file in the temporary directory, still open and not synced yet. */
interface Upload {
  readonly temporary: string
  readonly file: FileHandle
  /** Whether it is so small that waiting for the disk is most of what it costs. */
  readonly isSmall: boolean
}

/**
 * Artifacts below a directory of this machine, which several servers may share. The directory and those in it are made when first
 * written to, with mode 0700. Uploads are gathered in `.tailrace-tmp` below it, so that an aborted one leaves nothing, not even
 * directories, and are put into place as docs/decisions/0021-syncs-of-uploads.md says. Links may point about inside the root, never out of it.
 */
export class LocalArtifactStore implements ArtifactStore {
  readonly #root: string
  readonly #syncs = new FolderSyncs()
  #hasTemporary = false

  /** `root` is an absolute path. */
  constructor(root: string) {
    this.#root = root
  }

  /** See {@link ArtifactStore.list}. */
  async list(path: SafePath, onSkipped: OnSkipped = () => {}): Promise<FileInfo[]> {
    refuseTemporary(path)
    try {
      return await this.#entries(path, onSkipped)
    } catch (error) {
      if (isMissing(error)) return []
      throw storageError(error)
    }
  }

  /** See {@link ArtifactStore.read}. */
  async read(path: SafePath, range?: ByteRange): Promise<ArtifactContent> {
    refuseTemporary(path)
    const file = await openFile(this.#root, path).catch((error: unknown) => {
      throw isMissing(error) ? missing(path) : storageError(error)
    })
    try {
      const stats = await file.stat({ bigint: true })
      if (stats.isDirectory()) throw directory(path)
      if (!stats.isFile()) throw missing(path)
      const { size, modified, etag } = described(stats)
      const span = range && resolveRange(range, size)
      const { start, end } = span ?? { start: 0, end: size - 1 }
      const stream =
        end - start < WHOLE_BYTES ? await readWhole(file, start, end) : file.createReadStream({ start, end, highWaterMark: READ_BYTES })
      return { stream, size, modified, etag, ...(span && { range: span }) }
    } catch (error) {
      await file.close()
      throw storageError(error)
    }
  }

  /** See {@link ArtifactStore.write}. */
  async write(path: SafePath, source: AsyncIterable<Uint8Array>): Promise<void> {
    refuseTemporary(path)
    refuseUnusable(this.#root, path)
    const { first, rest } = await startOf(source, WHOLE_BYTES)
    try {
      // What has arrived whole is refused, if need be, when it is put into place.
      if (rest) await this.#refuseUnwritable(path)
      const temporary = join(this.#root, TEMPORARY, randomUUID())
      const file = await this.#create(temporary)
      try {
        await receive(file, rest ? continued(first, rest) : first)
        await this.#publish({ temporary, file, isSmall: !rest }, path)
      } catch (error) {
        await rm(temporary, { force: true })
        throw error
      } finally {
        await file.close()
      }
    } catch (error) {
      throw storageError(error, 'write')
    } finally {
      await rest?.return?.()
    }
  }

  /** See {@link ArtifactStore.delete}. A link is deleted, not what it points to. */
  async delete(path: SafePath): Promise<void> {
    if (path === '') throw invalid('The root of the artifacts cannot be deleted')
    refuseTemporary(path)
    try {
      const parent = await holdDirectory(this.#root, parentPath(path))
      try {
        await rm(parent.at(baseName(path)), { recursive: true, force: true, maxRetries: 5 })
        await parent.handle.sync()
      } finally {
        await parent.handle.close()
      }
    } catch (error) {
      if (!isMissing(error)) throw storageError(error, 'write')
    }
  }

  /** See {@link ArtifactStore.stat}. */
  async stat(path: SafePath): Promise<ArtifactStat | undefined> {
    refuseTemporary(path)
    try {
      const stats = await stat(await realPathInside(this.#root, path), { bigint: true })
      return stats.isFile() || stats.isDirectory() ? described(stats) : undefined
    } catch (error) {
      if (isMissing(error)) return undefined
      throw storageError(error)
    }
  }

  /**
   * Removes unfinished uploads that a killed server left behind: those that have not grown for `age` ms, a day by default. Answers
   * how many. Safe while uploads run, here and on other servers.
   */
  async sweep(age: number = STALE_AFTER): Promise<number> {
    const names = await readdir(join(this.#root, TEMPORARY)).catch(nothingIfMissing)
    let removed = 0
    for (const name of names ?? []) {
      const path = join(this.#root, TEMPORARY, name)
      const stats = await lstat(path).catch(nothingIfMissing)
      if (!stats || Date.now() - stats.mtimeMs < age) continue
      await rm(path, { force: true })
      removed++
    }
    return removed
  }

  /**
   * Resolves when a file can be stored: writes one, brings it to the disk and removes it, or, where the folder is still to be made, looks
   * whether the one above may be written. @throws StorageFault with the reason
   */
  async probe(): Promise<void> {
    try {
      await probeFolder(this.#root)
    } catch (error) {
      const known = storageError(error, 'write')
      if (known instanceof StorageFault) throw known
      throw new StorageFault('TEMPORARILY_UNAVAILABLE', 'The artifact folder cannot be used', error instanceof Error ? error.message : '')
    }
  }

  async #entries(path: SafePath, onSkipped: OnSkipped): Promise<FileInfo[]> {
    const held = await holdDirectory(this.#root, path)
    try {
      const names: SafePath[] = []
      for (const bytes of await readdir(held.at('.'), { encoding: 'buffer' })) {
        const name = nameOf(bytes)
        if (name === undefined) onSkipped(joinSafePath(path, bytes.toString() as SafePath), 'has a name that cannot be an artifact path')
        else if (!isTemporary(name)) names.push(name)
      }
      const entries: (FileInfo | undefined)[] = []
      for (let first = 0; first < names.length; first += LIST_PARALLEL) {
        const some = names.slice(first, first + LIST_PARALLEL)
        entries.push(...(await Promise.all(some.map((name) => this.#entry(held.at(name), joinSafePath(path, name), onSkipped)))))
      }
      return entries.filter((entry) => entry !== undefined).sort(byPath)
    } finally {
      await held.handle.close()
    }
  }

  async #entry(at: string, path: SafePath, onSkipped: OnSkipped): Promise<FileInfo | undefined> {
    let isLink = false
    try {
      const own = await lstat(at)
      isLink = own.isSymbolicLink()
      const stats = isLink ? await stat(await realPathInside(this.#root, path)) : own
      if (stats.isDirectory()) return { path, is_dir: true }
      if (stats.isFile()) return stats.size === 0 ? { path, is_dir: false } : { path, is_dir: false, file_size: stats.size }
      onSkipped(path, `is ${stats.isFIFO() ? 'a pipe' : stats.isSocket() ? 'a socket' : 'a device'}, not a file`)
      return undefined
    } catch (error) {
      // Without a link it was deleted since the directory was read.
      if (!isMissing(error) && !(error instanceof MlflowError) && errno(error) !== 'ELOOP') throw error
      if (isLink) onSkipped(path, 'is a link that leads nowhere or out of the artifact folder')
      return undefined
    }
  }

  /** Refuses before the bytes travel what could not be put into place afterwards. */
  async #refuseUnwritable(path: SafePath): Promise<void> {
    for (let at = path, isParent = false; at !== ''; at = parentPath(at), isParent = true) {
      const there = await this.stat(at)
      if (!there) continue
      if (there.is_dir && !isParent) throw directory(path)
      if (!there.is_dir && isParent) throw belowFile(path)
      return
    }
  }

  /** Opens a new file in the temporary directory, which is made, and looked at, when this server first needs it or when it is gone. */
  async #create(temporary: string): Promise<FileHandle> {
    for (let attempt = 1; ; attempt++) {
      try {
        if (!this.#hasTemporary) await (await makeDirectory(this.#root, TEMPORARY)).handle.close()
        this.#hasTemporary = true
        const file = await open(temporary, 'wx')
        await checkHandle(this.#root, file).catch(async (error: unknown) => {
          await rm(temporary, { force: true })
          throw error
        })
        return file
      } catch (error) {
        this.#hasTemporary = false
        if (errno(error) !== 'ENOENT' || attempt === PUBLISH_ATTEMPTS) throw error
      }
    }
  }

  async #publish(upload: Upload, path: SafePath): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#putInto(upload, path)
      } catch (error) {
        const code = errno(error) ?? ''
        // Somebody deletes the directory between its making and the move, or a link in it leads nowhere.
        if (code === 'ENOENT' && attempt < PUBLISH_ATTEMPTS) continue
        if (code === 'ENOENT') throw invalid(`Invalid path: the directory of '${path}' cannot be made`)
        if (['EISDIR', 'ENOTEMPTY', 'EEXIST'].includes(code)) throw directory(path)
        if (code === 'ENOTDIR') throw belowFile(path)
        throw error
      }
    }
  }

  async #putInto(upload: Upload, path: SafePath): Promise<void> {
    const parent = await makeDirectory(this.#root, parentPath(path))
    const at = parent.at(baseName(path))
    try {
      if (upload.isSmall && (await isLinked(upload.temporary, at))) return await this.#syncLinked(upload, parent.handle, at)
      const there = await lstat(at).catch(nothingIfMissing)
      if (there?.isDirectory() || (there?.isSymbolicLink() && (await this.stat(path))?.is_dir)) throw directory(path)
      await this.#moveSynced(upload, parent.handle, at)
    } finally {
      await parent.handle.close()
    }
  }

  /** The file is on the disk before its name means it, so that a file of that name is replaced by a whole one or not at all. */
  async #moveSynced({ temporary, file }: Upload, parent: FileHandle, at: string): Promise<void> {
    await file.sync()
    await rename(temporary, at)
    await this.#syncs.sync(parent)
  }

  /** A file whose name is new is synced together with its folder, which costs one wait for the disk instead of two. Takes the name away on failure. */
  async #syncLinked({ temporary, file }: Upload, parent: FileHandle, at: string): Promise<void> {
    const steps = await Promise.allSettled([file.sync(), this.#syncs.sync(parent), rm(temporary, { force: true })])
    const failed = steps.find((step) => step.status === 'rejected')
    if (!failed) return
    const [own, there] = await Promise.all([file.stat({ bigint: true }), lstat(at, { bigint: true }).catch(nothingIfMissing)])
    if (there?.ino === own.ino) await rm(at, { force: true })
    throw failed.reason
  }
}

/** Gives a file a second name. False when that is taken or the file system has no hard links; moving the file there then tells what is wrong, if anything. */
async function isLinked(path: string, name: string): Promise<boolean> {
  return link(path, name).then(
    () => true,
    () => false,
  )
}

/** Stores a block below a folder, and removes it. */
async function probeFolder(folder: string): Promise<void> {
  const there = await stat(folder).catch((error: unknown) => {
    if (errno(error) !== 'ENOENT' || dirname(folder) === folder) throw error
  })
  if (!there) return probeFolder(dirname(folder))
  const path = join(folder, `${TEMPORARY}-probe-${randomUUID()}`)
  try {
    const file = await open(path, 'wx', 0o600)
    try {
      await file.writeFile(Buffer.alloc(PROBE_BYTES, 1))
      await file.datasync()
    } finally {
      await file.close()
    }
  } finally {
    await rm(path, { force: true })
  }
}

/** Refuses paths that no file can have, before any of many directories is made. */
function refuseUnusable(root: string, path: SafePath): void {
  if (path === '') throw invalid('Artifact path must include a filename')
  // 4096 bytes with a final zero are all that Linux takes.
  const bytes = Buffer.byteLength(join(root, path))
  if (bytes > 4095 || path.split('/').length > MAX_DEPTH) throw invalid('Invalid path: it is too long')
}

/** Reads some bytes of a file, both ends included, and closes it. */
async function readWhole(file: FileHandle, start: number, end: number): Promise<Readable> {
  const bytes = Buffer.allocUnsafe(end - start + 1)
  let length = 0
  for (let read = 1; read > 0 && length < bytes.length; length += read) {
    read = (await file.read(bytes, length, bytes.length - length, start + length)).bytesRead
  }
  await file.close()
  return Readable.from(length === 0 ? [] : [bytes.subarray(0, length)])
}

function described(stats: BigIntStats): ArtifactStat {
  const is_dir = stats.isDirectory()
  // The inode tells two writes of one size within a tick of the clock apart.
  const etag = `"${stats.ino.toString(36)}-${stats.mtimeNs.toString(36)}-${stats.size.toString(36)}"`
  return { is_dir, size: is_dir ? 0 : Number(stats.size), modified: stats.mtime, etag }
}

/** The name of an entry, as it is on the disk; undefined for one that is no UTF-8 or could leave the root on another system. */
function nameOf(bytes: Buffer): SafePath | undefined {
  try {
    return isUtf8(bytes) ? parseSafePath(bytes.toString()) : undefined
  } catch {
    return undefined
  }
}

/** File systems that ignore case must not lead there either. */
function isTemporary(name: string): boolean {
  return name.toLowerCase() === TEMPORARY || name.toLowerCase().startsWith(`${TEMPORARY}-probe-`)
}

function refuseTemporary(path: SafePath): void {
  // Where the system itself reads `\` and `:` in names, they are not ordinary.
  const foreign = sep === '\\' && /[\\:]/.test(path)
  if (foreign || path.split('/').some(isTemporary)) throw invalid('Invalid path')
}

/** By code points, as MLflow sorts: UTF-16 would put some of them elsewhere. */
function byPath(a: FileInfo, b: FileInfo): number {
  return Buffer.compare(Buffer.from(a.path), Buffer.from(b.path))
}

function nothingIfMissing(error: unknown): undefined {
  if (!isMissing(error)) throw storageError(error)
}

function missing(path: SafePath) {
  return new MlflowError('RESOURCE_DOES_NOT_EXIST', `No such artifact: '${path}'`)
}

function directory(path: SafePath) {
  return invalid(`Artifact path refers to a directory, not a file: '${path}'`)
}

function belowFile(path: SafePath) {
  return invalid(`Artifact path lies below a file: '${path}'`)
}
