/** What lines are drawn over: `step`, `time` (wall), `relative` (seconds since the first point), or `metrics.<key>`. */
export type XAxis = 'step' | 'time' | 'relative' | `metrics.${string}`

/** First and last value on the x axis, in its own unit: steps, ms since the epoch, seconds, or the metric's. */
export type Zoom = readonly [start: number, end: number]

/** What all line charts of a page share; kept in the address. */
export interface ChartSettings {
  x: XAxis
  /** Weight of what came before, 0 (off) to 0.99. */
  smooth: number
  /** Logarithmic y axis. */
  log: boolean
  /** Leaves outliers out of the y axis. */
  clip: boolean
  zoom: Zoom | undefined
}

export const isMetricAxis = (x: XAxis): boolean => x.startsWith('metrics.')

export function parseX(text: string | undefined): XAxis {
  if (text === 'time' || text === 'relative') return text
  return text?.startsWith('metrics.') ? (text as XAxis) : 'step'
}

/** The settings in the query parameters x, smooth, log, clip and zoom; what cannot be read is the default. */
export function parseSettings(query: Readonly<Record<string, string | undefined>>): ChartSettings {
  const smooth = Number(query['smooth'] ?? 0)
  return {
    x: parseX(query['x']),
    smooth: smooth >= 0 && smooth < 1 ? smooth : 0,
    log: query['log'] === '1',
    clip: query['clip'] === '1',
    zoom: parseZoom(query['zoom']),
  }
}

/** `100~5000` */
export function parseZoom(text: string | undefined): Zoom | undefined {
  const [start = NaN, end = NaN, ...rest] = (text ?? '').split('~').map((part) => (part.trim() === '' ? NaN : Number(part)))
  return rest.length === 0 && start < end ? [start, end] : undefined
}

/** Text of a zoom, short: whole steps and milliseconds, else six digits. */
export function zoomText(zoom: Zoom | undefined, x: XAxis): string | undefined {
  if (!zoom) return undefined
  const [start, end] = zoom
  if (x === 'step' || x === 'time') return `${Math.floor(start)}~${Math.ceil(end)}`
  return `${Number(start.toPrecision(6))}~${Number(end.toPrecision(6))}`
}
