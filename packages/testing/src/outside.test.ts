import { expect, test } from 'vitest'
import { troublesOutside } from './outside.ts'

const errors = (...said: string[]) => said.map((message) => ({ message }))

test('an error in a hook, and one that nobody waited for, are named by their first lines', () => {
  const groups = [
    { name: 'quiet', errors: () => errors() },
    { name: 'on PostgreSQL', errors: () => errors('\u001B[31mnot dropped\u001B[39m\nat line 3') },
  ]
  const files = [{ relativeModuleId: 'a.test.ts', children: { allSuites: () => groups } }]
  expect(troublesOutside(files, errors('cut off'))).toEqual([
    'failed: around a.test.ts > on PostgreSQL (not dropped)',
    'failed: an error that nobody waited for (cut off)',
  ])
  expect(troublesOutside([], [])).toEqual([])
})
