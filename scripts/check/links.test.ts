import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { deadLinks } from './links.ts'

const root = mkdtempSync(join(tmpdir(), 'tailrace-links-'))
afterAll(() => rmSync(root, { recursive: true }))

mkdirSync(join(root, 'docs'))
writeFileSync(join(root, 'docs', 'guide.md'), '# Guide, in `short`\n## Again\n## Again\n```\n# not a heading\n```\n')

for (const [text, ...expected] of [
  ['[a](docs/guide.md) [b](docs) [c](https://example.com/x) [d](mailto:a@b.c)'],
  ['[a](docs/guide.md#guide-in-short) [b](docs/guide.md#again) [c](docs/guide.md#again-1)'],
  ['# Here\n[a](#here)'],
  ['`[a](gone.md)`\n```\n[b](gone.md)\n```'],
  ['one\n\n[a](docs/gone.md)', '3: docs/gone.md leads to no file'],
  ['[a](docs/guide.md#not-a-heading)', '1: docs/guide.md#not-a-heading leads to no heading'],
  ['[a](#there)', '1: #there leads to no heading'],
  ['[a](../x.md)', '1: ../x.md leaves the project'],
] as const) {
  test(text, () => {
    writeFileSync(join(root, 'README.md'), text)
    expect(deadLinks(root).map(({ line, what }) => `${line}: ${what}`)).toEqual(expected)
  })
}
