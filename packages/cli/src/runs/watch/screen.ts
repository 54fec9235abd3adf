import { isTerminal, paint } from '../../output/color.ts'
import { durationText } from '../../output/progress.ts'
import { cut, harmless, pad, print, widthOf } from '../../output/text.ts'
import { STATUS_LOOKS, durationOf, metricText } from '../run-columns.ts'
import type { WireRun } from '../stock-run.ts'
import { sparkline } from './sparkline.ts'
import type { Curve } from './watched-run.ts'

/** What to show of a look at a run. */
export interface Look {
  readonly run: WireRun
  readonly curves: readonly Curve[]
  readonly changed: readonly Curve[]
}

/** Shows looks at a run one after the other. */
export interface Screen {
  show(look: Look): void
}

const SPARK = 30
const KEY = 32

/** On a terminal one picture that is drawn anew, else a line a change: time, metric, value, step; as JSON an object a line. */
export function openScreen(json: boolean): Screen {
  if (json) return { show: showJson }
  return isTerminal() ? new LiveScreen() : new PlainScreen()
}

function showJson({ run, changed }: Look): void {
  const { info } = run
  const metrics = changed.map(({ key, last }) => [key, { ...last, ...(!Number.isFinite(last.value) && { value: String(last.value) }) }])
  print(JSON.stringify({ run_id: info.run_id, status: info.status, metrics: Object.fromEntries(metrics) }))
}

class PlainScreen implements Screen {
  #status = ''

  show({ run, changed }: Look): void {
    const { status, run_id, end_time } = run.info
    if (status !== this.#status && this.#status === '') print(`${timeText(run.info.start_time)}\t${run_id}\t${status}`)
    for (const { key, last } of changed) print(`${timeText(last.timestamp)}\t${harmless(key)}\t${last.value}\tstep ${last.step}`)
    if (status !== this.#status && this.#status !== '') print(`${timeText(end_time ?? Date.now())}\t${run_id}\t${status}`)
    this.#status = status
  }
}

const timeText = (ms: number): string => new Date(ms).toISOString()

class LiveScreen implements Screen {
  #drawn = 0

  show({ run, curves }: Look): void {
    const columns = process.stdout.columns || 80
    const rows = process.stdout.rows || 24
    const lines = pictureOf(run, curves, columns, rows - 2)
    // Up to the beginning of what was drawn before, and everything below it away.
    if (this.#drawn > 0) process.stdout.write(`\u001b[${this.#drawn}A\u001b[0J`)
    for (const line of lines) print(line)
    this.#drawn = lines.length
  }
}

/** The lines of a picture: the run, then a metric a line with its curve, last, smallest and largest value. */
export function pictureOf(run: WireRun, curves: readonly Curve[], columns: number, rows: number): string[] {
  const { info } = run
  const took = durationOf(run)
  const name = cut(harmless(info.run_name ?? info.run_id), Math.max(10, columns - 60))
  const head = `${paint('head', name)}  ${info.run_id}  ${paint(STATUS_LOOKS[info.status], info.status)}${took === undefined ? '' : `  ${durationText(took)}`}`
  const shown = curves.slice(0, Math.max(1, rows - 2))
  const width = Math.min(KEY, Math.max(0, ...shown.map(({ key }) => widthOf(harmless(key)))))
  const lines = shown.map(({ key, values, last }) => {
    const finite = values.filter(Number.isFinite)
    const range = finite.length > 0 ? `  ${metricText(Math.min(...finite))} to ${metricText(Math.max(...finite))}` : ''
    const spark = pad(sparkline(values, SPARK), SPARK)
    const value = pad(metricText(last.value), 12, 'right')
    const rest = `  step ${last.step}${range}`
    const room = columns - width - SPARK - 12 - 6
    return `${pad(cut(harmless(key), width), width)}  ${paint('busy', spark)}  ${value}${paint('faint', cut(rest, Math.max(0, room)))}`
  })
  const more = curves.length > shown.length ? [paint('faint', `and ${curves.length - shown.length} more metrics: --metric chooses`)] : []
  return [head, ...lines, ...more]
}
