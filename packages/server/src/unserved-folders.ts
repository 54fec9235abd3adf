import { existsSync } from 'node:fs'
import { type FileUri, isInside, parseArtifactUri, searchExperiments } from '@tailrace/contract'
import { type Store, systemCaller } from '@tailrace/store'
import { localRoots } from './configured-roots.ts'
import type { ServerConfig } from './config.ts'

/** A local folder in which experiments keep artifacts and which the server may not read. */
export interface UnservedFolder {
  /** To be named with --local-artifact-roots. */
  readonly folder: string
  /** How many experiments keep artifacts in it. */
  readonly experiments: number
}

/** Experiments of one request. */
const PAGE = 1000

interface Located {
  readonly experiment_id: string | number | bigint
  readonly artifact_location: string
}

/** Local folders of experiments, if they exist, outside the server's roots, the one with the most experiments first. Relative ones start at the working folder. */
export function unservedFolders(
  experiments: readonly Located[],
  config: Parameters<typeof localRoots>[0],
  defaultRoot?: string,
): UnservedFolder[] {
  const roots = localRoots(config, defaultRoot)
  const counts = new Map<string, number>()
  for (const { experiment_id, artifact_location } of experiments) {
    const uri = localUri(artifact_location)
    if (!uri || roots.some((root) => isInside(root.uri, uri)) || !existsSync(uri.path)) continue
    const own = `/${experiment_id}`
    const folder = uri.path.endsWith(own) && uri.path !== own ? uri.path.slice(0, -own.length) : uri.path
    counts.set(folder, (counts.get(folder) ?? 0) + 1)
  }
  return [...counts].map(([folder, count]) => ({ folder, experiments: count })).toSorted((a, b) => b.experiments - a.experiments)
}

/** The same for the active experiments of a store. @throws MlflowError when the database cannot be read */
export async function unservedFoldersOf(store: Store, config: ServerConfig): Promise<UnservedFolder[]> {
  const located: Located[] = []
  for (let page_token: string | undefined; ;) {
    const { experiments = [], next_page_token } = await store.as(systemCaller('artifact folders')).call(searchExperiments, {
      view_type: 'ACTIVE_ONLY',
      max_results: PAGE,
      ...(page_token && { page_token }),
    })
    located.push(...experiments.map(({ experiment_id, artifact_location }) => ({ experiment_id, artifact_location })))
    if (!next_page_token) return unservedFolders(located, config, store.settings.artifact_root)
    page_token = next_page_token
  }
}

/** A local location; undefined for another and for text that is no location. */
function localUri(location: string): FileUri | undefined {
  try {
    const uri = parseArtifactUri(location, process.cwd())
    return uri.scheme === 'file' ? uri : undefined
  } catch {
    return undefined
  }
}
