import { once } from 'node:events'
import { type AddressInfo, type Socket, connect, createServer } from 'node:net'
import * as contract from '@tailrace/contract'
import { POSTGRES_MISSING, createDatabase, startPostgres } from '@tailrace/testing'
import pg from 'pg'
import { afterAll, describe, expect, test } from 'vitest'
import type { Changes } from '../events/changes.ts'
import { openPostgres } from './store.ts'
import { parsePostgresUri } from './target.ts'
import { type OperatorStore, operatorStore } from '../testing/operator-store.ts'

const server = await startPostgres()
afterAll(() => server?.stop())
if (!server) console.warn(`skipped: ${POSTGRES_MISSING}`)
const SETTINGS = { artifact_root: '/tmp/a', location_rules: { base: '/tmp' }, truncate_long_values: true }

async function newDatabase(): Promise<{ url: string; other: pg.Client }> {
  const { url, drop } = await createDatabase(server?.url ?? '')
  const other = new pg.Client({ connectionString: url })
  other.on('error', () => {})
  await other.connect()
  afterAll(async () => {
    await other.end()
    await drop()
  })
  return { url, other }
}

async function open(url: string, limits?: { queue: number; work: number }): Promise<OperatorStore> {
  const store = operatorStore(await openPostgres(parsePostgresUri(url), SETTINGS, () => {}, limits))
  afterAll(() => store.close())
  return store
}

const outcome = (answer: Promise<unknown>): Promise<string> =>
  answer.then(
    () => 'OK',
    (error: unknown) => (error instanceof contract.MlflowError ? `${error.code}: ${error.message}` : String(error)),
  )
const read = (store: OperatorStore): Promise<string> => outcome(store.call(contract.getExperiment, { experiment_id: '0' }))
const write = (store: OperatorStore): Promise<string> => outcome(store.call(contract.createRun, { experiment_id: '0' }))
/** Backends of the store that wait for a lock. */
const LOCKED = "from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and wait_event_type = 'Lock'"

/** A way to the database that can be held up, as by a network that loses everything. */
async function proxy(url: string): Promise<{ url: string; hold(): void; release(): void }> {
  const { hostname, port } = new URL(url)
  const sockets = new Set<Socket>()
  let isHeld = false
  const listener = createServer((client) => {
    const database = connect(Number(port), hostname)
    for (const [from, to] of [
      [client, database],
      [database, client],
    ] as const) {
      sockets.add(from)
      if (isHeld) from.pause()
      from.on('data', (chunk) => to.write(chunk))
      from.on('error', () => to.destroy())
      from.on('close', () => (sockets.delete(from), to.destroy()))
    }
  })
  await once(listener.listen(0, '127.0.0.1'), 'listening')
  afterAll(() => void listener.close())
  const through = new URL(url)
  through.host = `127.0.0.1:${(listener.address() as AddressInfo).port}`
  const all = (work: (socket: Socket) => void): void => sockets.forEach(work)
  return {
    url: through.href,
    hold: () => ((isHeld = true), all((socket) => socket.pause())),
    release: () => ((isHeld = false), all((socket) => socket.resume())),
  }
}

/** @param like of which statements; a new store also builds indexes meanwhile */
async function waiting(other: pg.Client, like = '%'): Promise<number> {
  // Within a transaction the first look would be kept.
  await other.query('select pg_stat_clear_snapshot()')
  return (await other.query(`select 1 ${LOCKED} and query like $1`, [like])).rowCount ?? 0
}

