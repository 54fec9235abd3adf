import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

const root = mkdtempSync(join(tmpdir(), 'tailrace-start-'))
afterAll(() => rmSync(root, { recursive: true }))

beforeAll(() => {
  mkdirSync(join(root, 'scripts'))
  for (const script of ['build.mjs', 'build-ui.mjs', 'start.mjs', 'require-node.mjs'])
    cpSync(join('scripts', script), join(root, 'scripts', script))
  symlinkSync(resolve('node_modules'), join(root, 'node_modules'))
  for (const folder of ['packages/cli/src', 'packages/store/src/sqlite', 'packages/store/src/migrations/schema'])
    mkdirSync(join(root, folder), { recursive: true })
  writeFileSync(join(root, 'package-lock.json'), '{}')
  // Both entries share a module, as the real ones do; the thread is found beside the program.
  source('packages/store/src/sqlite/thread.ts', "import { name } from '../../../cli/src/name.ts'\nconsole.log('thread of', name)")
  source(
    'packages/cli/src/main.ts',
    `import { Worker } from 'node:worker_threads'
     import { name } from './name.ts'
     console.log(name, process.argv.slice(2).join(' '))
     new Worker(new URL('./thread.js', import.meta.url))`,
  )
  name('one')
})

const source = (file: string, text: string): void => writeFileSync(join(root, file), text)
const name = (text: string): void => source('packages/cli/src/name.ts', `export const name: string = '${text}'`)

/** What a start prints; `built` lines without their figures. */
function start(...args: string[]): string[] {
  const { stdout, stderr } = spawnSync(process.execPath, [join(root, 'scripts', 'start.mjs'), ...args], { encoding: 'utf8' })
  return `${stdout}${stderr}`
    .split('\n')
    .filter(Boolean)
    .map((line) => line.replace(/^built .*: \d+ KiB in [\d.]+ s$/, 'built'))
}

test('builds once, again after a change, and leaves nothing of the old behind', () => {
  expect(start('--port', '5001')).toEqual(['built', 'one server --port 5001', 'thread of one'])
  expect(start()).toEqual(['one server', 'thread of one'])
  const files = readdirSync(join(root, 'dist')).length
  name('another')
  expect(start()).toEqual(['built', 'another server', 'thread of another'])
  expect(readdirSync(join(root, 'dist'))).toHaveLength(files)
  writeFileSync(join(root, 'package-lock.json'), '{ }')
  expect(start()).toEqual(['built', 'another server', 'thread of another'])
})

test('starts nothing when the build fails', () => {
  name("' +")
  const lines = start()
  expect(lines.at(-1)).toBe('The build failed, see above; after a change of branch or version run `npm ci` first.')
  expect(lines.join('\n')).not.toContain('server')
})

test('says in one line what to do under an old Node', () => {
  const script = "import('./scripts/require-node.mjs').then(({ requireNode }) => requireNode('99.1', 'npm start'))"
  const { status, stderr } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' })
  expect([status, stderr]).toEqual([
    1,
    `Node ${process.versions.node} is too old (99.1 or newer is needed): run it as \`npm start\` after \`npm ci\`.\n`,
  ])
})
