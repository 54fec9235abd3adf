import { IconChevronLeft, IconChevronRight, IconDownload, IconMinus, IconPlus } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { Button, IconButton } from '../controls/Button.tsx'
import { Modal } from '../controls/overlays.tsx'
import type { ChartRun } from '../charts/chart-run.ts'
import { count } from '../format.ts'
import { links } from '../links.ts'
import type { MediaItem } from './media-items.ts'
import { urlOf } from './MediaCell.tsx'
import styles from './media.module.css'

/** An image that is enlarged, among the others of its row and run. */
export interface Shown {
  run: ChartRun
  items: readonly MediaItem[]
  at: number
}

const ZOOMS = [0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4, 6, 8, 12, 16] as const

/** An image at its full size. Arrows go to the one before and after, + and - zoom, 0 fits it. */
export function Lightbox({
  shown: { run, items, at },
  onStep,
  onShow,
}: {
  shown: Shown
  onStep: (step: number) => void
  onShow: (shown: Shown | undefined) => void
}): ReactNode {
  const [zoom, setZoom] = useState<number | undefined>()
  const [width, setWidth] = useState(0)
  const item = items[at]
  if (!item) return null
  const go = (by: number): void => {
    const next = items[at + by]
    if (!next) return
    if (next.step !== undefined) onStep(next.step)
    onShow({ run, items, at: at + by })
  }
  const zoomBy = (up: boolean): void => {
    const now = zoom ?? 1
    setZoom((up ? ZOOMS.find((each) => each > now) : ZOOMS.findLast((each) => each < now)) ?? now)
  }
  const keys: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => go(-1),
    ArrowRight: () => go(1),
    '+': () => zoomBy(true),
    '-': () => zoomBy(false),
    '0': () => setZoom(undefined),
  }
  const name = `${item.key}${item.step === undefined ? '' : ` · step ${count(item.step)}`} · ${run.name}`
  return (
    <Modal opened onClose={() => onShow(undefined)} title={name} fullScreen>
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- keys for the buttons inside */}
      <div
        className={styles['lightbox']}
        onKeyDown={(event) => {
          const action = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key]
          if (!action) return
          event.preventDefault()
          event.stopPropagation()
          action()
        }}
      >
        <Tools run={run} item={item} at={at} of={items.length} zoom={zoom} go={go} zoomBy={zoomBy} fit={() => setZoom(undefined)} />
        <div
          className={styles['stage']}
          tabIndex={0}
          role="region"
          aria-label={name}
          data-autofocus
          onDoubleClick={() => setZoom(zoom === undefined ? 2 : undefined)}
          onWheel={(event) => {
            if (event.ctrlKey || event.metaKey) zoomBy(event.deltaY < 0)
          }}
        >
          <img
            src={urlOf(run, item.path)}
            alt={name}
            data-fit={zoom === undefined || undefined}
            style={zoom !== undefined && width > 0 ? { width: width * zoom, maxWidth: 'none' } : undefined}
            onLoad={(event) => setWidth(event.currentTarget.naturalWidth)}
          />
        </div>
      </div>
    </Modal>
  )
}

function Tools({
  run,
  item,
  at,
  of,
  zoom,
  go,
  zoomBy,
  fit,
}: {
  run: ChartRun
  item: MediaItem
  at: number
  of: number
  zoom: number | undefined
  go: (by: number) => void
  zoomBy: (up: boolean) => void
  fit: () => void
}): ReactNode {
  return (
    <div className={styles['tools']}>
      <IconButton aria-label="Previous image" disabled={at === 0} onClick={() => go(-1)}>
        <IconChevronLeft size={16} />
      </IconButton>
      <span aria-live="polite">
        {count(at + 1)} of {count(of)}
      </span>
      <IconButton aria-label="Next image" disabled={at === of - 1} onClick={() => go(1)}>
        <IconChevronRight size={16} />
      </IconButton>
      <span style={{ flex: 1 }} />
      <IconButton aria-label="Smaller" onClick={() => zoomBy(false)}>
        <IconMinus size={14} />
      </IconButton>
      <span style={{ minWidth: 44, textAlign: 'center' }}>{zoom === undefined ? 'fit' : `${Math.round(zoom * 100)} %`}</span>
      <IconButton aria-label="Larger" onClick={() => zoomBy(true)}>
        <IconPlus size={14} />
      </IconButton>
      <Button small onClick={fit} aria-pressed={zoom === undefined}>
        Fit
      </Button>
      <Button small href={`#${links.file(run.experiment_id, run.run_id, item.path)}`}>
        Open in files
      </Button>
      <IconButton aria-label="Download" href={urlOf(run, item.path)} download>
        <IconDownload size={16} />
      </IconButton>
    </div>
  )
}
