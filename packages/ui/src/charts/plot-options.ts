import { directionOf, type PrimaryKey } from '@tailrace/contract'
import type { EChartsCoreOption as Option } from 'echarts/core'
import { number } from '../format.ts'
import { middle, short } from './axis-text.ts'
import { HEIGHTS, regionsOf } from './contour-grid.ts'
import type { Ink } from './line-plot.ts'
import { type AxisScale, axisLook, axisOption, escaped, frame, isFiniteNumber, runLines, tooltip } from './plot-look.ts'
import { type Axis, axisOf, boxOf, paretoFront, type PlotRun } from './plot-runs.ts'
import { faint, forCanvas } from './series-colors.ts'

/** Runs with colors of their own; beyond, the color tells a value instead. */
const MOST_COLORED = 24

/** px between the y axis and its title: room for its labels, numbers or cut texts. */
const gapFor = ({ isNumber }: Pick<Axis, 'isNumber'>): number => (isNumber ? 52 : 116)

/** Room around a plot with titles at both axes. */
const gridFor = (y: Axis | undefined, right: number): Record<string, unknown> => ({
  left: gapFor(y ?? { isNumber: true }) + 16,
  right,
  top: 16,
  bottom: 44,
  containLabel: false,
})

/** Whether less is better of a metric as an axis. */
const isLess = (axis: string, primary: PrimaryKey | undefined): boolean => directionOf(axis.slice('metrics.'.length), primary) === 'down'

/** A point a run; the front of runs that no other beats in both metrics is joined by a line. */
export function scatterOption(
  runs: readonly PlotRun[],
  [x = '', y = '', color]: readonly string[],
  ink: Ink,
  { scale = 'auto', primary }: { scale?: AxisScale | undefined; primary?: PrimaryKey | undefined } = {},
): Option {
  const axes = [x, y, ...(color ? [color] : [])].map((axis) => axisOf(runs, axis))
  const [xs, ys, heights] = axes
  const points = runs.map((_run, at) => [xs?.values[at], ys?.values[at]] as const)
  const drawn = [...runs.keys()].filter((at) => points[at]?.every((value) => typeof value === 'string' || isFiniteNumber(value)))
  const isGoal = x.startsWith('metrics.') && y.startsWith('metrics.')
  const front = isGoal ? paretoFront(points, [isLess(x, primary), isLess(y, primary)]) : []
  const finite = (heights?.values ?? []).filter(isFiniteNumber)
  const data = drawn.map((at) => ({
    value: [...(points[at] ?? []), ...(heights ? [heights.values[at]] : [])],
    ...(!heights && { itemStyle: { color: forCanvas(runs[at]?.color ?? '', ink.dark) } }),
  }))
  return {
    ...frame(ink),
    grid: gridFor(ys, heights ? 64 : 16),
    tooltip: tooltip(ink, ({ dataIndex }) => runLines(runs[drawn[dataIndex] ?? -1], axes, drawn[dataIndex] ?? -1)),
    xAxis: xs && axisOption(xs, ink, scale),
    yAxis: ys && { ...axisOption(ys, ink, scale), nameGap: gapFor(ys) },
    ...(heights && finite.length > 0 && { visualMap: heightMap(heights.name, finite, ink, 2, 0) }),
    series: [
      { type: 'scatter', symbolSize: 9, data, itemStyle: { opacity: 0.85 } },
      ...(front.length > 1
        ? [
            {
              type: 'line',
              name: 'Pareto front',
              silent: true,
              symbol: 'none',
              lineStyle: { color: ink.text, type: 'dashed', width: 1 },
              data: front.map((at) => points[at]),
            },
          ]
        : []),
    ],
  }
}

/** On a dark ground the darkest colors would not be seen. */
const heightsOn = ({ dark }: Ink): readonly string[] => (dark ? HEIGHTS.slice(2) : HEIGHTS.slice(0, -1))

/** The bar of colors beside a plot, with the name of what they stand for. */
function heightMap(name: string, values: readonly number[], ink: Ink, dimension: number, seriesIndex: number): Record<string, unknown> {
  return {
    type: 'continuous',
    min: Math.min(...values),
    max: Math.max(...values),
    dimension,
    seriesIndex,
    right: 0,
    top: 16,
    itemWidth: 10,
    textGap: 8,
    itemHeight: 90,
    calculable: false,
    precision: 4,
    text: [`${middle(name, 16)}\n${short(Math.max(...values))}`, short(Math.min(...values))],
    textStyle: { color: ink.text, fontSize: 11, lineHeight: 14 },
    inRange: { color: heightsOn(ink) },
  }
}

