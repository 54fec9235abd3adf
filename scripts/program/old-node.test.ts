import { type SpawnSyncReturns, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { nodeOfMajor } from '@tailrace/testing'
import { afterAll, describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'tailrace-old-node-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const node20 = nodeOfMajor(20, 'the launcher')
const old = (...args: readonly string[]): SpawnSyncReturns<string> =>
  spawnSync(node20 ?? '', args, { cwd: folder, encoding: 'utf8', env: { PATH: '/usr/bin:/bin' } })

/** A clone without node_modules, as it is before `npm ci` or on a system for which the lock file brings no Node. */
function bareClone(): string {
  const clone = join(folder, 'bare')
  mkdirSync(join(clone, 'packages', 'cli'), { recursive: true })
  cpSync(join(root, 'packages/cli/bin'), join(clone, 'packages/cli/bin'), { recursive: true })
  for (const path of ['scripts', 'examples']) cpSync(join(root, path), join(clone, path), { recursive: true })
  return clone
}

describe.skipIf(node20 === undefined)('an old Node', () => {
  test('hands over to the Node that the lock file brings; the name and the exit status stay', () => {
    const links = join(folder, 'bin')
    mkdirSync(links)
    for (const name of ['tailrace', 'mlflow']) symlinkSync(join(root, 'packages/cli/bin/tailrace.mjs'), join(links, name))
    const version = old(join(links, 'tailrace'), '--version')
    expect([version.status, version.stderr]).toEqual([0, ''])
    expect(version.stdout).toContain('tailrace')
    const wrong = old(join(links, 'mlflow'), 'nonsense')
    expect([wrong.status, wrong.stderr]).toEqual([2, "mlflow: unknown command 'nonsense' (see --help)\n"])
  })

  test('says in one line what is needed where no other Node is there', () => {
    const clone = bareClone()
    for (const script of [
      'packages/cli/bin/tailrace.mjs',
      'scripts/start.mjs',
      'scripts/test.mjs',
      'scripts/check.mjs',
      'scripts/example.mjs',
    ]) {
      const { status, stderr, stdout } = old(join(clone, script))
      expect([script, status, stdout]).toEqual([script, 1, ''])
      expect(stderr).toMatch(/^Node 20\.\S+ is too old: Tailrace needs Node 22\.\d+ or later\. .*https:\/\/nodejs\.org\.\n$/)
    }
  })

  test('says so in the package, too', () => {
    const installed = join(folder, 'package')
    cpSync(join(root, 'packages/cli/bin'), installed, { recursive: true })
    writeFileSync(join(installed, 'main.js'), "import 'node:sqlite'")
    expect(old(join(installed, 'tailrace.mjs'), '--help').stderr).toMatch(/^Node 20\.\S+ is too old: .*\n$/)
  })
})
