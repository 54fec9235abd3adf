import { execFileSync, spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const copy = mkdtempSync(join(tmpdir(), 'tailrace-endpoint-'))
afterAll(() => rmSync(copy, { recursive: true, force: true }))

/** Copies the project's files. Dependencies are linked, its own packages to their copies. */
function copyProject(): void {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' })
  for (const file of listed.split('\n').filter(Boolean)) {
    mkdirSync(dirname(join(copy, file)), { recursive: true })
    cpSync(join(root, file), join(copy, file))
  }
  mkdirSync(join(copy, 'node_modules'))
  for (const name of readdirSync(join(root, 'node_modules')).filter((each) => each !== '@tailrace'))
    symlinkSync(join(root, 'node_modules', name), join(copy, 'node_modules', name))
  mkdirSync(join(copy, 'node_modules', '@tailrace'))
  for (const name of readdirSync(join(root, 'node_modules', '@tailrace')))
    symlinkSync(readlinkSync(join(root, 'node_modules', '@tailrace', name)), join(copy, 'node_modules', '@tailrace', name))
  for (const name of readdirSync(join(root, 'packages'))) {
    const own = join(root, 'packages', name, 'node_modules')
    if (existsSync(own)) symlinkSync(own, join(copy, 'packages', name, 'node_modules'))
  }
  for (const args of [
    ['init', '-q'],
    ['add', '-A'],
    ['-c', 'user.name=test', '-c', 'user.email=test@example.org', 'commit', '-qm', 'start'],
  ])
    execFileSync('git', args, { cwd: copy })
}

function run(...args: string[]): string {
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { cwd: copy, encoding: 'utf8' })
  expect([args[0], status, status === 0 ? '' : stdout + stderr]).toEqual([args[0], 0, ''])
  return stdout
}

function append(file: string, text: string): void {
  writeFileSync(join(copy, file), readFileSync(join(copy, file), 'utf8') + text)
}

/** The files that the list in CONTRIBUTING names, for a domain. */
function listedFiles(domain: string): string[] {
  const [, section = ''] = /## Add an endpoint\n([^]*?)\n## /.exec(readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8')) ?? []
  return [...section.matchAll(/^\d\. `([^`]+)`/gm)].map(([, file = '']) => file.replace('<domain>', domain))
}

test('an endpoint is added in the files that CONTRIBUTING lists, and is served', { timeout: 300_000 }, () => {
  copyProject()
  const files = listedFiles('experiments')
  expect(files).toHaveLength(4)
  const [contract = '', store = '', tests = '', parity = ''] = files
  append(
    contract,
    `
export const countExperiments = endpoint({
  name: 'countExperiments',
  method: 'GET',
  path: '/tailrace/1.0/experiments/count',
  summary: 'Counts the experiments.',
  access: [{ filtered: 'experiment' }],
  idempotent: true,
  touches: [],
  request: object({}),
  response: object({ experiments: text() }),
  errors: [],
})
`,
  )
  append(
    store,
    `
/** Counts the experiments, deleted ones too. */
export async function countExperiments(db: Db): Promise<{ experiments: string }> {
  const row = await db.get<{ n: number }>('select count(*) as n from experiments')
  return { experiments: String(row?.n) }
}
`,
  )
  append(
    tests,
    `
import { countExperiments } from '@tailrace/contract'
onEachDatabase((store) => {
  test('counts', async () => expect(await store.call(countExperiments, {})).toEqual({ experiments: '1' }))
})
`,
  )
  append(parity, '')
  run('scripts/check.mjs', '--write', 'endpoints')
  run('node_modules/typescript/bin/tsc', '-p', 'tsconfig.json')
  run('node_modules/vitest/vitest.mjs', 'run', tests, '--testNamePattern', 'counts')
  const changed = execFileSync('git', ['ls-files', '--modified', '--others', '--exclude-standard'], { cwd: copy, encoding: 'utf8' })
    .trim()
    .split('\n')
  const generated = [
    'docs/endpoints.md',
    'packages/sdk/src/route-table.ts',
    'packages/store/src/operations.ts',
    'packages/ui/src/api/calls.ts',
  ]
  expect(changed.filter((file) => !generated.includes(file)).toSorted()).toEqual([contract, store, tests].toSorted())
  const served = run(
    '--input-type=module',
    '-e',
    `
    import { createClient } from '@tailrace/sdk'
    console.log(typeof createClient({ trackingUri: 'http://127.0.0.1:1' }).countExperiments)`,
  )
  expect(served.trim()).toBe('function')
})
