import {
  IconChevronRight,
  IconFile,
  IconFileCode,
  IconFileText,
  IconFolder,
  IconFolderOpen,
  IconPhoto,
  IconTable,
} from '@tabler/icons-react'
import { useWindow } from '../table/use-window.ts'
import { type ReactNode, useEffect, useId, useRef } from 'react'
import { bytes } from '../format.ts'
import { type FileKind, kindOf } from './file-kind.ts'
import { moveOf, type TreeRow } from './file-tree.ts'
import styles from './files.module.css'

const ROW = 28

interface FileTreeProps {
  rows: readonly TreeRow[]
  path: string
  onPath: (path: string, how: 'push' | 'replace') => void
  setOpen: (folder: string, open: boolean) => void
  /** Whether an open folder's children are known. */
  listed: (folder: string) => boolean
  name: string
}

/** The tree: one Tab stop; arrows, j and k walk and show what they come to. Only lines in sight are drawn. */
export function FileTree({ rows, path, onPath, setOpen, listed, name }: FileTreeProps): ReactNode {
  const id = useId()
  const box = useRef<HTMLDivElement>(null)
  const at = rows.findIndex(({ entry }) => entry.path === path)
  const virtual = useWindow({ count: rows.length, getScrollElement: () => box.current, estimateSize: () => ROW, overscan: 12 })
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at)
  }, [at, virtual])
  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const move = moveOf(event.key, rows, path)
    if (!move) return
    event.preventDefault()
    event.stopPropagation()
    if ('to' in move) onPath(move.to, 'replace')
    else if ('open' in move) setOpen(move.open, true)
    else setOpen(move.close, false)
  }
  return (
    <div
      ref={box}
      className={styles['tree']}
      role="tree"
      aria-label={`Files of ${name}`}
      tabIndex={0}
      aria-activedescendant={at >= 0 ? `${id}-${at}` : undefined}
      onKeyDown={onKeyDown}
      data-file-tree
    >
      <div style={{ height: virtual.getTotalSize() }} role="presentation">
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = rows[index]
          if (!row) return null
          const { entry, depth, open, place, of } = row
          return (
            <div
              key={entry.path}
              id={`${id}-${index}`}
              role="treeitem"
              aria-level={depth + 1}
              aria-posinset={place}
              aria-setsize={of}
              aria-selected={index === at}
              {...(entry.is_dir && { 'aria-expanded': open })}
              className={styles['node']}
              style={{ transform: `translateY(${start}px)`, paddingLeft: 8 + depth * 16 }}
              title={entry.path}
              onClick={() => {
                if (entry.is_dir) setOpen(entry.path, !open || path !== entry.path)
                onPath(entry.path, 'push')
              }}
            >
              <span className={styles['arrow']} data-open={open || undefined}>
                {entry.is_dir && <IconChevronRight size={14} aria-hidden="true" />}
              </span>
              <FileIcon path={entry.path} folder={entry.is_dir} open={open} />
              <span className="cut">{row.name}</span>
              <span className={styles['size']}>{entry.is_dir ? open && !listed(entry.path) && '…' : bytes(entry.size)}</span>
            </div>
          )
        })}
      </div>
    </div>
  )
}

const ICONS: Partial<Record<FileKind, typeof IconFile>> = {
  image: IconPhoto,
  table: IconTable,
  parquet: IconTable,
  code: IconFileCode,
  data: IconFileCode,
  text: IconFileText,
  markdown: IconFileText,
}

export function FileIcon({ path, folder, open = false }: { path: string; folder: boolean; open?: boolean }): ReactNode {
  const Icon = folder ? (open ? IconFolderOpen : IconFolder) : (ICONS[kindOf(path)] ?? IconFile)
  return <Icon size={15} stroke={1.6} aria-hidden="true" style={{ flex: 'none' }} color={folder ? 'var(--accent)' : 'var(--text-dim)'} />
}
