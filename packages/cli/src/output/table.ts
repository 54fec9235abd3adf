import { isTerminal, paint } from './color.ts'
import { cut, harmless, pad, print, widthOf } from './text.ts'

/** A column of a table. */
export interface Column {
  readonly head: string
  /** Numbers stand at the right. Default: left. */
  readonly align?: 'left' | 'right'
  /** Narrowest width in columns when the terminal has no place for all. Default: 8. */
  readonly least?: number
}

/** A cell: its text, and how it looks on a terminal. */
export type Cell = string | { readonly text: string; readonly look: Parameters<typeof paint>[0] }

/** Between two columns. */
const GAP = 2
const DEFAULT_WIDTH = 80

/** Columns of the terminal. */
export const terminalWidth = (): number => process.stdout.columns || DEFAULT_WIDTH

/** A table as the stock command line prints it: every cell filled up, a line of dashes two wider than the heads. No rows: two ends of line. */
export function stockTable(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '\n'
  const widths = heads.map((head, index) => Math.max(head.length + GAP, ...rows.map((row) => [...(row[index] ?? '')].length)))
  const line = (cells: readonly string[]): string =>
    cells.map((cell, index) => cell + ' '.repeat((widths[index] ?? 0) - [...cell].length)).join('  ')
  return [heads, widths.map((width) => '-'.repeat(width)), ...rows].map(line).join('\n')
}

/**
 * Prints a table: on a terminal aligned, with heads, cut to its width; to a program as values parted by tabs, complete, heads first.
 * What stands in cells cannot break lines or color the terminal.
 */
export function printTable(columns: readonly Column[], rows: readonly (readonly Cell[])[]): void {
  print((isTerminal() ? terminalTable(columns, rows, terminalWidth()) : tabbed(columns, rows)).join('\n'))
}

const textOf = (cell: Cell | undefined): string => harmless(typeof cell === 'object' ? cell.text : (cell ?? ''))

function tabbed(columns: readonly Column[], rows: readonly (readonly Cell[])[]): string[] {
  return [columns.map(({ head }) => head), ...rows.map((row) => row.map(textOf))].map((cells) => cells.join('\t'))
}

/** The lines of a table that fits into `width` columns, unless every column is at its narrowest already. */
export function terminalTable(columns: readonly Column[], rows: readonly (readonly Cell[])[], width: number): string[] {
  const widths = fit(columns, rows, width)
  const line = (cells: readonly Cell[], look?: Parameters<typeof paint>[0]): string =>
    columns
      .map(({ align = 'left' }, index) => {
        const cell = cells[index]
        const text = pad(cut(textOf(cell), widths[index] ?? 0), widths[index] ?? 0, align)
        const how = look ?? (typeof cell === 'object' ? cell.look : undefined)
        return how === undefined ? text : paint(how, text)
      })
      .join(' '.repeat(GAP))
      .trimEnd()
  return [
    line(
      columns.map(({ head }) => head),
      'head',
    ),
    ...rows.map((row) => line(row)),
  ]
}

/** How many of the columns, from the first on, a terminal of `width` columns has place for when each is as narrow as it may be. */
export function fitting(columns: readonly Column[], rows: readonly (readonly Cell[])[], width: number): number {
  const { least } = widthsOf(columns, rows)
  let used = -GAP
  const at = least.findIndex((one) => (used += one + GAP) > width)
  return at < 0 ? columns.length : at
}

/** Widths of the widest cells, and of the narrowest that a column may become. Numbers are not cut: they would be other numbers. */
function widthsOf(columns: readonly Column[], rows: readonly (readonly Cell[])[]): { widths: number[]; least: number[] } {
  const widths = columns.map(({ head }, index) => Math.max(widthOf(head), ...rows.map((row) => widthOf(textOf(row[index])))))
  const least = columns.map(({ head, align, least: narrowest = 8 }, index) => {
    const width = widths[index] ?? 0
    return align === 'right' ? width : Math.min(width, Math.max(narrowest, widthOf(head)))
  })
  return { widths, least }
}

/** Takes columns from the widest column until the table fits. */
function fit(columns: readonly Column[], rows: readonly (readonly Cell[])[], width: number): number[] {
  const { widths, least } = widthsOf(columns, rows)
  let over = widths.reduce((sum, one) => sum + one, 0) + GAP * (columns.length - 1) - width
  while (over > 0) {
    const spare = widths.map((one, index) => one - (least[index] ?? 0))
    const most = Math.max(...spare)
    if (most <= 0) break
    const at = spare.indexOf(most)
    widths[at] = (widths[at] ?? 0) - 1
    over -= 1
  }
  return widths
}

/** The fields of one thing, a line each, names aligned. To a program: name, tab, value. */
export function printFields(fields: readonly (readonly [name: string, value: Cell])[]): void {
  const width = Math.max(0, ...fields.map(([name]) => widthOf(name)))
  for (const [name, value] of fields) {
    const text = textOf(value)
    if (!isTerminal()) print(`${name}\t${text}`)
    else print(`${paint('head', pad(name, width))}  ${typeof value === 'object' ? paint(value.look, text) : text}`)
  }
}
