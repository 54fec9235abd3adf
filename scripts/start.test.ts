import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

const root = mkdtempSync(join(tmpdir(), 'tailrace-start-'))
afterAll(() => rmSync(root, { recursive: true }))

beforeAll(() => {
  mkdirSync(join(root, 'scripts'))
  for (const script of ['build.mjs', 'build-ui.mjs', 'start.mjs']) cpSync(join('scripts', script), join(root, 'scripts', script))
  cpSync('packages/cli/bin', join(root, 'packages/cli/bin'), { recursive: true })
  symlinkSync(resolve('node_modules'), join(root, 'node_modules'))
  for (const folder of ['packages/cli/src', 'packages/store/src/sqlite', 'packages/store/src/migrations/schema', 'packages/filter/src'])
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

/** What a start prints: the lines of its output, then those of its errors. */
function start(...args: string[]): string[] {
  const { stdout, stderr } = spawnSync(process.execPath, [join(root, 'scripts', 'start.mjs'), ...args], { encoding: 'utf8' })
  return `${stdout}${stderr}`.split('\n').filter(Boolean)
}

test('builds once, again after a change, and leaves nothing of the old behind', () => {
  expect(start('--port', '5001')).toEqual(['one server --port 5001', 'thread of one'])
  expect(start()).toEqual(['one server', 'thread of one'])
  const files = readdirSync(join(root, 'dist')).length
  name('another')
  expect(start()).toEqual(['another server', 'thread of another'])
  expect(readdirSync(join(root, 'dist'))).toHaveLength(files)
  writeFileSync(join(root, 'package-lock.json'), '{ }')
  expect(start()).toEqual(['another server', 'thread of another'])
})

test('starts nothing when the build fails', () => {
  name("' +")
  const lines = start()
  expect(lines.at(-1)).toBe('The build failed, see above; after a change of branch or version run `npm ci` first.')
  expect(lines.join('\n')).not.toContain('server')
})

test('says what it waits for before it builds the web UI, and says it once', () => {
  name('one')
  mkdirSync(join(root, 'packages/ui'))
  source('packages/ui/index.html', '<script type="module" src="/main.js"></script>')
  source('packages/ui/main.js', 'document.title = "a page"')
  source('packages/ui/vite.config.mjs', "export default { build: { assetsDir: 'static-files', emptyOutDir: false } }")
  expect(start()).toEqual([
    'one server',
    'thread of one',
    'Building the web UI (first start only, some seconds) ...',
    expect.stringMatching(/^Built the web UI in [\d.]+ s\.$/),
  ])
  expect(start()).toEqual(['one server', 'thread of one'])
})
