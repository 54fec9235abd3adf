import { writeFileSync } from 'node:fs'
import { OUTSIDE_FILE, REPORT_FILE, troublesOutside } from './outside.ts'

/** The part of vitest's type that is used here. */
type Reporter = 'default' | [name: 'json', options: { outputFile: string }] | { onTestRunEnd: OnTestRunEnd }
type OnTestRunEnd = (...args: Parameters<typeof troublesOutside>) => void

/** What vitest tells of a run: to whoever looks on, and into the files that `npm test` names in the environment. */
export function reporters(): Reporter[] {
  const { [REPORT_FILE]: report, [OUTSIDE_FILE]: outside } = process.env
  const all: Reporter[] = ['default']
  if (report) all.push(['json', { outputFile: report }])
  if (outside) all.push({ onTestRunEnd: (files, unhandled) => writeFileSync(outside, JSON.stringify(troublesOutside(files, unhandled))) })
  return all
}
