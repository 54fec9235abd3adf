import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import { reach } from '../api/http.ts'

/** A file that a viewer shows. */
export interface OpenFile {
  path: string
  name: string
  /** Bytes. */
  size: number
  url: string
  /** What begins the keys of cached answers about it. */
  key: readonly string[]
}

/** The bytes from `start` to before `end`; fewer when the file ends there, none when it ends before. */
export async function readRange(url: string, start: number, end: number, signal?: AbortSignal): Promise<ArrayBuffer> {
  if (end <= start) return new ArrayBuffer(0)
  const reply = await reach(url, { headers: { range: `bytes=${start}-${end - 1}` }, ...(signal && { signal }) })
  const bytes = await reply.arrayBuffer()
  // A server that knows no ranges sends everything.
  return reply.status === 206 ? bytes : bytes.slice(start, end)
}

/** A file's whole text, read as UTF-8. */
export const useText = ({ url, key }: OpenFile): UseQueryResult<string> =>
  useQuery({
    queryKey: [...key, 'text'],
    queryFn: async ({ signal }) => (await reach(url, { signal })).text(),
    staleTime: 30_000,
    gcTime: 60_000,
  })
