import { inOrder } from './file-tree.ts'
import type { FileSource } from './file-source.ts'

/** How the entries of a folder are asked for and kept. */
export const listingQuery = (source: FileSource, folder: string) => ({
  queryKey: [...source.key, 'list', folder],
  queryFn: async ({ signal }: { signal: AbortSignal }) => inOrder(await source.list(folder, signal)),
  staleTime: 10_000,
})
