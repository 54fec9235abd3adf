import { useQueries, useQuery } from '@tanstack/react-query'
import { queryRuns } from '../api/calls.ts'
import { MOST_CHARTED, scopeOfCharted } from '../api/questions.ts'
import type { ChartRun } from '../charts/chart-run.ts'
import { type FileEntry, runFiles } from '../files/file-source.ts'
import { type MediaItem, mediaIn } from './media-items.ts'

/** Folders of a run that are looked into, and how deep. */
const FOLDERS = 60
const DEPTH = 5
/** ms after which the files of a run that goes on are listed again: no event tells of files. */
const AGAIN = 10_000
/** The tag in which clients name the tables that they logged. */
const TABLES_TAG = 'mlflow.loggedArtifacts'

interface RunFiles {
  files: FileEntry[]
  /** There are more folders than were looked into. */
  isPartial: boolean
}

/** Lists the files of a run, folder by folder; what is inside of models is left out. */
async function filesOf(run: ChartRun, signal: AbortSignal): Promise<RunFiles> {
  const source = runFiles(run.run_id, run.name, run.experiment_id)
  const files: FileEntry[] = []
  let folders = ['']
  let seen = 0
  for (let depth = 0; depth < DEPTH && folders.length > 0 && seen < FOLDERS; depth++) {
    const wanted = folders.slice(0, FOLDERS - seen)
    seen += wanted.length
    const listings = await Promise.all(wanted.map((folder) => source.list(folder, signal)))
    const found = listings.filter((entries) => !entries.some(({ path }) => /(^|\/)MLmodel$/.test(path))).flat()
    files.push(...found)
    folders = [...folders.slice(wanted.length), ...found.flatMap(({ path, is_dir }) => (is_dir ? [path] : []))]
  }
  return { files, isPartial: folders.length > 0 }
}

export interface RunMedia {
  run: ChartRun
  items: readonly MediaItem[]
}

/** Images, audio, video and tables of runs; those of running runs are looked for again every 10 s. */
export function useMedia(runs: readonly ChartRun[], enabled: boolean): { media: RunMedia[]; isLoading: boolean; isPartial: boolean } {
  const ids = runs.map(({ run_id }) => run_id)
  const about = useQuery({
    queryKey: ['runs', 'media', ids],
    queryFn: async ({ signal }) => {
      const wanted = { params: [], metrics: [], tags: [TABLES_TAG], inputs: false, max_results: MOST_CHARTED }
      return (await queryRuns({ ...scopeOfCharted(runs), ...wanted }, signal)).runs
    },
    enabled: enabled && runs.length > 0,
    staleTime: 30_000,
    meta: { runs: ids, metrics: [] },
  })
  const known = new Map(about.data?.map(({ info, data }) => [info?.run_id, { status: info?.status, tables: tablesIn(data?.tags) }]))
  const listed = useQueries({
    queries: runs.map((run) => ({
      queryKey: ['files', 'run', run.run_id, 'media'],
      queryFn: ({ signal }: { signal: AbortSignal }) => filesOf(run, signal),
      enabled,
      staleTime: 30_000,
      refetchInterval: known.get(run.run_id)?.status === 'RUNNING' ? AGAIN : (false as const),
    })),
  })
  return {
    media: runs.flatMap((run, at) => {
      const items = mediaIn(listed[at]?.data?.files ?? [], known.get(run.run_id)?.tables)
      return items.length > 0 ? [{ run, items }] : []
    }),
    isLoading: enabled && (about.isLoading || listed.some((each) => each.isLoading)),
    isPartial: listed.some(({ data }) => data?.isPartial),
  }
}

/** Paths of the tables that a run's tag names. */
function tablesIn(tags: readonly { key?: string; value?: string }[] = []): ReadonlySet<string> {
  try {
    const listed: unknown = JSON.parse(tags.find(({ key }) => key === TABLES_TAG)?.value ?? '[]')
    return new Set(
      Array.isArray(listed) ? listed.flatMap((each: { path?: unknown }) => (typeof each?.path === 'string' ? [each.path] : [])) : [],
    )
  } catch {
    return new Set()
  }
}
