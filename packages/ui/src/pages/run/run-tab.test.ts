import { expect, test } from 'vitest'
import { tabOf } from './run-tab.ts'

for (const [rest, tab, path] of [
  ['', 'overview', ''],
  ['overview', 'overview', ''],
  ['model-metrics', 'model-metrics', ''],
  ['artifacts', 'artifacts', ''],
  ['artifacts/a/b c.txt', 'artifacts', 'a/b c.txt'],
  ['artifactPath/plots/', 'artifacts', 'plots'],
  ['traces', 'overview', ''],
] as const)
  test(`"${rest}" opens ${tab} ${path}`, () => expect(tabOf(rest)).toEqual({ tab, path }))
