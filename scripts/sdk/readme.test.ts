import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

test('the README of the examples shows the first one as it is, which the trials run', () => {
  const example = readFileSync(join(root, 'examples/typescript/train.ts'), 'utf8')
  expect(readFileSync(join(root, 'examples/typescript/README.md'), 'utf8')).toContain(`\`\`\`ts\n${example}\`\`\`\n`)
})
