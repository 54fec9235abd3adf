/** What an address of the metric page asks for. */
export interface MetricAddress {
  metrics: string[]
  runIds: string[]
  experimentIds: string[]
  /** Query parameters of charts that say the same as MLflow's. */
  settings: Record<string, string>
}

/**
 * Reads `/metric/<key>?runs=["id"]&metric="m"&experiments=["1"]&plot_metric_keys=["m"]&x_axis="relative"&y_axis_scale="log"&line_smoothness=70`,
 * whose values are JSON. What cannot be read is left out.
 */
export function parseMetricAddress(splat: string | undefined, query: Readonly<Record<string, string | undefined>>): MetricAddress {
  const one = json(query['metric'])
  const named = typeof one === 'string' ? one : decoded(splat)
  const plotted = texts(json(query['plot_metric_keys']))
  const metrics = plotted.length > 0 ? plotted : named ? [named] : []
  return { metrics, runIds: texts(json(query['runs'])), experimentIds: texts(json(query['experiments'])), settings: settingsOf(query) }
}

function settingsOf(query: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const axis = json(query['x_axis'])
  const scale = json(query['y_axis_scale'])
  const smoothness = Number(query['line_smoothness'] ?? 0)
  return {
    ...(axis === 'relative' && { x: 'relative' }),
    ...(axis === 'wall' && { x: 'time' }),
    ...(scale === 'log' && { log: '1' }),
    ...(smoothness > 0 && { smooth: String(Math.min(smoothness, 99) / 100) }),
  }
}

function json(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text)
  } catch {
    return text
  }
}

function decoded(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text)
  } catch {
    return text
  }
}

const texts = (given: unknown): string[] =>
  Array.isArray(given) ? given.filter((each) => typeof each === 'string') : typeof given === 'string' && given !== '' ? [given] : []
