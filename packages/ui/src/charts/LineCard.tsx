import { useElementSize } from '@mantine/hooks'
import { type ReactNode, useMemo, useRef } from 'react'
import { useIsDark } from '../frame/color-scheme.ts'
import { ErrorState } from '../controls/ErrorState.tsx'
import { count, number, plural } from '../format.ts'
import { axisName, placeText } from './axis-text.ts'
import { CardFrame, type CardFrameProps } from './CardFrame.tsx'
import { pointsTable, summaryTable, type Table } from './chart-table.ts'
import styles from './charts.module.css'
import { type Charts, useCharts } from './charts-context.ts'
import { GroupBars } from './GroupBars.tsx'
import { bucketsFor } from './buckets.ts'
import { nameOf, type Panel, titleOf } from './layout.ts'
import { LineChart } from './LineChart.tsx'
import { Legend } from './Legend.tsx'
import { type LineModel, readInk } from './line-plot.ts'
import type { Line } from './line-series.ts'
import { outside, yRange } from './line-table.ts'
import { lineSvg, pngOf } from './picture.ts'
import { oddText } from './plot-look.ts'
import { PlotCard } from './PlotCard.tsx'
import { parseX } from './settings.ts'
import { type Lines, useLines } from './use-lines.ts'

/** Of a chart that stands alone. */
const ALONE_HEIGHT = 420

/** The settings of all charts with what this one has of its own. */
function ownSettings(panel: Panel, { settings }: Charts): Charts['settings'] {
  const x = panel.x ? parseX(panel.x) : settings.x
  return { ...settings, x, log: panel.log ?? settings.log, zoom: x === settings.x ? settings.zoom : undefined }
}

/** Lines of one or several metrics. Metrics with one point a run, or a group, are drawn as bars. */
export function LineCard(props: Omit<CardFrameProps, 'children' | 'content'>): ReactNode {
  const { panel, state } = props
  const charts = useCharts()
  const { ref, width, height } = useElementSize()
  const canvas = useRef<HTMLCanvasElement>(null)
  const dark = useIsDark()
  const settings = ownSettings(panel, charts)
  const metrics = useMemo(() => panel.axes.map(nameOf), [panel.axes])
  const found = useLines({
    metrics,
    expression: panel.expression,
    runs: charts.drawn,
    groups: charts.groups,
    settings,
    buckets: width > 0 ? bucketsFor(width, charts.drawn.length) : 0,
  })
  const { lines } = found
  const title = titleOf(panel)
  const model: LineModel = { lines, ...settings, yName: title, low: panel.low, high: panel.high }
  const isSingle =
    lines.length > 0 && panel.expression === undefined && !settings.zoom && lines.every(({ points }) => points === 1) && !panel.x
  const asBars = { ...props, panel: { ...panel, kind: 'bar' as const } }
  if (isSingle && charts.groups) return <GroupBars {...asBars} lines={lines} isStale={found.isStale} />
  if (isSingle) return <PlotCard {...asBars} />

  const inRange = model.clip ? yRange(lines, { ...model, from: -Infinity, to: Infinity }) : undefined
  const cut = inRange ? outside(lines, inRange) : 0
  const label = wordsOf(title, model)
  const odd = oddWords(lines)
  const isAllOdd = lines.length > 0 && !lines.some(({ ys }) => ys.some(Number.isFinite))
  const content = {
    note:
      pointsNote(lines, charts) +
      (odd.length > 0 && !isAllOdd ? ` · with ${odd.join(', ')}` : '') +
      (cut > 0 ? ` · ${plural(cut, 'outlier')} outside` : ''),
    table: summaryTable(lines),
    all: (): Table => pointsTable(lines, axisName(settings.x)),
    png: async () => {
      if (!canvas.current) throw new Error('The chart is not drawn yet.')
      return pngOf(canvas.current, title, lines, readInk(dark))
    },
    svg: async () => lineSvg(model, title, readInk(dark)),
  }
  return (
    <CardFrame {...props} content={content}>
      <div ref={ref} className={styles['body']} {...(found.isStale && { 'data-old': '' })}>
        {found.error ? <ErrorState error={found.error} retry={found.retry} /> : null}
        {isAllOdd && <div className={styles['over']}>All values are {odd.join(' or ')}.</div>}
        {lines.length > 0 ? (
          <LineChart
            model={model}
            width={width}
            height={state.full ? Math.max(240, height - 8) : charts.alone ? (charts.ownHeight ?? ALONE_HEIGHT) : charts.plotHeight}
            label={label}
            syncKey={`${charts.syncKey} ${settings.x}`}
            onZoom={charts.setZoom}
            canvas={canvas}
          />
        ) : (
          !found.error && <Nothing found={found} charts={charts} panel={panel} />
        )}
      </div>
      {state.full && <Legend entries={lines} />}
    </CardFrame>
  )
}

