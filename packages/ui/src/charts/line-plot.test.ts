import { expect, test } from 'vitest'
import { type Ink, type LineModel, plotOptions } from './line-plot.ts'
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
