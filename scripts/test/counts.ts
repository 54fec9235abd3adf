import { stripVTControlCharacters } from 'node:util'

/** How a part of the tests ended. */
export interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

/** The part of vitest's JSON report that is read here. */
export interface VitestReport {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
  readonly testResults: readonly {
    /** Path of the file. */
    readonly name: string
    readonly status: string
    /** What went wrong outside a test. */
    readonly message?: string
    readonly assertionResults: readonly {
      readonly status: string
      readonly fullName: string
      readonly failureMessages?: readonly string[] | null
    }[]
  }[]
}

/** Counts of a vitest run. A file that could not be loaded, or a run that ended badly without a failed test, is one failure more. */
export function countsOfVitest(report: VitestReport | undefined, exitCode: number): Counts {
  if (!report) return { passed: 0, failed: 1, skipped: 0 }
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  )
  const failed = report.numFailedTests + broken.length
  return {
    passed: report.numPassedTests,
    failed: exitCode !== 0 && failed === 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  }
}

/** A line for each test that failed and for each file that broke, with the first line of what it said; with `strict` also for each skip. */
export function troublesOfVitest(report: VitestReport | undefined, strict: boolean): string[] {
  if (!report) return ['failed: the tests ended without a report']
  return report.testResults.flatMap(({ name, status, message, assertionResults }) => {
    const odd = assertionResults.filter((test) => test.status === 'failed' || (strict && test.status !== 'passed'))
    const lines = odd.map((test) => line(test.status, `${name} > ${test.fullName}`, test.failureMessages?.[0]))
    return status === 'failed' && !odd.some((test) => test.status === 'failed') ? [line('failed', name, message), ...lines] : lines
  })
}

function line(status: string, name: string, said = ''): string {
  const [first = ''] = stripVTControlCharacters(said).split('\n')
  return `${status}: ${name}${first && ` (${first})`}`
}

/** Counts of a part that ends its output with `N passed, N failed, N skipped`; without that line, or with a bad end, it failed. */
export function countsOfOutput(lastLine: string, exitCode: number): Counts {
  const found = /^(\d+) passed, (\d+) failed, (\d+) skipped$/.exec(lastLine)
  if (!found) return { passed: 0, failed: 1, skipped: 0 }
  const [passed = 0, failed = 0, skipped = 0] = found.slice(1).map(Number)
  return { passed, failed: exitCode !== 0 && failed === 0 ? 1 : failed, skipped }
}

/** Sum of all parts. With `strict` a skip is a failure. */
export function sum(parts: readonly Counts[], strict: boolean): Counts {
  const total = { passed: 0, failed: 0, skipped: 0 }
  for (const part of parts) {
    total.passed += part.passed
    total.failed += part.failed + (strict ? part.skipped : 0)
    total.skipped += strict ? 0 : part.skipped
  }
  return total
}

/** The last line of a run. */
export function summary({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`
}
