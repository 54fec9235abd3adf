import { useQueries, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useMemo, useState } from 'react'
import { Button } from '../../controls/Button.tsx'
import { ErrorState } from '../../controls/ErrorState.tsx'
import { Loading } from '../../controls/Loading.tsx'
import { Section } from '../../controls/Section.tsx'
import { type FileEntry, type FileSource, runFiles } from '../../files/file-source.ts'
import { above, folderOf } from '../../files/file-tree.ts'
import { listingQuery } from '../../files/listing-query.ts'
import { useQueryState } from '../../location.ts'
import type { ComparedRun } from './compare-rows.ts'
import { SharedFilesTable } from './SharedFilesTable.tsx'
import { SideBySide } from './SideBySide.tsx'
import { type Listings, sharedRows } from './shared-files.ts'

/** Stands in the address for the list without a file. */
const LIST = '/'

/**
 * The files of the runs, asked for on request and one folder at a time; the one that was chosen stands side by side below. The address keeps
 * it: `files`.
 */
export function SharedFiles({ runs, colors }: { runs: readonly ComparedRun[]; colors: ReadonlyMap<string, string> }): ReactNode {
  const [shown, setShown] = useQueryState('files')
  const isOpen = shown !== ''
  return (
    <Section
      title="Files"
      actions={<Button onClick={() => setShown(isOpen ? '' : LIST)}>{isOpen ? 'Hide files' : 'Compare files'}</Button>}
    >
      {!isOpen && <span className="dim">What the runs logged in common, and what only some of them have.</span>}
      {isOpen && (
        <Tree runs={runs} colors={colors} path={shown === LIST ? '' : shown} onPath={(path) => setShown(path === '' ? LIST : path)} />
      )}
    </Section>
  )
}

function Tree({
  runs,
  colors,
  path,
  onPath,
}: {
  runs: readonly ComparedRun[]
  colors: ReadonlyMap<string, string>
  path: string
  onPath: (path: string) => void
}): ReactNode {
  // The folders above the file that the address names are open at first.
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set(above(path)))
  const sources = useMemo(() => runs.map(({ info }) => runFiles(info.run_id, info.run_name || info.run_id, info.experiment_id)), [runs])
  const { listings, error, isLoading, retry } = useListings(sources, open)
  const rows = useMemo(() => sharedRows(listings, open), [listings, open])
  const chosen = rows.find((row) => !row.isDir && row.path === path)
  const toggle = (folder: string): void => {
    const next = new Set(open)
    if (!next.delete(folder)) next.add(folder)
    setOpen(next)
  }
  return (
    <>
      {error ? <ErrorState error={error} retry={retry} /> : null}
      {rows.length === 0 && isLoading && <Loading rows={3} what="Loading the lists of files" />}
      {rows.length === 0 && !isLoading && !error && <p className="dim">None of these runs has files.</p>}
      {rows.length > 0 && (
        <SharedFilesTable
          runs={runs}
          colors={colors}
          rows={rows}
          isLoading={isLoading}
          path={path}
          onToggle={toggle}
          onPath={(next) => onPath(next === path ? '' : next)}
        />
      )}
      {chosen && <SideBySide key={path} runs={runs} colors={colors} sources={sources} row={chosen} onClose={() => onPath('')} />}
      {path !== '' && !chosen && !isLoading && <p className="dim">None of these runs has {path} (any more).</p>}
    </>
  )
}

/** The root and the open folders of every run that has them. */
function useListings(
  sources: readonly FileSource[],
  open: ReadonlySet<string>,
): { listings: Listings; error: unknown; isLoading: boolean; retry: () => void } {
  const roots = useQueries({ queries: sources.map((source) => listingQuery(source, '')) })
  const folders = [...open]
  const client = useQueryClient()
  // Only what a run is known to have is asked for, level by level.
  const known = (source: FileSource, folder: string): boolean =>
    client
      .getQueryData<readonly FileEntry[]>(listingQuery(source, folderOf(folder)).queryKey)
      ?.some(({ is_dir, path }) => is_dir && path === folder) ?? false
  const wanted = sources.flatMap((source, run) =>
    folders.filter((folder) => known(source, folder)).map((folder) => ({ run, source, folder })),
  )
  const inside = useQueries({ queries: wanted.map(({ source, folder }) => listingQuery(source, folder)) })
  const all = [...roots, ...inside]
  const signature = all.map(({ dataUpdatedAt, status }) => `${dataUpdatedAt} ${status}`).join()
  return useMemo(() => {
    // A folder is shown when it is known of all runs what is in it: "in 1 of 3" would be untrue while two lists are on their way.
    const isComing = (folder: string): boolean => wanted.some((each, index) => each.folder === folder && inside[index]?.isLoading)
    const listed = wanted.flatMap(({ run, folder }, index) => {
      const data = inside[index]?.data
      return data && !isComing(folder) ? [{ run, folder, data }] : []
    })
    const areRootsComing = roots.some((root) => root.isLoading)
    return {
      listings: sources.map(
        (_source, run) =>
          new Map([
            ['', (areRootsComing ? undefined : roots[run]?.data) ?? []] as const,
            ...listed.filter((each) => each.run === run).map(({ folder, data }) => [folder, data] as const),
          ]),
      ),
      error: all.find((answer) => answer.error)?.error,
      isLoading: all.some((answer) => answer.isLoading),
      retry: () => all.forEach(({ isError, refetch }) => isError && void refetch()),
    }
  }, [signature, sources, open])
}
