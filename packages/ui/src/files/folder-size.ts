import { queries } from '../api/queries.ts'
import type { FileSource } from './file-source.ts'
import { listingQuery } from './listing-query.ts'

/** Folders that are listed to add up what is in one. */
const MOST_FOLDERS = 40

/** Bytes of all files in a folder and in those below it; null when it holds more than 40 folders. */
export const folderSizeQuery = (source: FileSource, path: string) => ({
  queryKey: [...source.key, 'size', path],
  queryFn: async (): Promise<number | null> => {
    let total = 0
    const folders = [path]
    for (let at = 0; at < folders.length; at++) {
      if (at >= MOST_FOLDERS) return null
      for (const entry of await queries.ensureQueryData(listingQuery(source, folders[at] ?? ''))) {
        if (entry.is_dir) folders.push(entry.path)
        total += entry.size ?? 0
      }
    }
    return total
  },
  staleTime: 10_000,
})
