import { IconMinus, IconPlus } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { Button, IconButton } from '../../controls/Button.tsx'
import { Broken } from '../Broken.tsx'
import styles from '../files.module.css'
import type { OpenFile } from '../read-file.ts'
import own from './viewers.module.css'

const STEPS = [0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4, 6, 8, 12, 16] as const

/** A picture, fitted or at a zoom. SVG too: inside an image a browser runs no script and fetches nothing. */
export function ImageViewer({ file }: { file: OpenFile }): ReactNode {
  const [zoom, setZoom] = useState<number | undefined>()
  const [natural, setNatural] = useState<{ width: number; height: number } | undefined>()
  const [failed, setFailed] = useState(false)
  if (failed) return <Broken file={file} error={new Error('It does not hold a picture that browsers know.')} />
  const step = (up: boolean): void => {
    const now = zoom ?? 1
    setZoom((up ? STEPS.find((each) => each > now) : STEPS.findLast((each) => each < now)) ?? now)
  }
  return (
    <>
      <div className={styles['bar']}>
        <span>{natural && natural.width > 0 && `${natural.width} × ${natural.height}`}</span>
        <span data-gap />
        <IconButton aria-label="Smaller" onClick={() => step(false)}>
          <IconMinus size={14} />
        </IconButton>
        <span style={{ minWidth: 40, textAlign: 'center' }} aria-live="polite">
          {zoom === undefined ? 'fit' : `${Math.round(zoom * 100)} %`}
        </span>
        <IconButton aria-label="Larger" onClick={() => step(true)}>
          <IconPlus size={14} />
        </IconButton>
        <Button small onClick={() => setZoom(undefined)} aria-pressed={zoom === undefined}>
          Fit
        </Button>
        <Button small onClick={() => setZoom(1)} aria-pressed={zoom === 1}>
          100 %
        </Button>
      </div>
      <div
        className={own['picture']}
        tabIndex={0}
        role="region"
        aria-label={`Picture ${file.name}`}
        onWheel={(event) => {
          if (event.ctrlKey || event.metaKey) step(event.deltaY < 0)
        }}
        onDoubleClick={() => setZoom(zoom === undefined ? 1 : undefined)}
      >
        <img
          src={file.url}
          alt={file.name}
          data-fit={zoom === undefined || undefined}
          style={zoom !== undefined && natural ? { width: natural.width * zoom, maxWidth: 'none' } : undefined}
          onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) => setNatural({ width: naturalWidth, height: naturalHeight })}
          onError={() => setFailed(true)}
        />
      </div>
    </>
  )
}
