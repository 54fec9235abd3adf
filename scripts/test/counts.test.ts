import { expect, test } from 'vitest'
import { countsOfOutput, countsOfVitest, sum, summary, troublesOfVitest } from './counts.ts'

const REPORT = { numPassedTests: 3, numFailedTests: 0, numPendingTests: 1, numTodoTests: 1, testResults: [] }
const passed = { status: 'passed', fullName: 'adds' }
const failed = { status: 'failed', fullName: 'subtracts', failureMessages: ['\u001B[31mexpected 1\u001B[39m\nat line 3'] }
const passedFile = { name: '/a.test.ts', status: 'passed', assertionResults: [passed] }
const failedFile = { name: '/b.test.ts', status: 'failed', assertionResults: [failed, passed] }
const brokenFile = {
  name: '/c.test.ts',
  status: 'failed',
  message: 'no such port\nat line 7',
  assertionResults: [{ status: 'skipped', fullName: 'waits' }],
}

for (const [why, report, exitCode, expected] of [
  ['a clean run', { ...REPORT, testResults: [passedFile] }, 0, '3 passed, 0 failed, 2 skipped'],
  ['failed tests', { ...REPORT, numFailedTests: 2, testResults: [failedFile] }, 1, '3 passed, 2 failed, 2 skipped'],
  ['a file that does not load', { ...REPORT, testResults: [passedFile, brokenFile] }, 1, '3 passed, 1 failed, 2 skipped'],
  ['an error outside of the tests', REPORT, 1, '3 passed, 1 failed, 2 skipped'],
  ['no report', undefined, 0, '0 passed, 1 failed, 0 skipped'],
] as const) {
  test(`vitest: ${why}`, () => expect(summary(countsOfVitest(report, exitCode))).toBe(expected))
}

test('what failed is named, and strictly what was left out', () => {
  const report = { ...REPORT, testResults: [passedFile, failedFile, brokenFile] }
  const failures = ['failed: /b.test.ts > subtracts (expected 1)', 'failed: /c.test.ts (no such port)']
  expect(troublesOfVitest(report, false)).toEqual(failures)
  expect(troublesOfVitest(report, true)).toEqual([...failures, 'skipped: /c.test.ts > waits'])
  expect(troublesOfVitest(undefined, false)).toEqual(['failed: the tests ended without a report'])
})

for (const [why, lastLine, exitCode, expected] of [
  ['a clean run', '5 passed, 0 failed, 2 skipped', 0, '5 passed, 0 failed, 2 skipped'],
  ['failures', '5 passed, 3 failed, 0 skipped', 1, '5 passed, 3 failed, 0 skipped'],
  ['a bad end after a good line', '5 passed, 0 failed, 0 skipped', 1, '5 passed, 1 failed, 0 skipped'],
  ['no line', 'Segmentation fault', 139, '0 passed, 1 failed, 0 skipped'],
  ['no line and a good end', '', 0, '0 passed, 1 failed, 0 skipped'],
] as const) {
  test(`output: ${why}`, () => expect(summary(countsOfOutput(lastLine, exitCode))).toBe(expected))
}

const PARTS = [
  { passed: 1, failed: 0, skipped: 2 },
  { passed: 3, failed: 4, skipped: 0 },
]
test('the sum of the parts', () => expect(summary(sum(PARTS, false))).toBe('4 passed, 4 failed, 2 skipped'))
test('strictly, a skip is a failure', () => expect(summary(sum(PARTS, true))).toBe('4 passed, 6 failed, 0 skipped'))
