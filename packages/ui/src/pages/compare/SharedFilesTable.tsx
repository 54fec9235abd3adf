import { IconChevronRight } from '@tabler/icons-react'
import { Link } from '../../controls/Link.tsx'
import { type ReactNode, useRef, useState } from 'react'
import { nextRow } from '../../controls/roving.ts'
import { FileIcon } from '../../files/FileTree.tsx'
import { bytes } from '../../format.ts'
import { links } from '../../links.ts'
import type { ComparedRun } from './compare-rows.ts'
import styles from './compare.module.css'
import type { SharedRow } from './shared-files.ts'

/** Files as rows, runs as columns with the size of each. One Tab stop: arrows walk, open and close; Enter shows a file side by side. */
export function SharedFilesTable({
  runs,
  colors,
  rows,
  isLoading,
  path,
  onToggle,
  onPath,
}: {
  runs: readonly ComparedRun[]
  colors: ReadonlyMap<string, string>
  rows: readonly SharedRow[]
  isLoading: boolean
  /** The file that is shown side by side. */
  path: string
  onToggle: (folder: string) => void
  onPath: (path: string) => void
}): ReactNode {
  const [at, setAt] = useState('')
  const body = useRef<HTMLTableSectionElement>(null)
  const here = Math.max(
    0,
    rows.findIndex(({ key }) => key === at),
  )
  const go = (index: number): void => {
    setAt(rows[index]?.key ?? '')
    body.current?.querySelectorAll<HTMLElement>('[data-row]')[index]?.focus()
  }
  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const row = rows[here]
    const isSide = event.key === 'ArrowRight' || event.key === 'ArrowLeft'
    const next = nextRow(event.key, here, rows.length)
    if (!row || (!isSide && next === undefined)) return
    event.preventDefault()
    event.stopPropagation()
    if (next !== undefined) go(next)
    else if (row.isDir && row.isOpen === (event.key === 'ArrowLeft')) onToggle(row.path)
    else if (event.key === 'ArrowLeft' && row.depth > 0) go(rows.findLastIndex(({ depth }, index) => index < here && depth < row.depth))
  }
  return (
    <div
      className={styles['scroll']}
      style={{ minHeight: 0, maxHeight: 420 }}
      role="region"
      aria-label="Files of the runs"
      aria-busy={isLoading}
    >
      <table className={`${styles['table']} ${styles['files']}`} role="treegrid" aria-label="Files of the runs">
        <thead>
          <tr>
            <th scope="col">File</th>
            <th scope="col">In</th>
            {runs.map((run, index) => (
              <th key={run.info.run_id} scope="col" className={styles['number']}>
                <span className={styles['run']}>
                  <span className={styles['dot']} style={{ background: colors.get(run.info.run_id) }} />
                  <span className="cut" title={run.info.run_name}>
                    {run.info.run_name || run.info.run_id}
                  </span>
                  {index === 0 && runs.length > 1 && <span className="dim">base</span>}
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody ref={body} onKeyDown={onKeyDown}>
          {rows.map((row, index) => (
            <Row
              key={row.key}
              row={row}
              runs={runs}
              isHere={index === here}
              isComing={isLoading && row.isOpen && (rows[index + 1]?.depth ?? 0) <= row.depth}
              isChosen={!row.isDir && row.path === path}
              onFocus={() => setAt(row.key)}
              onOpen={() => (row.isDir ? onToggle(row.path) : onPath(row.path))}
            />
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface RowProps {
  row: SharedRow
  runs: readonly ComparedRun[]
  /** Whether the Tab key comes here. */
  isHere: boolean
  isChosen: boolean
  /** Whether what is in the folder is on its way. */
  isComing: boolean
  onFocus: () => void
  onOpen: () => void
}

function Row({ row, runs, isHere, isChosen, isComing, onFocus, onOpen }: RowProps): ReactNode {
  const { path, name, depth, isDir, isOpen, place, of } = row
  const isCommon = row.runs === runs.length
  return (
    <tr
      aria-level={depth + 1}
      aria-posinset={place}
      aria-setsize={of}
      {...(isDir && { 'aria-expanded': isOpen })}
      aria-selected={isChosen}
      data-chosen={isChosen || undefined}
    >
      <th scope="row" title={path}>
        <button
          type="button"
          data-row
          tabIndex={isHere ? 0 : -1}
          className={styles['file']}
          style={{ paddingLeft: depth * 16 }}
          onFocus={onFocus}
          onClick={onOpen}
        >
          <span className={styles['arrow']} data-open={isOpen || undefined}>
            {isDir && <IconChevronRight size={14} aria-hidden="true" />}
          </span>
          <FileIcon path={path} folder={isDir} open={isOpen} />
          <span className="cut">{name}</span>
          {isComing && <span className="dim">…</span>}
        </button>
      </th>
      <td data-standing={isCommon ? 'same' : 'differs'}>{isCommon ? 'all' : `${row.runs} of ${runs.length}`}</td>
      {row.entries.map((entry, run) => (
        // The cells of a row have no other identity than their place.
        <SizeCell key={run} entry={entry} run={runs[run]} row={row} />
      ))}
    </tr>
  )
}

/** The size, which leads to the file on its run's page; set off where it is not that of the first run that has the file. */
function SizeCell({ entry, run, row }: { entry: SharedRow['entries'][number]; run: ComparedRun | undefined; row: SharedRow }): ReactNode {
  const first = row.entries.find((each) => each !== undefined)
  const isOther = !entry || (!row.isDir && entry.size !== first?.size)
  if (!entry || !run)
    return (
      <td className={styles['number']} data-standing="differs">
        –
      </td>
    )
  return (
    <td className={styles['number']} data-standing={isOther ? 'differs' : undefined}>
      <Link
        to={links.file(run.info.experiment_id, run.info.run_id, entry.path)}
        tabIndex={-1}
        title={`${entry.path} of ${run.info.run_name}`}
      >
        {row.isDir ? 'folder' : bytes(entry.size)}
      </Link>
    </td>
  )
}
