import type { Run } from '@tailrace/contract'
import { type ReactNode, useMemo } from 'react'
import { queries } from '../../api/queries.ts'
import { above, folderOf } from '../../files/file-tree.ts'
import { prepareFile } from '../../files/FileView.tsx'
import { listingQuery } from '../../files/listing-query.ts'
import { FilesBrowser } from '../../files/FilesBrowser.tsx'
import { type FileEntry, runFiles } from '../../files/file-source.ts'
import { links } from '../../links.ts'
import { useGo } from '../../location.ts'

/** Fetches the folders on the way to a path, and what shows its file. */
export async function prepareFiles(runId: string, experimentId: string, path: string): Promise<void> {
  const source = runFiles(runId, '', experimentId)
  await Promise.all(['', ...above(path)].map((folder) => queries.ensureQueryData(listingQuery(source, folder))))
  const entry = queries.getQueryData<FileEntry[]>(listingQuery(source, folderOf(path)).queryKey)?.find((each) => each.path === path)
  if (entry && !entry.is_dir) await prepareFile(source, entry)
}

/** Files of a run; the one that is looked at stands in the address. */
export function FilesTab({ run, path }: { run: Run; path: string }): ReactNode {
  const { run_id, run_name, experiment_id } = run.info
  const go = useGo()
  const source = useMemo(() => runFiles(run_id, run_name || run_id, experiment_id), [run_id, run_name, experiment_id])
  return (
    <FilesBrowser
      source={source}
      path={path}
      onPath={(next, how) => go(next === '' ? links.run(experiment_id, run_id, 'artifacts') : links.file(experiment_id, run_id, next), how)}
    />
  )
}
