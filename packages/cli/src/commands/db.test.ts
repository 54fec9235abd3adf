import { spawn } from 'node:child_process'
import { copyFileSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { withTracking } from '../tracking.ts'

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url))
/** A database that MLflow 2.9.2 made. */
const OLD = fileURLToPath(new URL('../../../store/src/migrations/fixtures/old/2.9.2.sqlite.sql', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'tailrace-db-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Runs the program; its exit code, what it printed and what it said. */
function tailrace(...args: readonly string[]): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [MAIN, ...args], { cwd: folder })
    const said = { out: '', err: '' }
    child.stdout.on('data', (chunk: Buffer) => (said.out += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (said.err += chunk.toString()))
    child.on('exit', (code) => resolve({ code, ...said }))
  })
}

function oldDatabase(name: string): { uri: string; path: string } {
  const path = join(folder, name)
  const database = new DatabaseSync(path)
  database.exec(readFileSync(OLD, 'utf8'))
  database.close()
  return { uri: `sqlite:///${path}`, path }
}

describe('db upgrade', { timeout: 60_000 }, () => {
  test('a server refuses an older database and names the command; a dry run changes nothing', async () => {
    const { uri, path } = oldDatabase('a.db')
    const before = readFileSync(path)
    const { code, err } = await tailrace('server', '--backend-store-uri', uri, '--port', '0')
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(/^tailrace: The database is at schema revision acf3f17fdcc7 .*'tailrace db upgrade <database_uri>'\.\n$/),
    ])
    const { out } = await tailrace('db', 'upgrade', uri, '--dry-run')
    expect(out).toContain('From acf3f17fdcc7 to dc11669786a5, in these steps of MLflow:\n')
    expect(out).toMatch(/^867495a8f9d4 +2\.13 \(2\.12\.2\) *$/m)
    expect(out).toMatch(/^metrics +30 *$/m)
    expect(out).toMatch(/^77 rows are kept\. It takes about \d+ s/m)
    const plan = JSON.parse((await tailrace('db', 'upgrade', uri, '--dry-run', '--json')).out) as object
    expect(plan).toMatchObject({ from: 'acf3f17fdcc7', to: 'dc11669786a5', rows: 77 })
    expect(readFileSync(path)).toEqual(before)
  })

  test('upgrades, keeps a copy and its rows, and finds it done the second time', async () => {
    const { uri, path } = oldDatabase('b.db')
    const { code, out, err } = await tailrace('db', 'upgrade', uri)
    const copy = readdirSync(folder).find((name) => name.startsWith('b.db.acf3f17fdcc7.')) ?? ''
    expect({ code, out, err }).toEqual({
      code: 0,
      out: `The database as it was: ${join(folder, copy)}\nUpgraded ${uri} from acf3f17fdcc7 to dc11669786a5: 77 rows in 15 tables.\n`,
      err: '',
    })
    expect(await tailrace('db', 'upgrade', uri)).toEqual({ code: 0, out: `The database ${uri} has the present schema.\n`, err: '' })
    const runs = await withTracking(({ client }) => client.searchRuns({ experiment_ids: ['1'], run_view_type: 'ALL' }), uri)
    expect(runs.runs).toHaveLength(3)
    copyFileSync(join(folder, copy), path)
    rmSync(`${path}-wal`, { force: true })
    expect((await tailrace('db', 'upgrade', uri, '--dry-run')).out).toContain('From acf3f17fdcc7')
  })

  test('makes no file that is not there, and gives one that is empty its schema', async () => {
    const path = join(folder, 'new.db')
    for (const flags of [['--dry-run'], [], ['--json']]) {
      const { code, err } = await tailrace('db', 'upgrade', `sqlite:///${path}`, ...flags)
      expect([code, err]).toEqual([1, expect.stringContaining(`Database file ${path} does not exist.`)])
      expect(existsSync(path)).toBe(false)
    }
    writeFileSync(path, '')
    expect((await tailrace('db', 'upgrade', `sqlite:///${path}`)).code).toBe(0)
    expect(statSync(path).size).toBeGreaterThan(0)
  })

  writeFileSync(join(folder, 'text.db'), 'this is no database, but long enough to be taken for a header of one'.repeat(20))
  for (const [why, args, code, message] of [
    ['no URL', ['upgrade'], 2, /missing required argument 'url'/],
    ['a scheme that is none of ours', ['upgrade', 'mysql://x'], 1, /Databases of the scheme 'mysql' are not supported/],
    ['a file that is no database', ['upgrade', `sqlite:///${join(folder, 'text.db')}`], 1, /cannot be upgraded: file is not a database/],
    [
      'a server that is not there',
      ['upgrade', 'postgresql://u:geheim@127.0.0.1:1/x'],
      1,
      /^tailrace: The PostgreSQL database x at 127\.0\.0\.1:1 \(sslmode prefer\) cannot be upgraded: .*ECONNREFUSED/,
    ],
    ['a command of another tier', ['move-resources'], 1, /comes with a later version/],
  ] as const) {
    test(`${why}: one line and exit code ${code}`, async () => {
      const { err, out, ...ended } = await tailrace('db', ...args)
      expect([ended.code, out, err.trim().split('\n').length]).toEqual([code, '', 1])
      expect(err).toMatch(message)
      expect(err).not.toContain('geheim')
    })
  }
})
