import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { createDatabase } from '@tailrace/testing'
import { afterAll, describe, expect, test } from 'vitest'
import type { Check } from '../doctor/checks.ts'
import { newDatabase } from '../program-for-tests.ts'
import { withTracking } from '../tracking.ts'

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'tailrace-doctor-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Runs `doctor`; its exit code and what it printed. */
function doctor(
  uri: string,
  args: readonly string[] = [],
  env: Record<string, string> = {},
): Promise<{ code: number | null; out: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [MAIN, 'doctor', ...args], {
      cwd: folder,
      env: { ...process.env, ...env, MLFLOW_TRACKING_URI: uri },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let out = ''
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
    child.on('exit', (code) => resolve({ code, out }))
  })
}

/** What was wrong, by the name of the check. */
async function wrongs(uri: string, args: readonly string[] = []): Promise<{ code: number | null; wrong: Check[] }> {
  const { code, out } = await doctor(uri, ['--json', ...args])
  return { code, wrong: (JSON.parse(out) as { checks: Check[] }).checks.filter(({ ok }) => !ok) }
}

let files = 0
/** A new database with an experiment and a run whose files lie in a folder of its own. */
async function makeDatabase(): Promise<{ uri: string; path: string; files: string; run_id: string }> {
  const path = join(folder, `${++files}.db`)
  const place = join(folder, `files ${files}`)
  const run_id = await withTracking(
    async ({ client }) => {
      const { experiment_id } = await client.createExperiment({ name: 'e', artifact_location: place })
      return (await client.createRun({ experiment_id })).run.info.run_id
    },
    await newDatabase(`sqlite:///${path}`),
  )
  mkdirSync(join(place, run_id), { recursive: true })
  return { uri: `sqlite:///${path}`, path, files: place, run_id }
}

function spoil(path: string, sql: string): void {
  const database = new DatabaseSync(path, { enableForeignKeyConstraints: false })
  database.exec(sql)
  database.close()
}

describe('doctor', { timeout: 60_000 }, () => {
  test('finds nothing wrong with a new database, and says what is here', async () => {
    const { uri } = await makeDatabase()
    const { code, out } = await doctor(uri, [], { MLFLOW_TRACKING_TOKEN: 'geheim', MLFLOW_HTTP_REQUEST_TIMEOUT: '7' })
    expect(code).toBe(0)
    expect(out).toMatch(
      /^System information: .+\nNode version: .+\nTailrace version: .+\nMLflow version: 3\.17\.2\nTailrace module location: /,
    )
    expect(out).toContain(`Tracking URI: ${uri}\nRegistry URI: ${uri}\nMLflow environment variables: \n`)
    expect(out).toContain('  MLFLOW_HTTP_REQUEST_TIMEOUT: 7\n')
    expect(out).toContain('  MLFLOW_TRACKING_TOKEN: ***\n')
    for (const name of ['database', 'permissions', 'schema', 'indexes', 'integrity', 'artifact folders', 'orphaned artifacts']) {
      expect(out).toContain(`  ok    ${name}: `)
    }
  })

  test('masks the environment when asked to', async () => {
    const { uri } = await makeDatabase()
    const { out } = await doctor(uri, ['--mask-envs'], { MLFLOW_HTTP_REQUEST_TIMEOUT: '7' })
    expect(out).toContain('  MLFLOW_HTTP_REQUEST_TIMEOUT: ***\n')
  })

  for (const [name, sql, found, mend] of [
    ['schema', `update alembic_version set version_num = '7d34483879f0'`, /^revision 7d34483879f0, but/, /^tailrace db upgrade sqlite:/],
    ['schema', `update alembic_version set version_num = 'ffff'`, /newer than this server/, /^restore a backup/],
    ['indexes', 'drop index tailrace_runs_newest', /^missing: tailrace_runs_newest$/, /^tailrace server --backend-store-uri sqlite:/],
    [
      'indexes',
      'drop index index_params_run_uuid',
      /^index_params_run_uuid is missing$/,
      /CREATE INDEX index_params_run_uuid ON params \(run_uuid\);$/,
    ],
    [
      'integrity',
      `insert into tags (key, value, run_uuid) values ('a', 'b', 'nobody')`,
      /^1 rows of tags refer to rows of runs/,
      /\.recover/,
    ],
  ] as const) {
    test(`tells what mends ${name} after: ${sql}`, async () => {
      const { uri, path } = await makeDatabase()
      spoil(path, sql)
      const { code, wrong } = await wrongs(uri)
      expect(wrong).toEqual([{ name, ok: false, found: expect.stringMatching(found), mend: expect.stringMatching(mend) }])
      expect(code).toBe(1)
    })
  }

  test('finds files of runs and models that nobody has, and leaves other folders alone', async () => {
    const { uri, files: place } = await makeDatabase()
    const [run, model] = ['a'.repeat(32), `m-${'b'.repeat(32)}`]
    for (const path of [run, join('models', model), 'notes', join('models', 'mine')]) mkdirSync(join(place, path), { recursive: true })
    const { code, wrong } = await wrongs(uri)
    expect(wrong.map(({ mend }) => mend)).toEqual([
      `rm -r '${join(place, run)}'   # unless another database has it`,
      `rm -r '${join(place, 'models', model)}'   # unless another database has it`,
    ])
    expect(code).toBe(1)
  })

  test('finds folders of experiments that the database does not know, in the named folder of proxied artifacts', async () => {
    const { uri, run_id } = await makeDatabase()
    const destination = join(folder, 'proxied')
    const [known, unknown, store] = [run_id, 'c'.repeat(32), 'd'.repeat(32)]
    for (const path of [`71/${unknown}/artifacts`, `72/${known}`, `72/${unknown}`, `73`, `74/${store}`, 'notes'])
      mkdirSync(join(destination, path), { recursive: true })
    writeFileSync(join(destination, '74/meta.yaml'), '')
    const { code, wrong } = await wrongs(uri, ['--artifacts-destination', destination])
    expect(wrong).toMatchObject(
      ['71', join('72', unknown)].map((path) => ({
        name: 'orphaned artifacts',
        found: `${join(destination, path)} belongs to no run, logged model or experiment`,
      })),
    )
    expect([code, (await wrongs(uri)).code]).toEqual([1, 0])
  })

  test('tells of a file where a folder is needed', async () => {
    const { uri, files: place } = await makeDatabase()
    rmSync(place, { recursive: true })
    writeFileSync(place, '')
    expect((await wrongs(uri)).wrong).toMatchObject([{ name: 'artifact folders', found: `${place} is a file where a folder is needed` }])
  })

  for (const [why, uri, found] of [
    ['no file', `sqlite:///${join(folder, 'none.db')}`, /^Database file .* does not exist/],
    [
      'no database server',
      'postgresql://user:geheim@127.0.0.1:1/x',
      /^The PostgreSQL database x at 127\.0\.0\.1:1 \(sslmode prefer\) cannot be opened: .*ECONNREFUSED/,
    ],
    ['no such scheme', 'mysql://x', /are not supported/],
  ] as const) {
    test(`says that there is ${why}, without the password`, async () => {
      const { code, out } = await doctor(uri, ['--json'])
      expect((JSON.parse(out) as { checks: Check[] }).checks).toMatchObject([
        { name: 'database', ok: false, found: expect.stringMatching(found) },
      ])
      expect([code, out.includes('geheim')]).toEqual([1, false])
    })
  }

  test('tells a broken file', async () => {
    const path = join(folder, 'text.db')
    writeFileSync(path, 'this is no database, but long enough to be taken for a header of one'.repeat(20))
    expect(await wrongs(`sqlite:///${path}`)).toMatchObject({
      code: 1,
      wrong: [{ found: expect.stringContaining('file is not a database') }],
    })
  })
})

