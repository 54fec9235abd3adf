import { isTerminal } from './color.ts'

/** ms of work before anything is shown, and between two looks at it. */
const PATIENCE = 1_000
const INTERVAL = 200
const BAR = 24

/** How a long work goes on. */
export interface Progress {
  /** So much more is done. */
  add(amount: number): void
  /** How much there is, once it is known, or about how much. */
  setTotal(total: number, about?: 'about'): void
  /** Takes the line away. */
  done(): void
}

/** What is counted. */
export type Unit = 'bytes' | (string & {})

/**
 * Shows on standard error how a work goes on, with its rate and the remaining time, once it has taken a second; nothing when that is no
 * terminal.
 * @param unit what is counted: `bytes`, or a plural such as `runs`
 */
export function startProgress(what: string, unit: Unit, total?: number): Progress {
  const started = performance.now()
  let amount = 0
  let all = total
  let isGuess = false
  let drawn = false
  let next = started + PATIENCE
  if (!isTerminal(process.stderr)) return { add: () => {}, setTotal: () => {}, done: () => {} }
  const draw = (): void => {
    const now = performance.now()
    if (now < next) return
    next = now + INTERVAL
    drawn = true
    const width = process.stderr.columns || 80
    process.stderr.write(`\r\u001b[K${progressLine(what, unit, amount, all, now - started, isGuess).slice(0, width - 1)}`)
  }
  const timer = setInterval(draw, INTERVAL)
  timer.unref()
  return {
    add: (more) => {
      amount += more
      // Work on a SQLite file leaves the timer no turn.
      draw()
    },
    setTotal: (known, about) => {
      all = known
      isGuess = about !== undefined
    },
    done: () => {
      clearInterval(timer)
      if (drawn) process.stderr.write('\r\u001b[K')
    },
  }
}

/** The line of a progress: a bar when the total is known, what is done, the rate, the remaining time. `elapsed` in ms. */
export function progressLine(
  what: string,
  unit: Unit,
  amount: number,
  total: number | undefined,
  elapsed: number,
  isGuess = false,
): string {
  const rate = elapsed > 0 ? (amount * 1000) / elapsed : 0
  const size = unit === 'bytes' ? bytesText : (count: number): string => `${countText(count)} ${unit}`
  const speed = `${size(rate)}/s`
  if (total === undefined || total <= 0) return `${what}  ${size(amount)}  ${speed}`
  const share = Math.min(1, amount / total)
  const filled = Math.round(share * BAR)
  const bar = '█'.repeat(filled) + '░'.repeat(BAR - filled)
  // The very first part says little about the rest.
  const rest = share >= 0.01 ? `  ${durationText(((total - amount) * 1000) / rate)} left` : ''
  const of = `${unit === 'bytes' ? bytesText(amount) : countText(amount)} of ${isGuess ? 'about ' : ''}${size(total)}`
  return `${what}  ${bar} ${String(Math.floor(share * 100)).padStart(3)} %  ${of}  ${speed}${rest}`
}

const countText = (count: number): string => (count < 10 && !Number.isInteger(count) ? count.toFixed(1) : String(Math.round(count)))

/** A number of bytes as people read it: `1.5 MB`. */
export function bytesText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB']
  let at = 0
  let size = bytes
  while (size >= 999.5 && at < units.length - 1) {
    size /= 1000
    at += 1
  }
  return `${at === 0 || size >= 99.95 ? Math.round(size) : size.toFixed(1)} ${units[at] ?? ''}`
}

/** A time span as people read it: `850 ms`, `12 s`, `3 min 5 s`, `2 h 4 min`, `3 d 1 h`. */
export function durationText(ms: number): string {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))} ms`
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return `${seconds} s`
  const parts: readonly (readonly [size: number, name: string])[] = [
    [86_400, 'd'],
    [3_600, 'h'],
    [60, 'min'],
    [1, 's'],
  ]
  const at = parts.findIndex(([size]) => seconds >= size)
  let rest = seconds
  return parts
    .slice(at, at + 2)
    .map(([size, name]) => {
      const count = Math.floor(rest / size)
      rest -= count * size
      return count === 0 ? '' : `${count} ${name}`
    })
    .filter(Boolean)
    .join(' ')
}
