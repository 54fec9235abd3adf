/** A piece of a line in one look. */
export interface AnsiSpan {
  text: string
  /** 0 to 15: the terminal's color of the text. */
  color?: number
  bold?: boolean
  faint?: boolean
}

// Colors and weights are kept; every other escape (cursor moves, titles, links) is taken out.
const ESCAPES = /\x1b(?:\[([0-9;:]*)([A-Za-z])|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])/g

/** Splits a line of a log at its ANSI escapes. A carriage return starts the line anew, as a terminal does for progress bars. */
export function ansiSpans(line: string): AnsiSpan[] {
  const last = line.replace(/\r+$/, '')
  const shown = last.includes('\r') ? last.slice(last.lastIndexOf('\r') + 1) : last
  if (!shown.includes('\x1b')) return [{ text: shown }]
  const spans: AnsiSpan[] = []
  let look: Omit<AnsiSpan, 'text'> = {}
  let from = 0
  for (const found of shown.matchAll(ESCAPES)) {
    if (found.index > from) spans.push({ text: shown.slice(from, found.index), ...look })
    from = found.index + found[0].length
    if (found[2] === 'm') look = changed(look, found[1] ?? '')
  }
  if (from < shown.length) spans.push({ text: shown.slice(from), ...look })
  return spans
}

function changed(look: Omit<AnsiSpan, 'text'>, codes: string): Omit<AnsiSpan, 'text'> {
  let next = { ...look }
  const numbers = codes.split(/[;:]/).map(Number)
  for (let index = 0; index < numbers.length; index++) {
    const code = numbers[index] ?? 0
    if (code === 0) next = {}
    else if (code === 1) next.bold = true
    else if (code === 2) next.faint = true
    else if (code === 22) next = without(without(next, 'bold'), 'faint')
    else if (code >= 30 && code <= 37) next.color = code - 30
    else if (code >= 90 && code <= 97) next.color = code - 82
    else if (code === 39) next = without(next, 'color')
    else if (code === 38 || code === 48) {
      // 256 colors and true color: only the sixteen of the terminal are kept.
      const indexed = numbers[index + 1] === 5
      const color = numbers[index + 2] ?? 16
      if (code === 38 && indexed && color < 16) next.color = color
      index += indexed ? 2 : 4
    }
  }
  return next
}

function without<Look extends object>(look: Look, key: keyof Look): Look {
  const next = { ...look }
  delete next[key]
  return next
}
