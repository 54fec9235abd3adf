import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import { reach } from '../api/http.ts'
import { relativePath } from '../markdown/relative.ts'
import type { FileEntry, FileSource } from './file-source.ts'
import { nameOf } from './file-tree.ts'

/** A file that a viewer shows. */
export interface OpenFile {
  path: string
  name: string
  /** Bytes. */
  size: number
  url: string
  /** Address of the bytes of another file beside it. */
  urlOf(path: string): string
  /** Address of the file as a page whose scripts run. */
  scriptedUrl(network: boolean): string
  /** What consent to scripts is remembered for. */
  owner: string
  /** What begins the keys of cached answers about it. */
  key: readonly string[]
}

/** Addresses of the images that a file names relatively. */
export const imagesBeside =
  ({ path, urlOf }: OpenFile) =>
  (src: string): string | undefined => {
    const other = relativePath(path, src)
    return other === undefined ? undefined : urlOf(other)
  }

/** A file of a source as viewers take it. */
export const openFile = (source: FileSource, { path, size = 0 }: FileEntry): OpenFile => ({
  path,
  name: nameOf(path),
  size,
  url: source.url(path),
  urlOf: (other) => source.url(other),
  scriptedUrl: (network) => source.scriptedUrl(path, network),
  owner: source.owner,
  key: [...source.key, path, String(size)],
})

/** The bytes from `start` to before `end`; fewer when the file ends there, none when it ends before. */
export async function readRange(url: string, start: number, end: number, signal?: AbortSignal): Promise<ArrayBuffer> {
  if (end <= start) return new ArrayBuffer(0)
  const reply = await reach(url, { headers: { range: `bytes=${start}-${end - 1}` }, ...(signal && { signal }) })
  const bytes = await reply.arrayBuffer()
  // A server that knows no ranges sends everything.
  return reply.status === 206 ? bytes : bytes.slice(start, end)
}

/** Bytes that are read at first of a file that is read in parts, and from its end. */
export const FIRST = 64 * 1024

/** First parts of files whose viewers are not there yet: on their way, or here. */
const first = new Map<string, Promise<Uint8Array> | Uint8Array>()

/** Reads the first part of a file for its viewer, which takes it when it is made. */
export async function readFirst({ url, size }: OpenFile): Promise<void> {
  const reading = readRange(url, 0, Math.min(FIRST, size)).then((buffer) => new Uint8Array(buffer))
  first.set(url, reading)
  const bytes = await reading.catch(() => undefined)
  // Unless it has been taken in the meantime; the viewer reads it again, and reports the failure.
  if (first.get(url) !== reading) return
  if (bytes) first.set(url, bytes)
  else first.delete(url)
}

/** The first part of a file if it has been read, or is being read; only once. */
export function takeFirst({ url }: OpenFile): Promise<Uint8Array> | Uint8Array | undefined {
  const found = first.get(url)
  first.delete(url)
  return found
}

/** A file's whole text, read as UTF-8. */
export const textQuery = ({ url, key }: OpenFile) => ({
  queryKey: [...key, 'text'],
  queryFn: async ({ signal }: { signal: AbortSignal }): Promise<string> => (await reach(url, { signal })).text(),
  staleTime: 30_000,
  gcTime: 60_000,
})

export const useText = (file: OpenFile): UseQueryResult<string> => useQuery(textQuery(file))
