import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** A folder into which the package was installed as npm packs it, and nothing else. */
let program: string
let server: ChildProcess | undefined
beforeAll(() => {
  program = mkdtempSync(join(tmpdir(), 'tailrace-program-'))
  execFileSync(process.execPath, ['scripts/build.mjs', 'package'], { cwd: root })
  execFileSync('npm', ['pack', '--pack-destination', program, join(root, 'packages/cli/dist')], { cwd: program, stdio: 'ignore' })
  const [packed = ''] = readdirSync(program)
  execFileSync('npm', ['install', '--offline', '--no-audit', '--no-fund', join(program, packed)], { cwd: program, stdio: 'ignore' })
}, 180_000)
afterAll(() => {
  server?.kill()
  rmSync(program, { recursive: true, force: true })
})

const file = (name: string): string => join(program, 'node_modules', '@tailrace', 'cli', name)

test('it needs nothing else, and what developers need is left out', () => {
  const manifest = JSON.parse(readFileSync(file('package.json'), 'utf8')) as Record<string, unknown>
  expect(manifest).toMatchObject({ name: '@tailrace/cli', bin: { tailrace: './tailrace.mjs', mlflow: './tailrace.mjs' } })
  expect(manifest).not.toHaveProperty('dependencies')
  expect(manifest).not.toHaveProperty('private')
  expect(readdirSync(join(program, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual(['@tailrace'])
  expect(readdirSync(file('.')).filter((name) => name.endsWith('.map'))).toEqual([])
})

test('it serves the web UI, built', async () => {
  expect(existsSync(file('ui/index.html'))).toBe(true)
  const data = ['--backend-store-uri', `sqlite:///${program}/mlflow.db`, '--artifacts-destination', join(program, 'artifacts')]
  server = spawn(join(program, 'node_modules/.bin/tailrace'), ['server', '--host', '127.0.0.1', '--port', '0', ...data], { cwd: program })
  const url = await new Promise<string>((resolve, reject) => {
    let said = ''
    const hear = (text: Buffer): void => {
      said += text.toString()
      const [found] = /http:\/\/127\.0\.0\.1:\d+/.exec(said) ?? []
      if (found) resolve(found)
    }
    server?.stdout?.on('data', hear)
    server?.stderr?.on('data', hear)
    server?.on('exit', () => reject(new Error(`the server ended: ${said}`)))
  })
  const page = await (await fetch(url)).text()
  const [, script = ''] = /src="\.\/(static-files\/app-[^"]+\.js)"/.exec(page) ?? []
  const answer = await fetch(`${url}/${script}`)
  expect(answer.status).toBe(200)
  expect(await answer.text()).toBe(readFileSync(file(`ui/${script}`), 'utf8'))
}, 60_000)