/** A line a run over parallel axes; more than 24 runs are colored by the last axis that is a number. */
export function parallelOption(runs: readonly PlotRun[], names: readonly string[], ink: Ink, scale: AxisScale = 'auto'): Option {
  const axes = names.map((name) => axisOf(runs, name))
  const last = axes.findLastIndex(({ isNumber }) => isNumber)
  const heights = (axes[last]?.values ?? []).filter(isFiniteNumber)
  const byHeight = runs.length > MOST_COLORED && heights.length > 0
  const data = runs.map((run, at) => ({
    value: axes.map(({ values, isNumber }) => (values[at] === undefined || (isNumber && !isFiniteNumber(values[at])) ? '-' : values[at])),
    name: run.name,
    ...(!byHeight && { lineStyle: { color: forCanvas(run.color, ink.dark) } }),
  }))
  return {
    ...frame(ink),
    parallel: { left: 40, right: byHeight ? 132 : 48, top: 40, bottom: 20, parallelAxisDefault: { nameLocation: 'end', nameGap: 14 } },
    parallelAxis: axes.map((axis, dim) => {
      const look = axisOption(axis, ink, scale)
      return {
        ...look,
        dim,
        nameLocation: 'end',
        nameGap: 12,
        nameTruncate: { maxWidth: 110 },
        axisLine: { show: true, lineStyle: { color: ink.text } },
        splitLine: { show: false },
        areaSelectStyle: { width: 18, borderColor: ink.text, color: faint(forCanvas('#4570da', ink.dark), 0.25) },
      }
    }),
    ...(byHeight && { visualMap: heightMap(axes[last]?.name ?? '', heights, ink, last, 0) }),
    tooltip: tooltip(ink, ({ dataIndex }) => runLines(runs[dataIndex], axes, dataIndex)),
    series: [
      {
        type: 'parallel',
        data,
        lineStyle: { width: runs.length > 200 ? 0.8 : 1.4, opacity: runs.length > 200 ? 0.35 : 0.75 },
        inactiveOpacity: 0.04,
        activeOpacity: 0.9,
        emphasis: { lineStyle: { width: 2.5, opacity: 1 } },
        progressive: 500,
      },
    ],
  }
}

/** Regions of equal height of a metric over two numbers, and the runs that they come from. */
export function contourOption(runs: readonly PlotRun[], [x = '', y = '', height = '']: readonly string[], ink: Ink): Option {
  const axes = [x, y, height].map((axis) => axisOf(runs, axis))
  const [xs, ys] = axes
  const drawn = [...runs.keys()].filter((at) => axes.every(({ values }) => isFiniteNumber(values[at])))
  const points = drawn.map((at) => axes.map(({ values }) => Number(values[at])) as [number, number, number])
  const heights = points.map(([, , value]) => value)
  const regions = regionsOf(points)
  const [low, high] = [Math.min(...heights), Math.max(...heights)]
  const palette = heightsOn(ink)
  const colorOfHeight = (value: number): string =>
    palette[Math.round(((value - low) / (high - low || 1)) * (palette.length - 1))] ?? '#000000'
  type Api = { coord: (point: readonly number[]) => number[] }
  const shapes = (index: number, api: Api) => ({
    type: 'group',
    children: (regions[index]?.polygons ?? []).map((rings) => ({
      type: 'path',
      shape: {
        pathData: rings
          .map(
            (ring) =>
              `M${ring
                .map((point) =>
                  api
                    .coord(point)
                    .map((px) => px.toFixed(1))
                    .join(' '),
                )
                .join('L')}Z`,
          )
          .join(''),
      },
      style: { fill: colorOfHeight(regions[index]?.value ?? low), stroke: ink.background, lineWidth: 0.5, opacity: 0.8 },
      silent: true,
    })),
  })
  return {
    ...frame(ink),
    grid: gridFor(ys, 64),
    tooltip: tooltip(ink, ({ dataIndex }) => runLines(runs[drawn[dataIndex] ?? -1], axes, drawn[dataIndex] ?? -1)),
    xAxis: xs && axisOption(xs, ink, 'linear'),
    yAxis: ys && { ...axisOption(ys, ink, 'linear'), nameGap: gapFor(ys) },
    ...(heights.length > 0 && { visualMap: heightMap(axes[2]?.name ?? '', heights, ink, 2, 1) }),
    series: [
      {
        type: 'custom',
        silent: true,
        renderItem: ({ dataIndex }: { dataIndex: number }, api: Api) => shapes(dataIndex, api),
        data: regions.map(({ value }, at) => [points[0]?.[0] ?? 0, points[0]?.[1] ?? 0, value, at]),
      },
      { type: 'scatter', symbolSize: 7, data: points, itemStyle: { borderColor: ink.background, borderWidth: 1 } },
    ],
  }
}

