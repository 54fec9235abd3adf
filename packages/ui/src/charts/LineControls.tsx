import { IconX } from '@tabler/icons-react'
import { type ReactNode, useEffect, useState } from 'react'
import { Button } from '../controls/Button.tsx'
import { useQuery, useSetQuery } from '../location.ts'
import { placeText } from './axis-text.ts'
import styles from './charts.module.css'
import { useCharts } from './charts-context.ts'

/** Metrics that the x axis offers here; a chart's own form has all. */
const MOST_AXES = 200

/** ms after the last key or move until the address follows. */
const SETTLE_MS = 150

/** A text that follows the address and writes to it once one stops typing or dragging. */
export function useSettled(name: string): [text: string, set: (text: string) => void] {
  const given = useQuery()[name] ?? ''
  const setQuery = useSetQuery()
  const [text, setText] = useState<string | undefined>()
  useEffect(() => {
    if (text === undefined) return
    const timer = setTimeout(() => {
      setQuery({ [name]: text }, 'replace')
      setText(undefined)
    }, SETTLE_MS)
    return () => clearTimeout(timer)
  }, [text])
  return [text ?? given, setText]
}

/** What line charts share: x axis, smoothing, scale, outliers, and the way back from a zoom. */
export function LineControls(): ReactNode {
  const { settings, metrics, setZoom } = useCharts()
  const setQuery = useSetQuery()
  const [smooth, setSmooth] = useSettled('smooth')
  const { x, log, clip, zoom } = settings
  return (
    <>
      <label>
        x
        <select
          className={styles['select']}
          aria-label="x axis"
          value={x}
          onChange={(event) =>
            setQuery({ x: event.currentTarget.value === 'step' ? undefined : event.currentTarget.value, zoom: undefined })
          }
        >
          <option value="step">step</option>
          <option value="relative">relative time</option>
          <option value="time">wall time</option>
          <optgroup label="metric">
            {metrics.slice(0, MOST_AXES).map((key) => (
              <option key={key} value={`metrics.${key}`}>
                {key}
              </option>
            ))}
          </optgroup>
        </select>
      </label>
      <label>
        Smoothing
        <input
          type="range"
          min={0}
          max={0.99}
          step={0.01}
          value={Number(smooth) || 0}
          aria-label="Smoothing"
          onChange={(event) => setSmooth(event.currentTarget.value === '0' ? '' : event.currentTarget.value)}
        />
        <span style={{ width: '4ch' }}>{Number(smooth) ? smooth : 'off'}</span>
      </label>
      <label>
        <input type="checkbox" checked={log} onChange={() => setQuery({ log: log ? undefined : '1' })} />
        Log y
      </label>
      <label>
        <input type="checkbox" checked={clip} onChange={() => setQuery({ clip: clip ? undefined : '1' })} />
        Ignore outliers
      </label>
      {zoom && (
        <Button small rightSection={<IconX size={12} aria-hidden="true" />} onClick={() => setZoom(undefined)}>
          {placeText(zoom[0], x)} to {placeText(zoom[1], x).replace(/^step /, '')}
          <span className="unseen"> show all</span>
        </Button>
      )}
    </>
  )
}
