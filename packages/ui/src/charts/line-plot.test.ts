import { expect, test } from 'vitest'
import { bucketsFor } from './buckets.ts'
import { dashOf, type Ink, type LineModel, plotOptions } from './line-plot.ts'
import type { Line } from './line-series.ts'
import { lineSvg } from './picture.ts'

const ink: Ink = { dark: false, text: '#000000', grid: '#cccccc', background: '#ffffff' }
const lines = (count: number): Line[] =>
  Array.from({ length: count }, (_, place) => {
    const points = [0, 1, 2]
    return {
      id: `${place}`,
      name: `run ${place}`,
      color: '#3366cc',
      dash: [],
      xs: points,
      ys: points,
      steps: points,
      times: points,
      points: 3,
    }
  })

for (const [count, width] of [
  [1, 1.5],
  [19, 1.5],
  [20, 1],
  [50, 1],
] as const)
  test(`${count} lines are ${width} px wide, on the canvas as in a file`, () => {
    const model: LineModel = { lines: lines(count), x: 'step', smooth: 0, log: false, clip: false, zoom: undefined }
    const events = { model: () => model, zoom: () => undefined, point: () => undefined }
    const { series } = plotOptions(model, ink, { width: 400, height: 200 }, 'key', events)
    expect(series.slice(1).map((each) => each.width)).toEqual(Array.from({ length: count }, () => width))
    expect(lineSvg(model, 'loss', ink).match(/stroke-width="[^"]+"/g)).toEqual(
      Array.from({ length: count }, () => `stroke-width="${width}"`),
    )
  })

for (const [what, ys, smooth, dash] of [
  ['a curve keeps its dashes', Array.from({ length: 600 }, (_, at) => 1 / (at + 1)), 0, [6, 3]],
  ['noise has none', Array.from({ length: 600 }, (_, at) => at % 2), 0, []],
  ['noise with gaps and infinities has none', Array.from({ length: 600 }, (_, at) => [NaN, 1, 0, Infinity][at % 4] ?? 0), 0, []],
  ['smoothed noise keeps them', Array.from({ length: 600 }, (_, at) => at % 2), 0.6, [6, 3]],
  ['a few turns are no noise', Array.from({ length: 100 }, (_, at) => at % 2), 0, [6, 3]],
] as const)
  test(`dashes: ${what}`, () => {
    const [line] = lines(1)
    expect(line && dashOf({ ...line, dash: [6, 3], ys }, smooth)).toEqual(dash)
  })

for (const [width, series, buckets] of [
  [1, 1, 100],
  [270, 1, 200],
  [270, 20, 100],
  [1180, 19, 600],
  [1180, 20, 300],
  [4000, 1, 1000],
] as const)
  test(`a chart ${width} px wide asks for ${buckets} buckets of each of ${series} series`, () =>
    expect(bucketsFor(width, series)).toBe(buckets))