/** A box for each value of the first axis: quartiles of the second; single runs and outliers as points. */
export function boxOption(runs: readonly PlotRun[], [category = '', value = '']: readonly string[], ink: Ink): Option {
  const { values: categories } = axisOf(runs, category)
  const ys = axisOf(runs, value)
  const { values, name } = ys
  const groups = new Map<string, number[]>()
  for (const [at, given] of values.entries()) {
    const group = String(categories[at] ?? 'none')
    if (isFiniteNumber(given)) groups.set(group, [...(groups.get(group) ?? []), given])
  }
  const names = [...groups.keys()].sort((a, b) => Number(a) - Number(b) || a.localeCompare(b))
  const boxes = names.map((group) => boxOf(groups.get(group) ?? []))
  const color = forCanvas('light-dark(#4570da, #8bafff)', ink.dark)
  return {
    ...frame(ink),
    grid: gridFor(ys, 16),
    tooltip: tooltip(ink, ({ dataIndex, seriesName }) => {
      const { five } = boxes[dataIndex] ?? { five: [] }
      const words = ['lowest', 'first quarter', 'median', 'third quarter', 'highest']
      if (seriesName !== 'boxes') return escaped(name)
      const group = names[dataIndex] ?? ''
      return [`<b>${escaped(group)}</b> ${groups.get(group)?.length ?? 0} runs`, ...five.map((v, at) => `${words[at]}: ${number(v)}`)].join(
        '<br>',
      )
    }),
    xAxis: {
      type: 'category',
      data: names,
      ...axisLook(ink, category.slice(category.indexOf('.') + 1)),
      axisLabel: { color: ink.text, fontSize: 11, hideOverlap: true, formatter: (group: string) => middle(group, 14) },
    },
    yAxis: {
      type: 'value',
      scale: true,
      ...axisLook(ink, name),
      nameGap: gapFor(ys),
      axisLabel: { color: ink.text, fontSize: 11, formatter: short },
    },
    series: [
      {
        type: 'boxplot',
        name: 'boxes',
        data: boxes.map(({ five }) => five),
        boxWidth: [6, 36],
        itemStyle: { color: faint(color, 0.2), borderColor: color, borderWidth: 1.4 },
      },
      {
        type: 'scatter',
        name: 'outliers',
        symbolSize: 5,
        itemStyle: { color },
        data: boxes.flatMap(({ outliers }, at) => outliers.map((outlier) => [at, outlier])),
      },
    ],
  }
}

/** Difference of each run's metrics from the baseline's, in percent of it, a group of bars a metric. */
export function differenceOption(runs: readonly PlotRun[], metrics: readonly string[], baseline: string | undefined, ink: Ink): Option {
  const rows = differences(runs, metrics, baseline)
  const base = runs.find(({ run_id }) => run_id === baseline) ?? runs[0]
  const others = runs.filter((run) => run !== base)
  return {
    ...frame(ink),
    grid: { left: 12, right: 24, top: 8, bottom: 24, containLabel: true },
    tooltip: tooltip(ink, ({ dataIndex, seriesName, name = '' }) => {
      const row = rows.filter(({ metric }) => metric === name).find(({ run }) => run.run_id === seriesName)
      return row ? `<b>${escaped(row.run.name)}</b><br>${escaped(name)}: ${number(row.value)}<br>${signed(row.delta)}` : String(dataIndex)
    }),
    xAxis: {
      type: 'value',
      ...axisLook(ink, `% of ${base?.name ?? ''}`),
      splitNumber: 6,
      axisLabel: { color: ink.text, fontSize: 11, hideOverlap: true, formatter: (value: number) => `${short(value)} %` },
    },
    yAxis: {
      type: 'category',
      inverse: true,
      data: metrics.map((metric) => metric.slice(8)),
      ...axisLook(ink),
      axisLabel: { color: ink.text, fontSize: 11, formatter: (metric: string) => middle(metric, 20) },
    },
    series: others.map((run) => ({
      type: 'bar',
      name: run.run_id,
      barMaxWidth: 10,
      itemStyle: { color: forCanvas(run.color, ink.dark) },
      data: metrics.map((metric) => rows.find((row) => row.run === run && `metrics.${row.metric}` === metric)?.percent ?? null),
    })),
  }
}

export interface Difference {
  run: PlotRun
  metric: string
  value: number
  delta: number
  /** Of the baseline's value; undefined where that is 0. */
  percent: number | undefined
}

/** Differences of all runs from the baseline, metric by metric. */
export function differences(runs: readonly PlotRun[], metrics: readonly string[], baseline: string | undefined): Difference[] {
  const base = runs.find(({ run_id }) => run_id === baseline) ?? runs[0]
  return metrics.flatMap((axis) => {
    const metric = axis.slice(8)
    const from = base?.metrics.get(metric)
    if (from === undefined || !Number.isFinite(from)) return []
    return runs.flatMap((run) => {
      const value = run.metrics.get(metric)
      if (run === base || value === undefined || !Number.isFinite(value)) return []
      const delta = value - from
      return [{ run, metric, value, delta, percent: from === 0 ? undefined : (delta / Math.abs(from)) * 100 }]
    })
  })
}

/** A difference with its sign. */
const signed = (delta: number): string => `${delta > 0 ? '+' : ''}${number(delta, 4)}`