function Nothing({ found, charts, panel }: { found: Lines; charts: Charts; panel: Panel }): ReactNode {
  if (charts.groups && panel.expression !== undefined)
    return <div className={styles['empty']}>Expressions are drawn for runs, not for groups.</div>
  if (found.isLoading || charts.drawn.length === 0)
    return <div className={styles['empty']}>{charts.drawn.length === 0 ? 'All runs are hidden.' : ''}</div>
  if (charts.groups && !charts.settings.zoom) return <div className={styles['empty']}>No finite values in these groups.</div>
  const missing =
    panel.expression === undefined ? 'None of the visible runs logged this metric.' : 'None of the drawn runs has all of these metrics.'
  return <div className={styles['empty']}>{charts.settings.zoom ? 'No points in this range.' : missing}</div>
}

/** "n of N points", or how many runs there are. */
function pointsNote(lines: readonly Line[], { drawn, groups }: Charts): string {
  if (groups && lines.length > 0) return `${plural(lines.length, 'group')} · mean, 95 %`
  const points = lines.reduce((sum, line) => sum + line.points, 0)
  const shown = lines.reduce((sum, { ys }) => sum + ys.length, 0)
  const runs = drawn.length > 1 ? `${plural(lines.length, 'run')} · ` : ''
  return lines.length === 0 ? '' : `${runs}${shown < points ? `${count(shown)} of ` : ''}${plural(points, 'point')}`
}

/** NaN and infinities among the points of lines, in words. */
function oddWords(lines: readonly Line[]): string[] {
  const found = new Set<string>()
  for (const { ys } of lines) for (const y of ys) if (!Number.isFinite(y)) found.add(oddText(y))
  return [...found].sort()
}

/** What a chart shows, in a sentence. */
function wordsOf(title: string, { lines, x }: LineModel): string {
  const ends = lines.map(({ xs }) => [xs[0] ?? NaN, xs.at(-1) ?? NaN] as const)
  const from = Math.min(...ends.map(([first]) => first).filter(Number.isFinite))
  const to = Math.max(...ends.map(([, last]) => last).filter(Number.isFinite))
  const lasts = lines.slice(0, 5).map(({ name, ys }) => `${name} ends at ${number(ys.at(-1))}`)
  const odd = lines.filter(({ ys }) => !ys.every(Number.isFinite))
  const more = lines.length > 5 ? ` and ${lines.length - 5} more` : ''
  return [
    `Line chart of ${title} by ${axisName(x)}, ${plural(lines.length, 'line')}`,
    ...(Number.isFinite(from) && Number.isFinite(to) ? [`from ${placeText(from, x)} to ${placeText(to, x)}`] : []),
    ...(lasts.length > 0 ? [lasts.join(', ') + more] : []),
    ...(odd.length > 0 ? [`${plural(odd.length, 'line')} with ${oddWords(odd).join(', ')}`] : []),
  ].join('; ')
}
