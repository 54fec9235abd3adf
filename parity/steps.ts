import type { Ran } from './python.ts'
import type { Report } from './report.ts'

/** Counts the lines `ok <step>` and `FAIL <step>: <why>` of a script; an end without a word is a failure too. */
export function countSteps(ran: Ran, name: string, report: Report): void {
  const lines = ran.out.split('\n')
  const passed = lines.filter((line) => line.startsWith('ok ')).length
  const failed = lines.filter((line) => line.startsWith('FAIL '))
  report.pass(passed, `${name}: ${passed} steps`)
  for (const line of failed) report.fail(name, line)
  if (ran.code !== 0 && failed.length === 0) report.fail(name, `ended with ${ran.code}\n${ran.err.slice(-900)}`)
  if (ran.code === 0 && passed === 0) report.fail(name, 'no step ran')
}
