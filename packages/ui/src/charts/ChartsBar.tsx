import { TextField } from '../controls/TextField.tsx'
import { Button } from '../controls/Button.tsx'
import { Menu } from '../controls/overlays.tsx'
import { IconPlus, IconSearch, IconX } from '@tabler/icons-react'
import { type ReactNode, useEffect, useState } from 'react'
import { count, plural } from '../format.ts'
import { useQuery, useSetQuery } from '../location.ts'
import { placeText } from './axis-text.ts'
import styles from './charts.module.css'
import { useCharts } from './charts-context.ts'
import { type Kind, KINDS } from './layout.ts'
import { MOST_COLUMNS } from './section-flow.ts'

const NAMES: Readonly<Record<Kind, string>> = {
  line: 'Lines',
  bar: 'Bars',
  scatter: 'Scatter',
  parallel: 'Parallel coordinates',
  contour: 'Contour',
  box: 'Box',
  difference: 'Difference from the baseline',
  image: 'Images',
}

/** Metrics that the x axis offers here; a chart's own form has all. */
const MOST_AXES = 200

/** ms after the last key or move until the address follows. */
const SETTLE_MS = 150

/** A text that follows the address and writes to it once one stops typing or dragging. */
function useSettled(name: string): [text: string, set: (text: string) => void] {
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

/** What all charts share: search, x axis, smoothing, scale, zoom, how many runs are drawn; and new charts. */
export function ChartsBar({ add, addSection }: { add: (kind: Kind) => void; addSection: () => void }): ReactNode {
  const { settings, metrics, setZoom } = useCharts()
  const setQuery = useSetQuery()
  const [search, setSearch] = useSettled('charts')
  const [smooth, setSmooth] = useSettled('smooth')
  const { x, log, clip, zoom } = settings
  return (
    <div className={styles['bar']} role="toolbar" aria-label="Charts">
      <TextField
        aria-label="Search charts by regular expression"
        placeholder="Search charts"
        leftSection={<IconSearch size={14} aria-hidden="true" />}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
        style={{ width: 168 }}
      />
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
      <ColumnsPicker />
      {zoom && (
        <Button small rightSection={<IconX size={12} aria-hidden="true" />} onClick={() => setZoom(undefined)}>
          {placeText(zoom[0], x)} to {placeText(zoom[1], x).replace(/^step /, '')}
          <span className="unseen"> show all</span>
        </Button>
      )}
      <span className={styles['gap']} />
      <Drawn />
      <Menu position="bottom-end">
        <Menu.Target>
          <Button leftSection={<IconPlus size={14} aria-hidden="true" />}>Add</Button>
        </Menu.Target>
        <Menu.Dropdown>
          {KINDS.map((kind) => (
            <Menu.Item key={kind} onClick={() => add(kind)}>
              {NAMES[kind]}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item onClick={addSection}>Section</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  )
}

/** How many cards stand beside each other. */
function ColumnsPicker(): ReactNode {
  const { layout, change } = useCharts()
  return (
    <label>
      Columns
      <select
        className={styles['select']}
        value={layout.columns ?? ''}
        onChange={(event) => {
          const chosen = Number(event.currentTarget.value)
          change((before) => ({ ...before, columns: chosen || undefined }))
        }}
      >
        <option value="">auto</option>
        {Array.from({ length: MOST_COLUMNS }, (_, at) => (
          <option key={at} value={at + 1}>
            {at + 1}
          </option>
        ))}
      </select>
    </label>
  )
}

/** How many runs are drawn, and more of them. */
function Drawn(): ReactNode {
  const { drawn, shown, groups } = useCharts()
  const setQuery = useSetQuery()
  if (groups || shown.length <= 1) return null
  const rest = shown.length - drawn.length
  return (
    <span className="dim">
      {rest > 0 ? `${count(drawn.length)} of ${plural(shown.length, 'run')} drawn` : `${plural(shown.length, 'run')} drawn`}{' '}
      {rest > 0 && (
        <>
          <Button small variant="subtle" onClick={() => setQuery({ draw: String(Math.min(shown.length, drawn.length + 12)) })}>
            {Math.min(12, rest)} more
          </Button>
          {rest > 12 && shown.length <= 200 && (
            <Button small variant="subtle" onClick={() => setQuery({ draw: String(shown.length) })}>
              All
            </Button>
          )}
        </>
      )}
    </span>
  )
}
