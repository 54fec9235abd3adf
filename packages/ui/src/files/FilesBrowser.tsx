import { useQueries } from '@tanstack/react-query'
import { type ReactNode, useEffect, useMemo, useState } from 'react'
import { EmptyState } from '../controls/EmptyState.tsx'
import { ErrorState } from '../controls/ErrorState.tsx'
import { Loading } from '../controls/Loading.tsx'
import type { FileEntry, FileSource } from './file-source.ts'
import { above, folderOf, rowsOf } from './file-tree.ts'
import { listingQuery } from './listing-query.ts'
import { FileTree } from './FileTree.tsx'
import { FileView } from './FileView.tsx'
import { FolderView } from './FolderView.tsx'
import styles from './files.module.css'

export interface FilesBrowserProps {
  source: FileSource
  /** File or folder that is looked at; '' is the root. */
  path: string
  /** Another one is chosen: `replace` while one walks through the tree by key. */
  onPath: (path: string, how: 'push' | 'replace') => void
}

/** ms for which one must stay on a file before it is shown while keys are held down. */
const SETTLE_MS = 90

/** A tree of files and what is in the chosen one. Fills its parent; at less than 760 px the tree stands above. */
export function FilesBrowser({ source, path, onPath }: FilesBrowserProps): ReactNode {
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set())
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set())
  const forced = useMemo(() => above(path), [path])
  const open = useMemo(() => new Set([...opened, ...forced].filter((each) => !closed.has(each))), [opened, forced, closed])
  // The chosen path is listed too: it may be a folder.
  const wanted = useMemo(() => [...new Set(['', ...forced, ...open])], [forced, open])
  const { listings, errors, isLoading, retry } = useListings(source, wanted)
  const rows = useMemo(() => rowsOf(listings, open), [listings, open])
  const shown = useSettled(path)
  const entry: FileEntry | undefined =
    shown === '' ? { path: '', is_dir: true } : listings.get(folderOf(shown))?.find((each) => each.path === shown)
  const setOpen = (folder: string, is: boolean): void => {
    setOpened(is ? new Set([...opened, folder]) : new Set([...opened].filter((each) => each !== folder)))
    setClosed(is ? new Set([...closed].filter((each) => each !== folder)) : new Set([...closed, folder]))
  }
  const root = listings.get('')
  if (!root) return errors.length > 0 ? <ErrorState error={errors[0]} retry={retry} /> : <Loading what="Loading the list of files" />
  if (root.length === 0)
    return (
      <EmptyState title="No files">
        Nothing was logged here. <code>mlflow.log_artifact</code> does it.
      </EmptyState>
    )
  return (
    <div className={styles['browser']}>
      <div className={styles['left']}>
        <FileTree rows={rows} path={path} onPath={onPath} setOpen={setOpen} listed={(folder) => listings.has(folder)} name={source.name} />
      </div>
      <section className={styles['right']} aria-label="Preview">
        {errors.length > 0 && <ErrorState error={errors[0]} retry={retry} />}
        {entry?.is_dir && (
          <FolderView
            key={shown}
            source={source}
            path={shown}
            isInTree={shown === '' || open.has(shown)}
            onPath={(next) => onPath(next, 'push')}
          />
        )}
        {entry && !entry.is_dir && <FileView key={shown} source={source} entry={entry} />}
        {!entry &&
          (isLoading ? (
            <Loading what="Looking for the file" />
          ) : (
            <EmptyState title="There is no such file">
              <code>{shown}</code> is not among the files of {source.name} (any more).
            </EmptyState>
          ))}
      </section>
    </div>
  )
}

/** The path once it has not changed for a moment. */
function useSettled(path: string): string {
  const [settled, setSettled] = useState(path)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(path), SETTLE_MS)
    return () => clearTimeout(timer)
  }, [path])
  return settled
}

interface Listings {
  listings: ReadonlyMap<string, readonly FileEntry[]>
  errors: Error[]
  isLoading: boolean
  retry: () => void
}

function useListings(source: FileSource, folders: readonly string[]): Listings {
  const answers = useQueries({ queries: folders.map((folder) => listingQuery(source, folder)) })
  const signature = answers.map(({ dataUpdatedAt }) => dataUpdatedAt).join(' ')
  return useMemo(
    () => ({
      listings: new Map(answers.flatMap(({ data }, index) => (data ? [[folders[index] ?? '', data] as const] : []))),
      errors: answers.flatMap(({ error }) => (error ? [error] : [])),
      isLoading: answers.some((answer) => answer.isLoading),
      retry: () => answers.forEach(({ isError, refetch }) => isError && void refetch()),
    }),
    [signature, answers.map(({ status }) => status).join(' '), folders],
  )
}
