import { Button } from '../controls/Button.tsx'
import { Popover } from '../controls/overlays.tsx'
import { IconBox } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { lazyWithPreload } from '../controls/lazy-with-preload.tsx'
import { Loading } from '../controls/Loading.tsx'
import { bytes, count, plural } from '../format.ts'
import { FileHead } from './FileHead.tsx'
import { FileIcon } from './FileTree.tsx'
import { type MediaItem, mediaIn } from '../media/media-items.ts'
import type { FileEntry, FileSource } from './file-source.ts'
import { nameOf } from './file-tree.ts'
import { folderSizeQuery } from './folder-size.ts'
import styles from './files.module.css'
import { listingQuery } from './listing-query.ts'
import { openFile } from './read-file.ts'
import { viewerModules } from '../viewer-modules.ts'
import { RegisterForm } from './RegisterForm.tsx'

const Readme = lazyWithPreload(async () => (await viewerModules.markdown()).MarkdownViewer)
const ModelCard = lazyWithPreload(async () => (await import('./viewers/MlmodelViewer.tsx')).ModelCard)

/** Bytes up to which a README is shown with its folder. */
const README_LIMIT = 1024 * 1024
/** Images of a folder that are shown. */
const GALLERY = 500
/** Children that are listed. */
const LISTED = 500

const isReadme = ({ path, size = 0 }: FileEntry): boolean => /^readme\.md$/i.test(nameOf(path)) && size > 0 && size <= README_LIMIT

interface FolderViewProps {
  source: FileSource
  path: string
  /** Whether the tree shows what is in it, so that it need not be listed here. */
  isInTree: boolean
  onPath: (path: string) => void
}

/** A folder: its model's card, its README, its images, and its children unless the tree has them. */
export function FolderView({ source, path, isInTree, onPath }: FolderViewProps): ReactNode {
  const { data: entries } = useQuery(listingQuery(source, path))
  const { data: size } = useQuery(folderSizeQuery(source, path))
  const model = entries?.find((entry) => nameOf(entry.path) === 'MLmodel')
  const readme = entries?.find(isReadme)
  const pictures = mediaIn(entries ?? []).filter(({ kind }) => kind === 'image')
  return (
    <>
      <FileHead
        source={source}
        path={path}
        note={entries ? `${plural(entries.length, 'entry', 'entries')}${size ? `, ${bytes(size)}` : ''}` : ''}
        href={source.archiveUrl(path)}
        what="folder as a zip"
        actions={model && <RegisterFolder source={source} path={path} />}
      />
      <div className={styles['content']}>
        {model && <ModelCard file={openFile(source, model)} uri={source.uri(path)} />}
        {!entries && <Loading what="Loading the list of files" />}
        {pictures.length > 1 && <Gallery pictures={pictures} name={path || source.name} source={source} onPath={onPath} />}
        {entries && !isInTree && <Children entries={entries} name={path || source.name} onPath={onPath} />}
        {readme && <Readme file={openFile(source, readme)} />}
        {entries && isInTree && !model && !readme && pictures.length < 2 && (
          <p className="dim">Choose a file in the tree to see it here.</p>
        )}
      </div>
    </>
  )
}

interface EntriesProps {
  entries: readonly FileEntry[]
  /** The folder's. */
  name: string
  onPath: (path: string) => void
}

function Gallery({
  pictures,
  name,
  source,
  onPath,
}: Omit<EntriesProps, 'entries'> & { pictures: readonly MediaItem[]; source: FileSource }): ReactNode {
  return (
    <div className={styles['gallery']} role="group" aria-label={`Images in ${name}`}>
      {pictures.slice(0, GALLERY).map(({ path, small, key, step }) => (
        <button key={path} type="button" title={nameOf(path)} onClick={() => onPath(path)}>
          <img src={source.url(small)} alt="" loading="lazy" />
          <span className="cut">{step === undefined ? nameOf(path) : `${nameOf(key)} · step ${count(step)}`}</span>
        </button>
      ))}
    </div>
  )
}

/** Names and sizes; of a folder no size is known here. */
function Children({ entries, name, onPath }: EntriesProps): ReactNode {
  return (
    <>
      <table className={styles['plain']} aria-label={`Files in ${name}`}>
        <thead>
          <tr>
            <th>Name</th>
            <th style={{ textAlign: 'right' }}>Size</th>
          </tr>
        </thead>
        <tbody>
          {entries.slice(0, LISTED).map((entry) => (
            <tr key={entry.path}>
              <td>
                <button type="button" className={styles['link']} onClick={() => onPath(entry.path)}>
                  <FileIcon path={entry.path} folder={entry.is_dir} /> {nameOf(entry.path)}
                </button>
              </td>
              <td style={{ textAlign: 'right' }}>{bytes(entry.size)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {entries.length > LISTED && (
        <p className="dim">
          The first {LISTED}; the tree has all {entries.length}.
        </p>
      )}
    </>
  )
}

function RegisterFolder({ source, path }: { source: FileSource; path: string }): ReactNode {
  const [opened, setOpened] = useState(false)
  const place = source.place?.(path)
  if (!place) return null
  return (
    <Popover opened={opened} onChange={setOpened} trapFocus position="bottom-end" width={320}>
      <Popover.Target>
        <Button small leftSection={<IconBox size={14} />} onClick={() => setOpened(!opened)}>
          Register model
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <RegisterForm choices={[{ ...place, label: path || source.name }]} onDone={() => setOpened(false)} />
      </Popover.Dropdown>
    </Popover>
  )
}
