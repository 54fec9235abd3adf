import { spawn } from 'node:child_process'
import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { REFERENCE_VERSION } from '@tailrace/server'
import { describe, expect, test } from 'vitest'
import { testFolder } from './program-for-tests.ts'

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url))
const folder = testFolder()
/** ms: the program starts from its sources, beside everything else. */
const LONG = 60_000

/** Runs the program as a process of its own. @param script how it is called */
function run(args: readonly string[], script = MAIN): Promise<{ code: number | null; out: string; err: string }> {
  const said = { out: '', err: '' }
  const child = spawn(process.execPath, [script, ...args], { cwd: folder, env: { XDG_CONFIG_HOME: folder } })
  child.stdout.on('data', (chunk: Buffer) => (said.out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (said.err += chunk.toString()))
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, ...said })))
}

describe('the program', () => {
  test('is called what it was called', { timeout: LONG }, async () => {
    const link = join(folder, 'mlflow')
    symlinkSync(MAIN, link)
    expect(await run(['--version'])).toEqual({ code: 0, out: 'tailrace, version 0.1.0\n', err: '' })
    expect(await run(['--version'], link)).toEqual({ code: 0, out: `mlflow, version ${REFERENCE_VERSION}\n`, err: '' })
    expect(await run(['expriments'], link)).toEqual({
      code: 2,
      out: '',
      err: "mlflow: unknown command 'expriments'. Did you mean experiments? (see --help)\n",
    })
  })

  test('lists all its commands, those that come later too', { timeout: LONG }, async () => {
    const { code, out } = await run(['--help'])
    expect(code).toBe(0)
    const listed = [...out.matchAll(/^ {2}([a-z-]+)(?:\|([a-z-]+))? /gm)].flatMap(([, name, alias]) => [name, alias])
    expect(listed).toEqual(
      expect.arrayContaining(['server', 'ui', 'runs', 'experiments', 'artifacts', 'models', 'db', 'gc', 'run', 'deployments']),
    )
    expect((await run(['help', 'runs'])).out).toMatch(/^Usage: tailrace runs /)
  })

  test('does not load a command to list it', { timeout: LONG }, async () => {
    const seen = join(folder, 'seen.mjs')
    const hooks = `
      import { registerHooks } from 'node:module'
      registerHooks({ load: (url, context, next) => { process.stderr.write(url + '\\n'); return next(url, context) } })`
    writeFileSync(seen, hooks)
    const child = spawn(process.execPath, ['--import', seen, MAIN, '--help'], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
    let loaded = ''
    child.stderr.on('data', (chunk: Buffer) => (loaded += chunk.toString()))
    await new Promise((resolve) => child.once('close', resolve))
    const ours = loaded.split('\n').filter((url) => url.includes('/packages/') && url.includes('/src/'))
    expect(ours.map((url) => url.replace(/^.*\/packages\//, '')).toSorted()).toEqual([
      'cli/src/main.ts',
      'cli/src/output/color.ts',
      'cli/src/output/text.ts',
      'cli/src/program.ts',
      'cli/src/run-program.ts',
      'cli/src/version.ts',
      'contract/src/mask.ts',
    ])
  })

  test('ends quietly when nobody reads on', { timeout: LONG }, async () => {
    const child = spawn('sh', ['-c', `'${process.execPath}' '${MAIN}' completion bash | head -1`], { cwd: folder })
    let err = ''
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
    await new Promise((resolve) => child.once('close', resolve))
    expect(err).toBe('')
  })
})
