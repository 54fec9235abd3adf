import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { reach } from '../api/http.ts'
import type { ChartRun } from '../charts/chart-run.ts'
import { extensionOf } from '../files/file-kind.ts'
import { runFiles } from '../files/file-source.ts'
import { count } from '../format.ts'
import { MatrixTable, SmallTable } from './SmallTable.tsx'
import { itemAt, type MediaItem } from './media-items.ts'
import styles from './media.module.css'
import { readMatrix, readTable } from './read-table.ts'

/** Bytes up to which a table is read. */
const TABLE_LIMIT = 4 * 1024 * 1024

/** What a run has of a key at a step. */
export function MediaCell({
  run,
  items,
  step,
  isGallery,
  onShow,
}: {
  run: ChartRun
  items: readonly MediaItem[]
  step: number
  isGallery: boolean
  onShow: (at: number) => void
}): ReactNode {
  if (isGallery && items.length > 0) {
    return (
      <div className={styles['gallery']}>
        {items.map((item, at) => (
          <Picture key={item.path} run={run} item={item} note={item.path.slice(item.path.lastIndexOf('/') + 1)} onShow={() => onShow(at)} />
        ))}
      </div>
    )
  }
  const item = itemAt(items, step)
  if (!item) return <div className={styles['none']}>{items.length > 0 ? 'Not yet at this step' : '–'}</div>
  const note = item.step !== undefined && item.step !== step ? `step ${count(item.step)}` : undefined
  if (item.kind === 'image') return <Picture run={run} item={item} note={note} onShow={() => onShow(items.indexOf(item))} />
  return (
    <figure className={styles['figure']} data-kind={item.kind}>
      {item.kind === 'table' || item.kind === 'matrix' ? <Data run={run} item={item} step={step} /> : <Player run={run} item={item} />}
      {note && <figcaption>{note}</figcaption>}
    </figure>
  )
}

/** Address of a file of a run. */
export const urlOf = ({ run_id, name, experiment_id }: ChartRun, path: string): string => runFiles(run_id, name, experiment_id).url(path)

function Picture({ run, item, note, onShow }: { run: ChartRun; item: MediaItem; note: string | undefined; onShow: () => void }): ReactNode {
  const [broken, setBroken] = useState('')
  const url = urlOf(run, item.small)
  return (
    <figure className={styles['figure']} data-kind="image">
      {broken === url ? (
        <div className={styles['none']}>This image cannot be shown</div>
      ) : (
        <button type="button" className={styles['image']} onClick={onShow} title="Enlarge">
          <img
            src={url}
            alt={`${item.key} of ${run.name}${item.step === undefined ? '' : ` at step ${item.step}`}`}
            loading="lazy"
            onError={() => setBroken(url)}
          />
        </button>
      )}
      {note && (
        <figcaption className="cut" title={note}>
          {note}
        </figcaption>
      )}
    </figure>
  )
}

function Player({ run, item }: { run: ChartRun; item: MediaItem }): ReactNode {
  const [broken, setBroken] = useState('')
  const url = urlOf(run, item.path)
  const label = `${item.key} of ${run.name}`
  if (broken === url) return <div className={styles['none']}>This browser cannot play {item.path}</div>
  const common = { controls: true, src: url, 'aria-label': label, onError: () => setBroken(url), preload: 'metadata' }
  // oxlint-disable-next-line jsx-a11y/media-has-caption -- what was logged has no captions
  return item.kind === 'audio' ? <audio {...common} /> : <video {...common} />
}

/** A logged table or a confusion matrix. */
function Data({ run, item, step }: { run: ChartRun; item: MediaItem; step: number }): ReactNode {
  const url = urlOf(run, item.path)
  const { data, error } = useQuery({
    queryKey: ['files', 'run', run.run_id, item.path, 'media'],
    queryFn: async ({ signal }) => {
      const text = await (await reach(url, { headers: { range: `bytes=0-${TABLE_LIMIT - 1}` }, signal })).text()
      const extension = extensionOf(item.path)
      return item.kind === 'matrix' ? { matrix: readMatrix(text) } : { table: readTable(text, extension) }
    },
    staleTime: 30_000,
    retry: false,
  })
  if (error) return <div className={styles['none']}>{item.path} cannot be shown</div>
  if (!data) return <div className={styles['none']} />
  const label = `${item.key} of ${run.name}`
  if (data.matrix) return <MatrixTable matrix={data.matrix} label={label} />
  return data.table ? (
    <SmallTable table={data.table} step={step} label={label} />
  ) : (
    <div className={styles['none']}>{item.path} holds no table</div>
  )
}