describe.skipIf(!server)('PostgreSQL in trouble', { timeout: 60_000 }, () => {
  test('that says nothing any more: each request ends at its own deadline, and all is well afterwards', async () => {
    const { url } = await newDatabase()
    const way = await proxy(url)
    const store = await open(way.url, { queue: 300, work: 600 })
    expect(await write(store)).toBe('OK')
    way.hold()
    const outcomes = await Promise.all(Array.from({ length: 24 }, (_, index) => (index % 2 === 0 ? read(store) : write(store))))
    for (const text of outcomes) expect(text).toMatch(/^TEMPORARILY_UNAVAILABLE: /)
    way.release()
    await expect.poll(async () => [await read(store), await write(store)], { timeout: 20_000 }).toEqual(['OK', 'OK'])
  })

  for (const [how, sql, message] of [
    ['canceled', 'pg_cancel_backend(pid)', /^TEMPORARILY_UNAVAILABLE: The database canceled the statement/],
    ['cut off', 'pg_terminate_backend(pid)', /^TEMPORARILY_UNAVAILABLE: The database cannot be reached/],
  ] as const) {
    test(`a statement that is ${how} may be tried again`, async () => {
      const { url, other } = await newDatabase()
      const store = await open(url)
      await other.query('begin; lock table runs in access exclusive mode')
      const answer = write(store)
      await expect.poll(() => waiting(other), { timeout: 20_000 }).toBe(1)
      await other.query(`select ${sql} ${LOCKED}`)
      expect(await answer).toMatch(message)
      await other.query('rollback')
      expect(await write(store)).toBe('OK')
    })
  }

  for (const [what, endpoint, request, statement] of [
    ['a search', contract.searchRuns, { experiment_ids: ['0'], filter: "params.a RLIKE '^(a|b)*c'" }, 'select r.run_uuid%'],
    ['a read of one moment', contract.getMetricHistory, { metric_key: 'a' }, 'select%metrics%'],
  ] as const) {
    test(`${what} ends in the database when its client has gone, and disturbs no other`, async () => {
      const { url, other } = await newDatabase()
      const store = await open(url)
      const { run } = await store.call(contract.createRun, { experiment_id: '0' })
      await other.query('begin; lock table runs, latest_metrics, metrics in access exclusive mode')
      const isGet = endpoint.method === 'GET'
      const asked = isGet ? { query: `run_id=${run.info.run_id}&metric_key=a` } : { body: Buffer.from(JSON.stringify(request)) }
      const ask = (signal?: AbortSignal): Promise<string> => outcome(store.execute(endpoint.name, { ...asked, signal }))
      const clients = Array.from({ length: 6 }, () => new AbortController())
      const answers = clients.map(({ signal }) => ask(signal))
      const patient = ask()
      await expect.poll(() => waiting(other, statement), { timeout: 20_000 }).toBe(7)
      for (const client of clients) client.abort()
      // The lock is still held: only a cancellation ends the wait for it.
      await expect.poll(() => waiting(other, statement), { timeout: 20_000 }).toBe(1)
      expect(new Set(await Promise.all(answers))).toEqual(new Set(['CANCELLED: The client closed the connection.']))
      expect(await ask(AbortSignal.abort())).toMatch(/^CANCELLED/)
      await other.query('rollback')
      expect(await patient).toBe('OK')
      expect(new Set(await Promise.all(Array.from({ length: 20 }, () => ask())))).toEqual(new Set(['OK']))
    })
  }

  test('a request that queues for a connection leaves the queue when its client has gone', async () => {
    const { url, other } = await newDatabase()
    const store = await open(url)
    await other.query('begin; lock table runs in access exclusive mode')
    const body = Buffer.from(JSON.stringify({ experiment_ids: ['0'] }))
    const clients = Array.from({ length: 40 }, () => new AbortController())
    const answers = clients.map(({ signal }) => outcome(store.execute(contract.searchRuns.name, { body, signal })))
    await expect.poll(() => waiting(other, 'select%runs%'), { timeout: 20_000 }).toBeGreaterThan(5)
    for (const client of clients) client.abort()
    expect(new Set(await Promise.all(answers))).toEqual(new Set(['CANCELLED: The client closed the connection.']))
    expect(await read(store)).toBe('OK')
    await expect.poll(() => waiting(other, 'select%runs%'), { timeout: 20_000 }).toBe(0)
    await other.query('rollback')
  })

  test('reads go on while more writes than there are connections wait for a lock', async () => {
    const { url, other } = await newDatabase()
    const store = await open(url)
    await other.query('begin; lock table runs in share row exclusive mode')
    const writes = Array.from({ length: 30 }, () => write(store))
    await expect.poll(() => waiting(other), { timeout: 20_000 }).toBeGreaterThan(5)
    expect(await Promise.all(Array.from({ length: 20 }, () => read(store)))).toEqual(Array(20).fill('OK'))
    await store.ready()
    await other.query('rollback')
    expect(new Set(await Promise.all(writes))).toEqual(new Set(['OK']))
  })

  test('a pool that gets fewer connections than its size queues, and takes those that come free', async () => {
    const { url, other } = await newDatabase()
    const name = `few_${new URL(url).pathname.slice(1)}`
    await other.query(`create role ${name} login connection limit 2; grant all on schema public to ${name}`)
    const few = new URL(url)
    few.username = name
    const store = await open(few.href)
    const all = Array.from({ length: 60 }, (_, index) => (index % 3 === 0 ? read(store) : write(store)))
    expect(new Set(await Promise.all(all))).toEqual(new Set(['OK']))
    await other.query(`alter role ${name} connection limit 1`)
    await other.query(`select pg_terminate_backend(pid) from pg_stat_activity where usename = '${name}'`)
    await expect.poll(() => read(store), { timeout: 20_000 }).toBe('OK')
    expect(new Set(await Promise.all(Array.from({ length: 20 }, () => write(store))))).toEqual(new Set(['OK']))
  })

  test('notifications that nobody can read change nothing; the next one is heard', async () => {
    const { url, other } = await newDatabase()
    const [store, second] = [await open(url), await open(url)]
    const heard: Changes[] = []
    const stop = await store.listen((changes) => heard.push(changes))
    for (const payload of ['x', '', '{}', 'null', '{"from": "a", "changes": {"runs": [1]}}', '['.repeat(7000)]) {
      await other.query('select pg_notify($1, $2)', ['tailrace_changes', payload])
    }
    await second.call(contract.createExperiment, { name: 'later' })
    await expect.poll(() => heard.length, { timeout: 20_000 }).toBe(1)
    expect(heard[0]?.experiments).toHaveLength(1)
    await stop()
  })
})
