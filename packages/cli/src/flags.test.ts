import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { Agent, type IncomingMessage, request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { POSTGRES_MISSING, createDatabase, startPostgres } from '@tailrace/testing'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url))

/** ms: a start takes half a second, and much more beside everything else. */
const START_TIMEOUT = 60_000

/** The surroundings of this test less what would configure a server. */
const CLEAN = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(MLFLOW|TAILRACE)_/.test(name)))

interface Started {
  readonly child: ChildProcess
  /** Where it listens, as it says itself. */
  readonly url: string
  said(): string
}

interface Reply {
  readonly status: number
  readonly body: string
  readonly headers: Readonly<Record<string, unknown>>
}

let folder = ''
const running = new Set<ChildProcess>()

/** Starts a server on a free port and waits until it says where it listens. */
function start(args: readonly string[], env: Readonly<Record<string, string>> = {}, name = 'server'): Promise<Started> {
  const child = spawn(process.execPath, [MAIN, name, '--port', '0', ...args], {
    cwd: folder,
    env: { ...CLEAN, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  let said = ''
  return new Promise((resolve, reject) => {
    const onData = (chunk: Buffer) => {
      said += chunk.toString()
      const url = /Tailrace serves ([^\s"]+)/.exec(said)?.[1]
      if (url !== undefined) resolve({ child, url, said: () => said })
    }
    child.stdout.on('data', onData)
    child.stderr.on('data', onData)
    child.once('exit', (code) => {
      running.delete(child)
      reject(new Error(`the server ended with ${code}: ${said}`))
    })
  })
}

function stop(child: ChildProcess, signal: 'SIGTERM' | 'SIGINT' = 'SIGTERM'): Promise<number | null> {
  return new Promise((resolve) => {
    if (child.exitCode !== null) return resolve(child.exitCode)
    child.once('exit', (code) => resolve(code))
    child.kill(signal)
  })
}

/** Asks with any headers: `fetch` would not send a Host of one's own. */
function ask(url: string, headers: Record<string, string> = {}, body?: object): Promise<Reply> {
  const sent = body === undefined ? undefined : JSON.stringify(body)
  return new Promise((resolve, reject) => {
    const types = sent === undefined ? {} : { 'content-type': 'application/json' }
    const call = httpRequest(url, { method: sent === undefined ? 'GET' : 'POST', headers: { ...types, ...headers } }, (reply) => {
      let text = ''
      reply.on('data', (chunk: Buffer) => (text += chunk.toString()))
      reply.on('end', () => resolve({ status: reply.statusCode ?? 0, body: text, headers: reply.headers }))
    })
    call.on('error', reject)
    call.end(sent)
  })
}

const API = '/api/2.0/mlflow'
const experiment = async (url: string): Promise<{ name: string; artifact_location: string }> => {
  const { status, body } = await ask(`${url}${API}/experiments/get?experiment_id=0`)
  expect(status).toBe(200)
  return (JSON.parse(body) as { experiment: { name: string; artifact_location: string } }).experiment
}
const status = async (url: string, headers?: Record<string, string>, body?: object) => (await ask(url, headers, body)).status
const message = (reply: Reply): string => (JSON.parse(reply.body) as { message: string }).message
const mode = (path: string): number => statSync(path).mode & 0o777

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tailrace-flags-'))
})
afterEach(async () => {
  await Promise.all([...running].map((child) => stop(child)))
  rmSync(folder, { recursive: true, force: true })
})

describe('settings of a server', () => {
  for (const [why, args, env, check] of [
    [
      'nothing',
      [],
      {},
      async (url) => {
        expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
        expect(await experiment(url)).toMatchObject({ name: 'Default', artifact_location: 'mlflow-artifacts:/0' })
        expect(existsSync(join(folder, 'mlflow.db'))).toBe(true)
        expect(mode(join(folder, 'mlartifacts'))).toBe(0o700)
        expect((await ask(`${url}/health`)).headers['x-frame-options']).toBe('SAMEORIGIN')
        expect(await status(`${url}${API}/experiments/get?experiment_id=0`, { host: 'evil.example' })).toBe(403)
      },
    ],
    [
      'variables that are empty, as if there were none',
      [],
      {
        MLFLOW_HOST: '',
        MLFLOW_BACKEND_STORE_URI: '',
        MLFLOW_ARTIFACTS_DESTINATION: '',
        MLFLOW_SERVER_ALLOWED_HOSTS: '',
        MLFLOW_STATIC_PREFIX: '',
        MLFLOW_SERVER_X_FRAME_OPTIONS: '',
        MLFLOW_DEFAULT_ARTIFACT_ROOT: '',
        MLFLOW_ARTIFACTS_ONLY: '',
        MLFLOW_TRUNCATE_LONG_VALUES: '',
      },
      async (url) => {
        expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
        expect((await experiment(url)).artifact_location).toBe('mlflow-artifacts:/0')
        expect(existsSync(join(folder, 'mlflow.db'))).toBe(true)
        expect(existsSync(join(folder, 'mlartifacts'))).toBe(true)
        expect((await ask(`${url}/health`)).headers['x-frame-options']).toBe('SAMEORIGIN')
      },
    ],
    [
      'a database by flag',
      ['--backend-store-uri', 'sqlite:///other.db'],
      { MLFLOW_BACKEND_STORE_URI: 'sqlite:///third.db' },
      async (url) => {
        await experiment(url)
        expect(['other.db', 'third.db', 'mlflow.db'].filter((name) => existsSync(join(folder, name)))).toEqual(['other.db'])
      },
    ],
    [
      'much by variables',
      [],
      {
        MLFLOW_BACKEND_STORE_URI: 'sqlite:///third.db',
        MLFLOW_DEFAULT_ARTIFACT_ROOT: 's3://bucket/some/',
        MLFLOW_ARTIFACTS_DESTINATION: 'a/b c',
        MLFLOW_SERVER_CORS_ALLOWED_ORIGINS: 'https://ui.example',
        MLFLOW_SERVER_X_FRAME_OPTIONS: 'none',
        MLFLOW_HOST: '::1',
        MLFLOW_WORKERS: '2',
      },
      async (url) => {
        expect(url).toMatch(/^http:\/\/\[::1\]:\d+$/)
        expect(existsSync(join(folder, 'third.db'))).toBe(true)
        expect((await experiment(url)).artifact_location).toBe('s3://bucket/some/0')
        expect([mode(join(folder, 'a/b c')), existsSync(join(folder, 'mlartifacts'))]).toEqual([0o700, false])
        const of = (origin: string) => status(`${url}${API}/experiments/create`, { origin }, {})
        expect(await Promise.all(['https://ui.example', 'https://evil.example'].map(of))).toEqual([400, 403])
        expect((await ask(`${url}/health`)).headers['x-frame-options']).toBeUndefined()
      },
    ],
    [
      'a prefix, an artifact root, a header, and what it does not need',
      '--static-prefix /ml --default-artifact-root here --x-frame-options DENY --registry-store-uri sqlite:///mlflow.db --workers 4'
        .split(' ')
        .concat('--gunicorn-opts=--timeout 5', '--uvicorn-opts=--x'),
      { MLFLOW_SERVER_X_FRAME_OPTIONS: 'NONE' },
      async (url) => {
        expect(url).toMatch(/\/ml$/)
        expect((await ask(`${url}/health`)).headers['x-frame-options']).toBe('DENY')
        expect(await status(`${url.slice(0, -3)}/health`)).toBe(404)
        expect((await experiment(url)).artifact_location).toBe(`${folder}/here/0`)
      },
    ],
    [
      'not to serve artifacts',
      ['--no-serve-artifacts'],
      {},
      async (url) => {
        expect((await experiment(url)).artifact_location).toBe(`${folder}/mlruns/0`)
        expect(await status(`${url}/api/2.0/mlflow-artifacts/artifacts`)).toBe(503)
      },
    ],
    [
      'a relative file URI as root, which is made absolute',
      ['--default-artifact-root', 'file:./my%20runs'],
      {},
      async (url) => {
        const { artifact_location } = await experiment(url)
        expect(artifact_location).toBe(`file://${folder}/my runs/0`)
      },
    ],
    [
      'a root on another host, which experiments and models may name',
      ['--no-serve-artifacts', '--default-artifact-root', 'hdfs://nn:8020/mlflow?x=1'],
      {},
      async (url) => {
        expect((await experiment(url)).artifact_location).toBe('hdfs://nn:8020/mlflow/0?x=1')
        const created = await ask(`${url}${API}/runs/create`, {}, { experiment_id: '0' })
        const { info } = (JSON.parse(created.body) as { run: { info: { run_id: string; artifact_uri: string } } }).run
        await ask(`${url}${API}/registered-models/create`, {}, { name: 'm' })
        const version = (source: string) => status(`${url}${API}/model-versions/create`, {}, { name: 'm', source, run_id: info.run_id })
        expect(await version(info.artifact_uri)).toBe(200)
        expect(await version(info.artifact_uri.replace('nn', 'evil'))).toBe(400)
        expect(await status(`${url}${API}/artifacts/list?run_id=${info.run_id}`)).toBe(501)
      },
    ],
    [
      'to serve artifacts, by flag over a variable',
      ['--serve-artifacts'],
      { MLFLOW_SERVE_ARTIFACTS: '0' },
      async (url) => expect((await experiment(url)).artifact_location).toBe('mlflow-artifacts:/0'),
    ],
    [
      'artifacts only, by variable',
      [],
      { MLFLOW_ARTIFACTS_ONLY: '1', MLFLOW_SERVE_ARTIFACTS: 'TRUE' },
      async (url) => {
        expect(existsSync(join(folder, 'mlflow.db'))).toBe(false)
        expect(await status(`${url}/api/2.0/mlflow-artifacts/artifacts`)).toBe(200)
        expect(await status(`${url}${API}/experiments/get?experiment_id=0`)).toBe(503)
      },
    ],
    [
      'hosts to answer',
      ['--allowed-hosts', 'one.example, *.two.example'],
      {},
      async (url) => {
        const of = (host: string) => status(`${url}${API}/experiments/get?experiment_id=0`, { host })
        expect(await Promise.all(['one.example', 'a.two.example', 'localhost', 'two.example'].map(of))).toEqual([200, 200, 200, 403])
      },
    ],
    [
      'to leave Host and Origin unchecked, on all addresses',
      ['--disable-security-middleware', '-h', '0.0.0.0'],
      {},
      async (url) => {
        expect(url).toMatch(/^http:\/\/localhost:\d+$/)
        const strange = { host: 'evil.example', origin: 'https://evil.example' }
        expect(await status(`${url.replace('localhost', '127.0.0.1')}${API}/experiments/create`, strange, {})).toBe(400)
      },
    ],
    [
      'what clients may send',
      [],
      {
        MLFLOW_TRUNCATE_LONG_VALUES: 'false',
        MLFLOW_CREATE_MODEL_VERSION_SOURCE_VALIDATION_REGEX: '^s3://good/',
        MLFLOW_ARTIFACT_LOCATION_MAX_LENGTH: '20',
      },
      async (url) => {
        const created = await ask(`${url}${API}/runs/create`, {}, { experiment_id: '0' })
        const { run } = JSON.parse(created.body) as { run: { info: { run_id: string } } }
        const long = { run_id: run.info.run_id, key: 'k', value: 'x'.repeat(6001) }
        expect(message(await ask(`${url}${API}/runs/log-parameter`, {}, long))).toBe(
          "'Param value' exceeds the maximum length of 6000 characters",
        )
        await ask(`${url}${API}/registered-models/create`, {}, { name: 'm' })
        const version = (source: string) => status(`${url}${API}/model-versions/create`, {}, { name: 'm', source })
        expect(await Promise.all(['s3://good/m', 's3://bad/m'].map(version))).toEqual([200, 400])
        const at = (place: string) => ask(`${url}${API}/experiments/create`, {}, { name: place, artifact_location: place })
        expect((await at('s3://bucket/12345678')).status).toBe(200)
        expect(message(await at('s3://bucket/123456789'))).toMatch(/20/)
      },
    ],
  ] as const satisfies readonly (readonly [string, readonly string[], Readonly<Record<string, string>>, (url: string) => unknown])[]) {
    test(why, { timeout: START_TIMEOUT }, async () => {
      const { child, url } = await start(args, env)
      await check(url)
      expect(await stop(child)).toBe(0)
    })
  }
})

test('the folder of a SQLite file is made, and one server at a time has the file', { timeout: 2 * START_TIMEOUT }, async () => {
  const uri = `sqlite:///${join(folder, 'new', 'folder', 'm.db')}`
  const first = await start(['--backend-store-uri', uri])
  expect(mode(join(folder, 'new', 'folder'))).toBe(0o700)
  symlinkSync(join(folder, 'new', 'folder', 'm.db'), join(folder, 'link.db'))
  for (const other of [uri, `sqlite:///${join(folder, 'link.db')}`]) {
    const second = start(['--backend-store-uri', other])
    await expect(second).rejects.toThrow(/ended with 1: tailrace: Another Tailrace server uses the database file .*\.db\. Stop it first/)
  }
  await start(['--backend-store-uri', `sqlite:///${join(folder, 'other.db')}`])
  for (const args of [
    ['experiments', 'create', '--experiment-name', 'by a command'],
    ['runs', 'search'],
    ['backup', '--to', join(folder, 'b.tar.gz'), '--backend-store-uri', uri],
  ]) {
    const child = spawn(process.execPath, [MAIN, ...args], { cwd: folder, env: { ...CLEAN, MLFLOW_TRACKING_URI: uri }, stdio: 'ignore' })
    expect(await once(child, 'exit')).toEqual([0, null])
  }
  first.child.kill('SIGKILL')
  await once(first.child, 'exit')
  const { url } = await start(['--backend-store-uri', uri])
  expect(await status(`${url}${API}/experiments/get-by-name?experiment_name=by%20a%20command`)).toBe(200)
})

test('ui is another name of server; both end with 0 when interrupted', { timeout: START_TIMEOUT }, async () => {
  const { child, url } = await start([], {}, 'ui')
  expect(await status(`${url}/health`)).toBe(200)
  expect(await stop(child, 'SIGINT')).toBe(0)
})

test('a stop does not wait for connections that nobody asks on, nor for streams of events', { timeout: START_TIMEOUT }, async () => {
  const { child, url } = await start([])
  const agent = new Agent({ keepAlive: true })
  const answered = (path: string) =>
    new Promise<IncomingMessage>((resolve, reject) =>
      httpRequest(url + path, { agent }, resolve)
        .on('error', reject)
        .end(),
    )
  const streams = [await answered('/api/tailrace/1.0/events'), await answered('/api/tailrace/1.0/events')]
  const idle = await answered('/health')
  const silent = connect(Number(new URL(url).port))
  await once(silent, 'connect')
  for (const stream of [...streams, idle, silent]) stream.on('error', () => {}).resume()
  // Half of the time after which whatever is left is cut.
  const late = new Promise((resolve) => setTimeout(resolve, 10_000, 'still there').unref())
  expect(await Promise.race([stop(child, 'SIGINT'), late])).toBe(0)
  agent.destroy()
  silent.destroy()
})

test('requests are logged as JSON lines with their id at level debug only', { timeout: START_TIMEOUT }, async () => {
  for (const [level, logged] of [
    ['debug', true],
    ['info', false],
  ] as const) {
    const { child, url, said } = await start(['--log-level', level])
    const id = (await ask(`${url}${API}/experiments/get?experiment_id=0`)).headers['x-request-id']
    await stop(child)
    const lines = said()
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(lines.length).toBeGreaterThan(0)
    expect(JSON.stringify(lines).includes(String(id))).toBe(logged)
  }
})

describe('a password of the database is never said', async () => {
  const server = await startPostgres()
  if (!server) console.warn(`skipped: ${POSTGRES_MISSING}`)
  afterAll(() => server?.stop())
  for (const [why, change] of [
    ['in its usual place', (uri: URL) => Object.assign(uri, { password: 'se-cret' }).href],
    ['with @ in it', (uri: URL) => Object.assign(uri, { password: 'PASSWORD' }).href.replace('PASSWORD', 'se@se-cret')],
    ['with : in it', (uri: URL) => Object.assign(uri, { password: 'PASSWORD' }).href.replace('PASSWORD', 'a:se-cret')],
    ['in the query', (uri: URL) => `${uri.href}?password=se-cret&connect_timeout=5`],
  ] as const) {
    test.skipIf(!server)(why, { timeout: START_TIMEOUT }, async () => {
      const { url, drop } = await createDatabase(server?.url ?? '')
      const { child, said } = await start(['--backend-store-uri', change(new URL(url))])
      await stop(child)
      expect(said()).toMatch(/database: postgresql:/)
      expect(said()).not.toContain('cret')
      await drop()
    })
  }
})
