import { Button } from '../controls/Button.tsx'
import { Popover } from '../controls/overlays.tsx'
import { IconBox } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { later } from '../controls/later.tsx'
import { Loading } from '../controls/Loading.tsx'
import { bytes, plural } from '../format.ts'
import { FileHead } from './FileHead.tsx'
import { FileIcon } from './FileTree.tsx'
import { kindOf } from './file-kind.ts'
import type { FileSource } from './file-source.ts'
import { nameOf } from './file-tree.ts'
import styles from './files.module.css'
import { listingQuery } from './listing-query.ts'
import { openFile } from './read-file.ts'
import { RegisterForm } from './RegisterForm.tsx'

const ModelCard = later(async () => (await import('./viewers/MlmodelViewer.tsx')).ModelCard)

/** Images of a folder that are shown. */
const GALLERY = 500

/** A folder: its images, its children, and when it holds a model, the model's card. */
export function FolderView({ source, path, onPath }: { source: FileSource; path: string; onPath: (path: string) => void }): ReactNode {
  const { data: entries } = useQuery(listingQuery(source, path))
  const model = entries?.find((entry) => nameOf(entry.path) === 'MLmodel')
  const total = (entries ?? []).reduce((sum, { size = 0 }) => sum + size, 0)
  const pictures = (entries ?? []).filter((entry) => !entry.is_dir && kindOf(entry.path) === 'image')
  return (
    <>
      <FileHead
        source={source}
        path={path}
        note={entries ? `${plural(entries.length, 'entry', 'entries')}${total > 0 ? `, ${bytes(total)}` : ''}` : ''}
        href={source.archiveUrl(path)}
        what="folder as a zip"
        actions={model && <RegisterFolder source={source} path={path} />}
      />
      <div className={styles['content']}>
        {model && <ModelCard file={openFile(source, model)} uri={source.uri(path)} />}
        {!entries && <Loading what="Loading the list of files" />}
        {pictures.length > 1 && (
          <div className={styles['gallery']} role="group" aria-label={`Images in ${path || source.name}`}>
            {pictures.slice(0, GALLERY).map((entry) => (
              <button key={entry.path} type="button" title={nameOf(entry.path)} onClick={() => onPath(entry.path)}>
                <img src={source.url(entry.path)} alt="" loading="lazy" />
                <span className="cut">{nameOf(entry.path)}</span>
              </button>
            ))}
          </div>
        )}
        {entries && (
          <table className={styles['plain']} aria-label={`Files in ${path || source.name}`}>
            <thead>
              <tr>
                <th>Name</th>
                <th style={{ textAlign: 'right' }}>Size</th>
              </tr>
            </thead>
            <tbody>
              {entries.slice(0, 500).map((entry) => (
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
        )}
        {entries && entries.length > 500 && <p className="dim">The first 500; the tree has all {entries.length}.</p>}
      </div>
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