describe.skipIf(!process.env['TAILRACE_TEST_POSTGRES_URL'])('doctor on PostgreSQL', { timeout: 60_000 }, () => {
  test('finds nothing wrong', async () => {
    const { url, drop } = await createDatabase(process.env['TAILRACE_TEST_POSTGRES_URL'] ?? '')
    await withTracking(({ client }) => client.createExperiment({ name: 'e' }), await newDatabase(url))
    expect(await wrongs(url)).toEqual({ code: 0, wrong: [] })
    await drop()
  })
})

describe('doctor of a server', { timeout: 60_000 }, () => {
  /** A server that tells a time `shift` ms from now. */
  const serve = async (shift: number, status = 200): Promise<{ uri: string; close(): void }> => {
    const server = createServer((request, reply) => {
      reply.setHeader('date', new Date(Date.now() + shift).toUTCString())
      reply.statusCode = request.url === '/version' ? status : 404
      reply.end(request.url === '/version' ? '3.17.2' : '{}')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return { uri: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => void server.close() }
  }

  for (const [why, shift, found] of [
    ['agree', 0, undefined],
    ['differ', 3_600_000, /^36\d\d s behind that of the server|^3599 s behind/],
    ['differ the other way', -3_600_000, /ahead of that of the server$/],
  ] as const) {
    test(`clocks that ${why}`, async () => {
      const { uri, close } = await serve(shift)
      const { code, wrong } = await wrongs(uri)
      expect([code, wrong.map((check) => check.name)]).toEqual(found ? [1, ['clock']] : [0, []])
      if (found) expect(wrong[0]?.found).toMatch(found)
      close()
    })
  }

  test('that answers with an error, and that does not answer', async () => {
    const { uri, close } = await serve(0, 502)
    expect((await wrongs(uri)).wrong).toMatchObject([{ name: 'server', found: `${uri} answers 502` }])
    close()
    expect(await wrongs('http://127.0.0.1:1')).toMatchObject({ code: 1, wrong: [{ name: 'server' }] })
  })
})
