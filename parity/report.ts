/** Counts what passed, failed and was skipped, and prints each failure where it happens. */
export class Report {
  passed = 0
  failed = 0
  skipped = 0

  /** Counts passes; `what` is printed when given. */
  pass(count = 1, what?: string): void {
    this.passed += count
    if (what !== undefined) console.log(`ok   ${what}`)
  }

  /** Counts one failure and prints why; every further line is indented below it. */
  fail(what: string, why: string): void {
    this.failed += 1
    console.log(`FAIL ${what}\n${why.replace(/^/gm, '       ')}`)
  }

  /** Counts one skipped part and says why. With TAILRACE_NO_SKIP=1 a skip is a failure. */
  skip(what: string, why: string): void {
    if (process.env['TAILRACE_NO_SKIP'] === '1') return this.fail(what, `skipped, and TAILRACE_NO_SKIP=1 forbids that: ${why}`)
    this.skipped += 1
    console.log(`skip ${what}: ${why}`)
  }

  /** The final line of a run. */
  summary(): string {
    return `${this.passed} passed, ${this.failed} failed, ${this.skipped} skipped`
  }
}
