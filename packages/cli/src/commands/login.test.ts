import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Ended, testFolder } from '../program-for-tests.ts'

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url))
const folder = testFolder()
const file = join(folder, 'tailrace', 'credentials')
/** ms: each test starts the program several times, beside everything else. */
const LONG = 60_000

/** Runs the program with a line on its standard input. */
function run(args: readonly string[], input = '', env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const child = spawn(process.execPath, [MAIN, ...args], { cwd: folder, env: { XDG_CONFIG_HOME: folder, ...env } })
  const said = { out: '', err: '' }
  child.stdout.on('data', (chunk: Buffer) => (said.out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (said.err += chunk.toString()))
  child.stdin.end(input)
  return new Promise((resolve) => child.once('close', (code) => resolve({ code: code ?? -1, ...said })))
}

/** A server that wants a token or a password, and the credentials it received. */
const ACCEPTED = ['Bearer good', `Basic ${Buffer.from('ana:pass word').toString('base64')}`]
let received: (string | undefined)[] = []
const server = createServer((request, reply) => {
  received.push(request.headers.authorization)
  const known = ACCEPTED.includes(request.headers.authorization ?? '')
  reply.writeHead(known ? 200 : 401, { 'content-type': 'application/json' })
  reply.end(known ? '{"experiments": []}' : '{"error_code": "UNAUTHENTICATED", "message": "Who are you?"}')
})
let url = ''
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => server.close())

describe('login', () => {
  test('keeps a token for its owner alone; commands use it until logout', { timeout: LONG }, async () => {
    expect(await run(['login', `${url}/`], 'good\n')).toEqual({ code: 0, out: `Logged in at ${url}.\n`, err: `Kept in ${file}.\n` })
    expect(statSync(file).mode & 0o777).toBe(0o600)
    received = []
    expect((await run(['experiments', 'search'])).code).toBe(0)
    expect((await run(['experiments', 'search'], '', { MLFLOW_TRACKING_URI: url })).code).toBe(0)
    expect(received).toEqual(['Bearer good', 'Bearer good'])
    expect((await run(['login', '--logout'])).out).toBe(`Logged out of ${url}.\n`)
    expect(existsSync(file)).toBe(false)
  })

  test('keeps a name and a password; the environment wins over them', { timeout: LONG }, async () => {
    expect((await run(['login', url, '--username', 'ana'], 'pass word\n')).out).toBe(`Logged in at ${url} as ana.\n`)
    received = []
    expect((await run(['experiments', 'search'])).code).toBe(0)
    expect((await run(['experiments', 'search'], '', { MLFLOW_TRACKING_TOKEN: 'other' })).code).toBe(1)
    expect(received).toEqual([ACCEPTED[1], 'Bearer other'])
  })

  test('tells no other server', { timeout: LONG }, async () => {
    const { port } = server.address() as AddressInfo
    received = []
    expect((await run(['experiments', 'search'], '', { MLFLOW_TRACKING_URI: `http://localhost:${port}` })).code).toBe(1)
    expect(received).toEqual([undefined])
  })

  test('keeps nothing that the server refuses', { timeout: LONG }, async () => {
    const before = readFileSync(file, 'utf8')
    expect(await run(['login', url], 'bad\n')).toEqual({ code: 1, out: '', err: 'tailrace: Who are you?\n' })
    expect((await run(['login', 'http://127.0.0.1:1'], 'good\n')).err).toContain('Is the server running?')
    expect(readFileSync(file, 'utf8')).toBe(before)
  })

  for (const [why, args, input, code, message] of [
    ['no server', ['login'], '', 2, /Give the server's address/],
    ['what is no server', ['login', 'sqlite:///x.db'], '', 1, /'sqlite:\/\/\/x.db' is no server/],
    ['no token', ['login', 'http://127.0.0.1:1'], '\n', 1, /No token was given. Use --anonymous/],
    ['a logout of a stranger', ['login', 'http://other.example', '--logout'], '', 1, /Nobody is logged in at http:\/\/other\.example\./],
  ] as const) {
    test(`refuses ${why}`, { timeout: LONG }, async () => {
      const ended = await run(args, input)
      expect(ended.err).toMatch(/^tailrace: .*\n$/)
      expect(ended.err).toMatch(message)
      expect([ended.code, ended.out]).toEqual([code, ''])
    })
  }

  test('takes a name and a password from the address; doctor and other commands use them there too', { timeout: LONG }, async () => {
    const withCredentials = url.replace('//', '//ana:pass%20word@')
    expect(await run(['login', withCredentials])).toEqual({ code: 0, out: `Logged in at ${url} as ana.\n`, err: `Kept in ${file}.\n` })
    expect((await run(['login', '--logout'])).code).toBe(0)
    for (const command of [['experiments', 'search'], ['doctor']]) {
      received = []
      const { out, err } = await run(command, '', { MLFLOW_TRACKING_URI: withCredentials })
      expect(new Set(received)).toEqual(new Set([ACCEPTED[1]]))
      expect(out + err).not.toMatch(/pass.*word/)
    }
  })

  test('says which file is broken', { timeout: LONG }, async () => {
    mkdirSync(join(folder, 'tailrace'), { recursive: true })
    writeFileSync(file, '{')
    const { code, err } = await run(['experiments', 'search'])
    expect(err).toBe(`tailrace: ${file} cannot be read: delete it and log in again.\n`)
    expect(code).toBe(1)
  })
})
