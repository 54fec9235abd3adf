import type { ReactNode } from 'react'
import { plural } from '../format.ts'
import { MediaSection } from '../media/MediaSection.tsx'
import { useMedia } from '../media/run-media.ts'
import { CardFrame, type CardFrameProps } from './CardFrame.tsx'
import styles from './charts.module.css'
import { useCharts } from './charts-context.ts'
import { useImageRuns } from './use-columns.ts'

/** Images that the runs logged, as Media shows them, as a chart that has its place among the others. */
export function ImageCard(props: Omit<CardFrameProps, 'children' | 'content'>): ReactNode {
  const { shown, drawn, syncKey } = useCharts()
  const found = useImageRuns(shown)
  // As many as there are lines.
  const runs = (found.data ?? []).slice(0, drawn.length)
  const { media } = useMedia(runs, true)
  const rows = media.flatMap(({ run, items }) =>
    items.flatMap(({ kind, key, step, path }) => (kind === 'image' ? [[run.name, key, step, path] as const] : [])),
  )
  const of = found.data?.length ?? 0
  const note =
    rows.length === 0 ? '' : `${runs.length < of ? `${runs.length} of ` : ''}${plural(of, 'run')} · ${plural(rows.length, 'image')}`
  const none = <div className={styles['empty']}>None of these runs logged images.</div>
  return (
    <CardFrame {...props} content={{ note, table: { columns: ['Run', 'Key', 'Step', 'File'], rows } }}>
      {found.isSuccess && runs.length === 0 ? none : <MediaSection runs={runs} syncKey={`${syncKey} step`} none={none} only="image" />}
    </CardFrame>
  )
}
