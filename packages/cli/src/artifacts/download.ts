import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { cp, mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'
import { MlflowError, parseRequestedPath } from '@tailrace/contract'
import type { Artifacts, Client } from '@tailrace/sdk'
import { type Progress, startProgress } from '../output/progress.ts'
import { type ResolvedArtifact, exists, artifactInRun, resolveArtifact } from './resolved-artifact.ts'

/** What to download, and where to. A run (with a path in it) or a URI. */
export interface Wanted {
  readonly runId?: string
  readonly artifactPath?: string
  readonly artifactUri?: string
  readonly dstPath?: string
}

/** Files that travel at a time. */
const LANES = 4

/**
 * Downloads a file, or a folder with all levels, below a folder of this machine, and answers where it lies then. A single file or folder keeps
 * its own name there. Without a destination a new folder is made, unless the whole is on this machine already: then its place is answered.
 * @throws MlflowError when nothing is said or nothing is there
 */
export async function downloadArtifacts(client: Client, { runId, artifactPath = '', artifactUri, dstPath }: Wanted): Promise<string> {
  if (runId === undefined && artifactUri === undefined)
    throw new MlflowError('INVALID_PARAMETER_VALUE', 'Say one of --run-id and --artifact-uri.')
  const place =
    artifactUri === undefined ? await artifactInRun(client, runId ?? '', artifactPath) : await resolveArtifact(client, artifactUri)
  if (place.kind === 'local') return copyLocal(place.path, { isWhole: artifactUri !== undefined || artifactPath === '', dstPath })
  return fetchRemote(place, dstPath)
}

const newFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'tailrace-'))

async function copyLocal(path: string, { isWhole, dstPath }: { isWhole: boolean; dstPath: string | undefined }): Promise<string> {
  if (!exists(path)) throw missing(path)
  if (dstPath === undefined && isWhole) return path
  const target = join(dstPath === undefined ? await newFolder() : resolve(dstPath), basename(path))
  await mkdir(dirname(target), { recursive: true })
  await cp(path, target, { recursive: true })
  return target
}

const missing = (path: string): MlflowError =>
  new MlflowError('RESOURCE_DOES_NOT_EXIST', `Failed to download artifacts from path '${path}', please ensure that the path is correct.`)

async function fetchRemote({ files, path }: Extract<ResolvedArtifact, { kind: 'remote' }>, dstPath: string | undefined): Promise<string> {
  const inside: { path: string; size: number }[] = []
  for await (const file of files.walk(path)) inside.push({ path: file.path, size: Number(file.file_size ?? 0) })
  const folder = dstPath === undefined ? await newFolder() : resolve(dstPath)
  const target = path === '' ? folder : join(folder, basename(path))
  const progress = startProgress('downloading', 'bytes', inside.length > 0 ? inside.reduce((sum, { size }) => sum + size, 0) : undefined)
  try {
    if (inside.length === 0 && path !== '') await fetchFile(files, path, target, progress)
    else await fetchAll(files, path, inside, target, progress)
  } finally {
    progress.done()
  }
  return target
}

async function fetchAll(
  files: Artifacts,
  path: string,
  inside: readonly { path: string }[],
  target: string,
  progress: Progress,
): Promise<void> {
  await mkdir(target, { recursive: true })
  const left = [...inside]
  const next = async (): Promise<void> => {
    for (let file = left.pop(); file !== undefined; file = left.pop()) {
      // What a server lists does not leave the folder.
      const below = parseRequestedPath(path === '' ? file.path : file.path.slice(path.length + 1))
      await fetchFile(files, file.path, join(target, below), progress)
    }
  }
  await Promise.all(Array.from({ length: LANES }, next))
}

/** A file appears whole or not at all. */
async function fetchFile(files: Artifacts, path: string, target: string, progress: Progress): Promise<void> {
  const body = await files.read(path).catch((error: { code?: string; status?: number }) => {
    if (error.status === 404 || error.code === 'RESOURCE_DOES_NOT_EXIST') throw missing(path)
    throw error
  })
  await mkdir(dirname(target), { recursive: true })
  // Not made of the file's name, which may be as long as names can be.
  const part = join(dirname(target), `.${randomUUID()}.part`)
  try {
    const source = Readable.fromWeb(body as ReadableStream)
    source.on('data', (chunk: Uint8Array) => progress.add(chunk.length))
    await pipeline(source, createWriteStream(part))
    await rename(part, target)
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
}
