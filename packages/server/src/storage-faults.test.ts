import { join } from 'node:path'
import { canMount, runOnSmallDisk } from '@tailrace/testing'
import { expect, test, vi } from 'vitest'
import { testServer } from './server-for-tests.ts'

/** Runs with artifacts on a file system of one mebibyte, and prints what it saw. */
const SCENARIO = `
const { DEFAULT_CONFIG, startServer } = await import(process.env.TAILRACE_SERVER)
const { execFileSync } = await import('node:child_process')
const { truncateSync, writeFileSync } = await import('node:fs')
const disk = process.env.TAILRACE_SMALL_DISK
const log = []
const settings = { artifact_root: 'mlflow-artifacts:/', location_rules: { base: disk }, truncate_long_values: true }
const server = await startServer('sqlite:///' + process.env.TMPDIR + '/mlflow.db', settings, {
  ...DEFAULT_CONFIG,
  port: 0,
  artifacts_destination: disk + '/art',
  log_stream: { write: (line) => log.push(JSON.parse(line)) },
})
const put = (size) => fetch(server.url + '/api/2.0/mlflow-artifacts/artifacts/a', { method: 'PUT', body: Buffer.alloc(size, 1) })
const seen = {}
// Answers of /ready are kept for two seconds.
const ready = async (wanted) => {
  for (;;) {
    const reply = await fetch(server.url + '/ready')
    if (reply.status === wanted) return wanted === 200 ? 200 : [reply.status, reply.headers.get('retry-after') !== null, (await reply.json()).message]
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
seen.stored = (await put(10)).status
seen.ready = await ready(200)
try { writeFileSync(disk + '/full', Buffer.alloc(2_000_000)) } catch {}
seen.full = await ready(503)
seen.refused = (await put(500_000)).status
truncateSync(disk + '/full')
seen.again = await ready(200)
execFileSync('mount', ['-o', 'remount,ro', disk])
seen.unwritable = await server.unwritable()
seen.readOnly = (await put(10)).status
seen.notReady = await ready(503)
seen.read = (await fetch(server.url + '/api/2.0/mlflow-artifacts/artifacts/a')).status
seen.log = log.filter(({ level, path }) => level === 'error' && path.endsWith('/a')).map(({ request_id, time, ...rest }) => rest)
await server.stop()
console.log(JSON.stringify(seen))
`

test.skipIf(!canMount())('a disk that is full or read-only: 503, not ready, named, and logged once a request', { timeout: 60_000 }, () => {
  const seen = runOnSmallDisk(SCENARIO, { TAILRACE_SERVER: join(import.meta.dirname, 'index.ts') })
  const error = { level: 'error', client: '127.0.0.1', method: 'PUT', path: '/api/2.0/mlflow-artifacts/artifacts/a' }
  const logged = { ...error, code: 'TEMPORARILY_UNAVAILABLE', msg: 'artifact storage error' }
  expect(seen).toEqual({
    stored: 200,
    ready: 200,
    full: [503, true, 'The artifact storage cannot be used at the moment: The artifact storage is full.'],
    refused: 503,
    again: 200,
    unwritable: [
      {
        folder: expect.stringMatching(/\/art$/),
        message: 'The artifact storage is read-only',
        fault: expect.stringMatching(/^EROFS: read-only/),
      },
    ],
    readOnly: 503,
    notReady: [503, true, 'The artifact storage cannot be used at the moment: The artifact storage is read-only.'],
    read: 200,
    log: [
      { ...logged, error_class: 'ENOSPC', error: expect.stringContaining('no space left on device') },
      { ...logged, error_class: 'EROFS', error: expect.stringContaining('read-only file system') },
    ],
  })
})

test('/ready looks anew when the clock of the machine is set back', async () => {
  const { app, store } = await testServer()
  vi.useFakeTimers({ toFake: ['Date', 'performance'] })
  try {
    expect((await app.inject({ url: '/ready' })).statusCode).toBe(200)
    const asked = vi.spyOn(store, 'ready')
    vi.setSystemTime(Date.now() - 3_600_000)
    await app.inject({ url: '/ready' })
    expect(asked).toHaveBeenCalledTimes(0)
    vi.advanceTimersByTime(3000)
    vi.setSystemTime(Date.now() - 3_600_000)
    await app.inject({ url: '/ready' })
    expect(asked).toHaveBeenCalledTimes(1)
  } finally {
    vi.useRealTimers()
    vi.restoreAllMocks()
  }
})
