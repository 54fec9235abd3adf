import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { undocumented } from './flags.ts'

const root = mkdtempSync(join(tmpdir(), 'tailrace-flags-'))
afterAll(() => rmSync(root, { recursive: true }))

test('names what the page lacks and what it makes up', () => {
  mkdirSync(join(root, 'docs'))
  mkdirSync(join(root, 'packages', 'store', 'src'), { recursive: true })
  const page = '| `--port` | `MLFLOW_PORT` |\n| `--color` | `MLFLOW_SHADE` |\n\n`--hidden` does nothing.\n'
  writeFileSync(join(root, 'docs', 'configuration.md'), page)
  writeFileSync(join(root, 'packages', 'store', 'src', 'pool.ts'), "process.env['MLFLOW_POOL'] ?? process.env.MLFLOW_PORT")
  const help = '  -p, --port <port>  port (env: MLFLOW_PORT)\n  --host <host>  address (env: MLFLOW_HOST)\n  --help  this'
  expect(undocumented(root, help).map(({ what }) => what)).toEqual([
    'says nothing about --host',
    'says nothing about MLFLOW_HOST',
    'says nothing about MLFLOW_POOL',
    'lists --color, which does not exist',
    'lists MLFLOW_SHADE, which does not exist',
  ])
})
