import type { EChartsCoreOption, EChartsType } from 'echarts/core'
import { moment } from '../format.ts'
import { relativeTick, short } from './axis-text.ts'
import { dashOf, type Ink, type LineModel, widthOf } from './line-plot.ts'
import type { Points } from './line-series.ts'
import { yRange } from './line-table.ts'
import { faint, forCanvas } from './series-colors.ts'

/** Hands a file to the browser. */
export function download(name: string, content: Blob | string, type = 'text/plain'): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(typeof content === 'string' ? new Blob([content], { type }) : content)
  link.download = name.replaceAll(/[^\p{L}\p{N}._-]+/gu, '_')
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

/** Lines of the legend below a picture. */
const LEGEND_ROW = 18

/** The canvas with its title above and the legend below, on the background of the theme. */
export async function pngOf(
  canvas: HTMLCanvasElement,
  title: string,
  legend: readonly { name: string; color: string }[],
  ink: Ink,
): Promise<Blob> {
  const ratio = devicePixelRatio
  const made = document.createElement('canvas')
  made.width = canvas.width
  made.height = canvas.height + (28 + legend.length * LEGEND_ROW) * ratio
  const ctx = made.getContext('2d')
  if (!ctx) throw new Error('This browser draws no pictures.')
  ctx.fillStyle = ink.background
  ctx.fillRect(0, 0, made.width, made.height)
  ctx.font = `600 ${13 * ratio}px system-ui, sans-serif`
  ctx.fillStyle = ink.text
  ctx.fillText(title, 8 * ratio, 18 * ratio)
  ctx.drawImage(canvas, 0, 26 * ratio)
  ctx.font = `${11 * ratio}px system-ui, sans-serif`
  for (const [row, { name, color }] of legend.entries()) {
    const top = canvas.height + (28 + row * LEGEND_ROW) * ratio
    ctx.fillStyle = forCanvas(color, ink.dark)
    ctx.fillRect(8 * ratio, top + 6 * ratio, 12 * ratio, 3 * ratio)
    ctx.fillStyle = ink.text
    ctx.fillText(name, 26 * ratio, top + 11 * ratio)
  }
  return new Promise((resolve, reject) =>
    made.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('The picture could not be made.'))), 'image/png'),
  )
}

const xml = (text: string): string => text.replaceAll(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)

/** Line charts as SVG: the canvas library draws none, so the same lines are written as paths. */
export function lineSvg(model: LineModel, title: string, ink: Ink, width = 720, height = 400): string {
  const { lines, zoom, log, clip, smooth } = model
  const box = { left: 64, top: 32, right: width - 16, bottom: height - 32 }
  const xs = lines.flatMap((line) => line.xs.filter(Number.isFinite))
  const from = zoom?.[0] ?? xs.reduce((a, b) => Math.min(a, b), Infinity)
  const to = zoom?.[1] ?? xs.reduce((a, b) => Math.max(a, b), -Infinity)
  const [low, high] = yRange(lines, { log, clip, from, to }) ?? [0, 1]
  const scale = (y: number): number => (log ? Math.log10(y) : y)
  const px = (x: number): number => box.left + ((x - from) / (to - from || 1)) * (box.right - box.left)
  const py = (y: number): number => box.bottom - ((scale(y) - scale(low)) / (scale(high) - scale(low) || 1)) * (box.bottom - box.top)
  const path = (places: readonly number[], values: readonly number[]): string => {
    let pen = 'M'
    return values
      .map((y, at) => {
        const x = places[at] ?? NaN
        if (!Number.isFinite(y) || (log && y <= 0) || !(x >= from && x <= to)) {
          pen = 'M'
          return ''
        }
        const step = `${pen}${px(x).toFixed(1)} ${py(y).toFixed(1)}`
        pen = 'L'
        return step
      })
      .join('')
  }
  const drawn = lines.map((line) => {
    const color = forCanvas(line.color, ink.dark)
    const stroke = ({ xs: places, ys }: Points, paint: string): string =>
      `<path d="${path(places, ys)}" fill="none" stroke="${paint}" stroke-width="${widthOf(lines)}" stroke-dasharray="${dashOf(line, smooth).join(' ')}"/>`
    return smooth > 0 ? stroke(line, faint(color, 0.22)) + stroke(line.smooth ?? line, color) : stroke(line, color)
  })
  const ticks = [0, 0.25, 0.5, 0.75, 1]
  const yTicks = ticks.map((share) => {
    const at = scale(low) + share * (scale(high) - scale(low))
    const y = box.bottom - share * (box.bottom - box.top)
    const word = `<text x="${box.left - 6}" y="${y + 4}" text-anchor="end">${xml(short(Number((log ? 10 ** at : at).toPrecision(4))))}</text>`
    return `<path d="M${box.left} ${y}H${box.right}" stroke="${ink.grid}"/>${word}`
  })
  const xTicks = [0, 0.5, 1].map((share) => {
    const at = from + share * (to - from)
    const word =
      model.x === 'time' ? moment(Math.round(at)) : model.x === 'relative' ? relativeTick(Math.round(at)) : short(Number(at.toPrecision(4)))
    return `<text x="${px(at)}" y="${box.bottom + 18}" text-anchor="${['start', 'middle', 'end'][share * 2]}">${xml(word)}</text>`
  })
  const legend = lines.map(({ name, color }, row) => {
    const y = height + row * LEGEND_ROW
    return `<rect x="8" y="${y + 6}" width="12" height="3" fill="${forCanvas(color, ink.dark)}"/><text x="26" y="${y + 11}">${xml(name)}</text>`
  })
  const whole = height + lines.length * LEGEND_ROW + 8
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${whole}" font-family="system-ui, sans-serif" font-size="11" fill="${ink.text}">`,
    `<rect width="100%" height="100%" fill="${ink.background}"/><text x="8" y="18" font-size="13" font-weight="600">${xml(title)}</text>`,
    ...yTicks,
    ...xTicks,
    `<clipPath id="box"><rect x="${box.left}" y="${box.top}" width="${box.right - box.left}" height="${box.bottom - box.top}"/></clipPath>`,
    `<g clip-path="url(#box)">`,
    ...drawn,
    '</g>',
    ...legend,
    '</svg>',
  ].join('\n')
}

/** A plot of ECharts as SVG. */
export async function plotSvg(option: EChartsCoreOption, chart: EChartsType): Promise<string> {
  const { init } = await import('./echarts-core.ts')
  const made = init(null, null, { renderer: 'svg', ssr: true, width: chart.getWidth(), height: chart.getHeight() })
  made.setOption(option)
  const text = made.renderToSVGString()
  made.dispose()
  return text
}

/** A plot of ECharts as PNG. */
export async function plotPng(chart: EChartsType, ink: Ink): Promise<Blob> {
  const url = chart.getDataURL({ type: 'png', pixelRatio: devicePixelRatio, backgroundColor: ink.background })
  const [, data = ''] = url.split(',')
  return new Blob([Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0))], { type: 'image/png' })
}
