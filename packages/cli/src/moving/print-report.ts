import { durationText, bytesText } from '../output/progress.ts'
import { printJson } from '../output/json.ts'
import { harmless, note, print } from '../output/text.ts'
import type { MoveReport } from './move.ts'

/** Lines about things left out that are shown; --json has all. */
const SHOWN = 50
const NOUNS: readonly (readonly [field: keyof MoveReport['found'], one: string, many: string])[] = [
  ['experiments', 'experiment', 'experiments'],
  ['runs', 'run', 'runs'],
  ['params', 'param', 'params'],
  ['tags', 'tag', 'tags'],
  ['points', 'metric point', 'metric points'],
  ['inputs', 'input', 'inputs'],
  ['outputs', 'output', 'outputs'],
  ['logged_models', 'logged model', 'logged models'],
  ['registered_models', 'registered model', 'registered models'],
  ['model_versions', 'model version', 'model versions'],
  ['files', 'file', 'files'],
]

/**
 * Prints what a move has done: as JSON, or what was found and what of it was new, and on standard error what was left out. Sets the exit
 * status 1 when something was.
 * @param elapsed ms
 */
export function printReport(report: MoveReport, { json, elapsed }: { json: boolean; elapsed: number }): void {
  if (report.problems.length > 0) process.exitCode = 1
  if (json) return printJson(report)
  const all = NOUNS.filter(([field]) => report.found[field] > 0).map(
    ([field, one, many]) => `${report.found[field]} ${report.found[field] === 1 ? one : many}`,
  )
  const size = report.found.bytes > 0 ? ` (${bytesText(report.found.bytes)})` : ''
  print(`Read ${all.join(', ') || 'nothing'}${size} from ${report.from} in ${durationText(elapsed)}.`)
  const { compared, counted, ...taken } = report.taken
  const fresh = NOUNS.filter(([field]) => (taken[field] ?? 0) > 0).map(
    ([field, one, many]) => `${taken[field]} ${taken[field] === 1 ? one : many}`,
  )
  if (Object.keys(report.taken).length === 0) print(`Written to ${report.to}.`)
  else print(fresh.length > 0 ? `New or changed in ${report.to}: ${fresh.join(', ')}.` : `Nothing was new in ${report.to}.`)
  if (compared !== undefined && report.problems.length === 0) {
    print(
      `Checked: ${counted === undefined ? '' : 'the counts of every run, and '}${compared} ${compared === 1 ? 'run' : 'runs'} value by value.`,
    )
  }
  for (const line of report.notes) note(harmless(line))
  printLeftOut(report.problems)
}

/** Prints what was left out on standard error, a line each, and how many more there are. */
export function printLeftOut(problems: readonly string[]): void {
  for (const line of problems.slice(0, SHOWN)) note(`tailrace: left out: ${harmless(line)}`)
  if (problems.length > SHOWN) note(`tailrace: left out: ${problems.length - SHOWN} more (--json lists all)`)
}
