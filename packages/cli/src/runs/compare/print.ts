import { isTerminal, paint } from '../../output/color.ts'
import { printJson } from '../../output/json.ts'
import { type Column, printTable } from '../../output/table.ts'
import { harmless, note, print } from '../../output/text.ts'
import { metricText } from '../run-columns.ts'
import type { Comparison, Row, SectionName } from './comparison.ts'

/** How a comparison is printed. */
export type Form = 'table' | 'json' | 'markdown'

/** Prints a comparison. Sections in which nothing differs are left out. */
export function printComparison(comparison: Comparison, form: Form): void {
  if (form === 'json') return printJson(jsonOf(comparison))
  if (form === 'markdown') return print(markdownOf(comparison))
  const sections = filled(comparison)
  if (!isTerminal()) return printLines(comparison)
  for (const [name, rows] of sections) {
    print(paint('mark', name))
    const columns: Column[] = ['', ...headsOf(comparison, name)].map((head) => ({ head }))
    printTable(
      columns,
      rows.map((row) => cellsOf(row, name, comparison.runs.length)),
    )
    print('')
  }
  if (sections.length === 0) note('Nothing differs: --all shows everything.')
}

/** For programs: a line a row, with its section, complete. */
function printLines(comparison: Comparison): void {
  printTable(
    ['section', 'name', ...comparison.runs.map(({ run_id }) => run_id)].map((head) => ({ head })),
    filled(comparison).flatMap(([name, rows]) => rows.map(([key, values]) => [name, key, ...values.map((value) => String(value ?? ''))])),
  )
}

const filled = ({ sections }: Comparison): [SectionName, readonly Row[]][] =>
  (Object.entries(sections) as [SectionName, readonly Row[]][]).filter(([, rows]) => rows.length > 0)

/** Runs by name, with the beginning of the id where names are the same. Two runs get a column of differences for metrics. */
function headsOf({ runs }: Comparison, section: SectionName): string[] {
  const names = runs.map(({ run_id, run_name }) =>
    runs.filter((other) => other.run_name === run_name).length > 1 || run_name === ''
      ? `${run_name} ${run_id.slice(0, 8)}`.trim()
      : run_name,
  )
  return section === 'metrics' && runs.length === 2 ? [...names, 'difference'] : names
}

function cellsOf([name, values]: Row, section: SectionName, count: number): string[] {
  const cells = values.map((value) => (value === undefined ? '' : typeof value === 'number' ? metricText(value) : value))
  return [name, ...cells, ...(section === 'metrics' && count === 2 ? [differenceText(values[0], values[1])] : [])]
}

/** The second less the first, with its share of the first: `-0.25 (-50 %)`. */
function differenceText(a: Row[1][number], b: Row[1][number]): string {
  if (typeof a !== 'number' || typeof b !== 'number' || !Number.isFinite(b - a)) return ''
  const sign = (value: number): string => (value > 0 ? '+' : '')
  const share = a === 0 ? undefined : ((b - a) / Math.abs(a)) * 100
  const percent = share === undefined ? '' : ` (${sign(share)}${Number(share.toPrecision(3))} %)`
  return `${sign(b - a)}${metricText(b - a)}${percent}`
}

/** Maps from name to the values in the order of `runs`, null where a run has none. NaN is text, as on the wire. */
function jsonOf({ runs, sections }: Comparison): object {
  const value = (one: Row[1][number]): unknown => (typeof one === 'number' && !Number.isFinite(one) ? String(one) : (one ?? null))
  const maps = Object.entries(sections).map(([name, rows]) => [
    name,
    Object.fromEntries(rows.map(([key, values]) => [key, values.map(value)])),
  ])
  return { runs, ...Object.fromEntries(maps) }
}

/** Markdown for a pull request. What others logged cannot break out of its cell. */
export function markdownOf(comparison: Comparison): string {
  const cell = (text: string): string =>
    harmless(text).replaceAll(/[\\|`*_<>[\]#@]/g, (mark) => (mark === '<' ? '&lt;' : mark === '>' ? '&gt;' : `\\${mark}`))
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`
  const sections = filled(comparison)
  const parts = sections.map(([name, rows]) => {
    const heads = headsOf(comparison, name)
    const isNumber = name === 'metrics'
    const rule = `| --- |${heads.map(() => (isNumber ? ' ---: |' : ' --- |')).join('')}`
    return [
      `#### ${name === 'run' ? 'Run' : name.replace(/^./, (first) => first.toUpperCase())}`,
      '',
      line(['', ...heads]),
      rule,
      ...rows.map((row) => line(cellsOf(row, name, comparison.runs.length))),
    ].join('\n')
  })
  const title = `### ${comparison.runs.map(({ run_name, run_id }) => cell(run_name || run_id)).join(' and ')}`
  return [title, ...(parts.length > 0 ? parts : ['Nothing differs.'])].join('\n\n')
}
