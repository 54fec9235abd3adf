import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import * as contract from '@tailrace/contract'
import { POSTGRES_MISSING, createDatabase, startPostgres } from '@tailrace/testing'
import pg from 'pg'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { wholeText } from './answer-text.ts'
import type { StoreSettings } from './database.ts'
import { parseStoreUri } from './store-uri.ts'
import { type OperatorStore, openOperatorStore } from './testing/operator-store.ts'

const SETTINGS: StoreSettings = { artifact_root: 'mlflow-artifacts:/', location_rules: { base: '/base' }, truncate_long_values: true }
const folder = mkdtempSync(join(tmpdir(), 'tailrace-store-'))
const server = await startPostgres()
const opened: (() => Promise<unknown>)[] = []
const faults: Error[] = []
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close()
  expect(faults.splice(0)).toEqual([])
})
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  await server?.stop()
})

async function open(uri: string): Promise<OperatorStore> {
  // A connection that is still closing when its database is dropped is cut, which is no fault.
  const store = await openOperatorStore(uri, SETTINGS, (error) => (error as { code?: unknown }).code !== '57P01' && faults.push(error))
  opened.push(() => store.close())
  return store
}

let files = 0
const newFile = async (): Promise<string> => `sqlite:///${join(folder, `${++files}.db`)}`
async function newDatabase(): Promise<string> {
  const { url, drop } = await createDatabase(server?.url ?? '')
  opened.push(drop)
  return url
}
const body = (request: object): Uint8Array => new TextEncoder().encode(JSON.stringify(request))
const newRun = async (store: OperatorStore, extra: object = {}): Promise<string> =>
  (await store.call(contract.createRun, { experiment_id: '0', ...extra })).run.info.run_id
const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'OK',
    (error: unknown) => (error instanceof contract.MlflowError ? error.code : String(error)),
  )

for (const [name, newUri] of [
  ['SQLite', newFile],
  ['PostgreSQL', newDatabase],
] as const) {
  describe.skipIf(name === 'PostgreSQL' && !server)(`a store on ${name}`, () => {
    test('of writes that arrive together each succeeds or fails alone', async () => {
      const store = await open(await newUri())
      const run_id = await newRun(store)
      const writes = Array.from({ length: 120 }, (_, index) => {
        if (index % 3 === 0) return store.execute('logParam', { body: body({ run_id, key: 'same', value: `${index}` }) })
        if (index % 3 === 1) return store.execute('logMetric', { body: body({ run_id, key: 'm', value: index, timestamp: index }) })
        return store.execute('createExperiment', { body: body({ name: `e${index % 12}` }) })
      })
      const codes = await Promise.all(writes.map(codeOf))
      const count = (kind: number, code: string) => codes.filter((found, index) => index % 3 === kind && found === code).length
      expect([count(0, 'OK'), count(0, 'INVALID_PARAMETER_VALUE')]).toEqual([1, 39])
      expect(count(1, 'OK')).toBe(40)
      expect([count(2, 'OK'), count(2, 'RESOURCE_ALREADY_EXISTS')]).toEqual([4, 36])
      const { data } = (await store.call(contract.getRun, { run_id })).run
      expect(data.params?.map(({ key }) => key)).toEqual(['same'])
      expect(codes[Number(data.params?.[0]?.value)]).toBe('OK')
      expect(data.metrics?.[0]).toMatchObject({ key: 'm', value: 118, timestamp: 118 })
      const { metrics } = await store.call(contract.getMetricHistory, { run_id, metric_key: 'm' })
      expect(metrics).toHaveLength(40)
    })

    test('what was answered is read by whoever asks next, also through another store', async () => {
      const uri = await newUri()
      const [one, other] = [await open(uri), await open(uri)]
      const run_id = await newRun(one)
      for (let value = 0; value < 15; value++) {
        await (value % 2 ? one : other).call(contract.setTag, { run_id, key: 'k', value: `${value}` })
        const reads = await Promise.all([one, other, one, other].map((store) => store.call(contract.getRun, { run_id })))
        for (const { run } of reads) expect(run.data.tags).toContainEqual({ key: 'k', value: `${value}` })
      }
    })

    test('two stores on one empty database make one schema', async () => {
      const uri = await newUri()
      // On SQLite one after the other: a thread cannot wait for a lock that it holds itself.
      const stores =
        name === 'SQLite' ? [await open(uri), await open(uri), await open(uri)] : await Promise.all([1, 2, 3].map(() => open(uri)))
      const names = await Promise.all(stores.map((store, index) => store.call(contract.createExperiment, { name: `e${index}` })))
      expect(new Set(names.map(({ experiment_id }) => experiment_id)).size).toBe(3)
      const found = await Promise.all(stores.map((store) => store.call(contract.searchExperiments, { max_results: 10 })))
      for (const { experiments } of found)
        expect(experiments?.map(({ name: one }) => one).toSorted()).toEqual(['Default', 'e0', 'e1', 'e2'])
    })

    test('a long answer comes whole, beside other reads, and may be left in the middle', async () => {
      const store = await open(await newUri())
      const { experiment_id } = await store.call(contract.createExperiment, { name: 'long' })
      const tags = Array.from({ length: 5 }, (_, index) => ({ key: `t${index}`, value: 'ключ 🧪 '.repeat(100) }))
      await Promise.all(Array.from({ length: 520 }, () => store.call(contract.createRun, { experiment_id, tags })))
      const raw = { body: body({ experiment_ids: [experiment_id], max_results: 5000 }) }
      const [long, other] = await Promise.all([store.execute('searchRuns', raw), store.call(contract.getExperiment, { experiment_id })])
      expect(other.experiment.name).toBe('long')
      const { runs } = JSON.parse(await wholeText(long)) as { runs: { info: { run_id: string }; data: { tags: unknown[] } }[] }
      expect(new Set(runs.map(({ info }) => info.run_id)).size).toBe(520)
      expect(runs.every(({ data }) => data.tags.length === 6)).toBe(true)
      for (let round = 0; round < 6; round++) {
        const left = await store.execute('searchRuns', raw)
        if (typeof left === 'string') expect.fail('the answer came in one piece')
        for await (const piece of left) {
          expect(piece.length).toBeGreaterThan(0)
          break
        }
      }
      expect(JSON.parse(await wholeText(await store.execute('searchRuns', raw)))).toEqual({ runs })
    })

    test('a raw request is parsed as its endpoint says, and refused before anything is written', async () => {
      const store = await open(await newUri())
      const of = (name_: string, raw: Parameters<OperatorStore['execute']>[1]) => codeOf(store.execute(name_, raw))
      expect(await of('createExperiment', { body: new TextEncoder().encode('{"name":') })).toBe('INVALID_PARAMETER_VALUE')
      expect(await of('createExperiment', { body: Uint8Array.of(0xff) })).toBe('INVALID_PARAMETER_VALUE')
      expect(await of('createExperiment', {})).toBe('INVALID_PARAMETER_VALUE')
      expect(await of('getExperiment', { query: 'experiment_id=0' })).toBe('OK')
      expect(await of('getExperiment', { query: 'experimentId=0' })).toBe('OK')
      expect(await of('getExperiment', { query: 'experiment_id=1' })).toBe('RESOURCE_DOES_NOT_EXIST')
      expect(await of('getLoggedModel', { params: { model_id: 'm-1' } })).toBe('RESOURCE_DOES_NOT_EXIST')
      const { experiments } = await store.call(contract.searchExperiments, { max_results: 10 })
      expect(experiments).toHaveLength(1)
    })

    test('is ready while it is open', async () => {
      const store = await open(await newUri())
      await store.ready()
      expect(await store.call(contract.createExperiment, { name: 'last' })).toEqual({ experiment_id: '1' })
    })
  })
}

test('on SQLite a long history is the same read by one thread, by two, and while more is logged', { timeout: 60_000 }, async () => {
  const uri = await newFile()
  const store = await open(uri)
  const run_id = await newRun(store)
  const log = (first: number, count: number): Promise<unknown> =>
    store.call(contract.logBatch, {
      run_id,
      metrics: Array.from({ length: count }, (_, at) => ({
        key: 'm',
        step: first + at,
        timestamp: 1,
        value: ((first + at) * 7919) % 10_007,
      })),
    })
  for (let first = 0; first < 120_000; first += 1000) await log(first, 1000)
  const ask = (from = store, buckets = 50) =>
    from.call(contract.queryMetricHistory, { run_ids: [run_id], metric_keys: ['m'], buckets }).then(({ series: [first] }) => first)
  // Another server on the same file, which has no readers yet.
  const other = await open(uri)
  expect(await ask(other)).toMatchObject({ points: 120_000, sampled: true })
  // Readers start when there is more to do than one thread can.
  for (let round = 0; round < 5; round++) await Promise.all(Array.from({ length: 20 }, () => store.call(contract.getRun, { run_id })))
  for (let buckets = 50; buckets < 55; buckets++) expect(await ask(store, buckets)).toEqual(await ask(other, buckets))
  // What is kept is of now, whoever writes.
  expect(await ask()).toEqual(await ask(other))
  await other.call(contract.logMetric, { run_id, key: 'm', step: 60_000, timestamp: 2, value: 20_000 })
  expect((await ask())?.values).toContain(20_000)
  expect(await ask()).toEqual(await ask(other))
  const [logged, ...seen] = await Promise.all([log(120_000, 1000), ask(), ask()])
  expect(logged).toEqual({})
  for (const series of seen) {
    expect([120_001, 121_001]).toContain(series?.points)
    expect(series?.steps).toEqual([...new Set(series?.steps)].toSorted((a, b) => Number(a) - Number(b)))
  }
})

test.skipIf(!server)('a table of runs and the statistics beside it are of one moment', async () => {
  const uri = await newDatabase()
  const store = await open(uri)
  await newRun(store)
  const writer = new pg.Client(uri)
  await writer.connect()
  opened.push(() => writer.end())
  await writer.query('begin')
  await writer.query('lock table params')
  const asked = store.call(contract.queryRuns, { automatic: {}, total: true })
  const waiting = 'select 1 from pg_locks where not granted and database = (select oid from pg_database where datname = current_database())'
  await expect.poll(async () => (await writer.query(waiting)).rowCount).toBe(1)
  // The statistics have found the run and wait for its params; the rows are read after them.
  await writer.query(
    "insert into runs (run_uuid, experiment_id, status, lifecycle_stage, start_time) values ('late', 0, 'RUNNING', 'active', 9e15)",
  )
  await writer.query('commit')
  const { runs, columns, total } = await asked
  expect([runs.length, columns?.total, total]).toEqual([1, 1, 1])
  expect((await store.call(contract.queryRuns, { automatic: {}, total: true })).total).toBe(2)
})

describe('a file that is no database of ours', () => {
  for (const [why, make, message] of [
    ['a folder', () => folder, /cannot be opened/],
    ['a file in a folder that is not there', () => join(folder, 'no', 'a.db'), /cannot be opened.*folder/],
    [
      'a text',
      () => {
        writeFileSync(join(folder, 'text.db'), 'this is a text that is long enough to be read as the head of a database file'.repeat(20))
        return join(folder, 'text.db')
      },
      /cannot be opened: file is not a database. Check/,
    ],
  ] as const) {
    test(`${why} is refused and left as it is`, async () => {
      const path = make()
      const before = readdirSync(folder)
      await expect(openOperatorStore(`sqlite:///${path}`, SETTINGS, () => {})).rejects.toThrow(message)
      expect(readdirSync(folder)).toEqual([...new Set(before)])
    })
  }
  test('a database that is cut off is refused and left as it is', async () => {
    const path = join(folder, 'cut.db')
    await (await openOperatorStore(`sqlite:///${path}`, SETTINGS, () => {})).close()
    truncateSync(path, 40_960)
    const before = readFileSync(path)
    const message = /cut.db cannot be opened: database disk image is malformed. Check/
    await expect(openOperatorStore(`sqlite:///${path}`, SETTINGS, () => {})).rejects.toThrow(message)
    expect(readFileSync(path)).toEqual(before)
  })
})

test('a database is whatever path its URI names', async () => {
  for (const [written, name] of [
    ['a b.db', 'a b.db'],
    ['a%20c.db', 'a c.db'],
    ['100%.db', '100%.db'],
    ['x#y.db', 'x#y.db'],
    ['p+q.db', 'p+q.db'],
    ['ключ.db', 'ключ.db'],
    ['it%27s.db', "it's.db"],
    ['%D0%BA.db', 'к.db'],
    ['x.db?timeout=5', 'x.db'],
  ] as const) {
    await (await openOperatorStore(`sqlite:///${folder}/${written}`, SETTINGS, () => {})).close()
    expect([written, existsSync(join(folder, name))]).toEqual([written, true])
  }
})

describe('a URI', () => {
  for (const [uri, target] of [
    ['sqlite:///a.db', { dialect: 'sqlite', path: 'a.db' }],
    ['sqlite:////abs/a.db', { dialect: 'sqlite', path: '/abs/a.db' }],
    ['SQLite:///a.db', { dialect: 'sqlite', path: 'a.db' }],
    ['sqlite+pysqlite:///a.db', { dialect: 'sqlite', path: 'a.db' }],
  ] as const) {
    test(`${uri} is taken`, () => expect(parseStoreUri(uri)).toEqual(target))
  }
  for (const uri of ['postgresql://u:p@h:5/d', 'postgres://u:p@h:5/d', 'postgresql+psycopg2://u:p@h:5/d']) {
    test(`${uri} is taken`, () => {
      const postgres = { host: 'h', port: 5, user: 'u', password: 'p', database: 'd' }
      expect(parseStoreUri(uri)).toMatchObject({ dialect: 'postgres', postgres })
    })
  }
  for (const [uri, message] of [
    ['', "'' is no database URI"],
    ['mlflow.db', "'mlflow.db' is no database URI"],
    ['/abs/mlflow.db', 'is no database URI'],
    ['sqlite:a.db', 'names no file'],
    ['sqlite://a.db', 'names no file'],
    ['sqlite:///', 'names no file'],
    ['sqlite:///:memory:', 'names no file'],
    ['mysql+pymysql://me:secret@h/d', "scheme 'mysql+pymysql' are not supported"],
    ['http://h/d', "scheme 'http' are not supported"],
    ['postgresql://me:secret@[h/d', 'The PostgreSQL URI cannot be read'],
  ] as const) {
    test(`${uri || 'an empty one'} is refused`, () => {
      expect(() => parseStoreUri(uri)).toThrow(message)
      expect(() => parseStoreUri(uri)).not.toThrow('secret')
      expect(() => parseStoreUri(uri)).toThrow(contract.MlflowError)
    })
  }
})

test.skipIf(!server)('a PostgreSQL that cannot be used is refused without its password', async () => {
  const url = new URL(server?.url ?? '')
  url.pathname = '/nobody_made_this'
  const error: unknown = await openOperatorStore(Object.assign(new URL(url), { password: 'secret' }).href, SETTINGS, () => {}).catch(
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(contract.MlflowError)
  expect((error as Error).message).toMatch(
    /^The PostgreSQL database nobody_made_this at 127\.0\.0\.1:\d+ \(sslmode prefer\) cannot be used: .*does not exist/,
  )
  expect((error as Error).message).not.toContain('secret')
})

test.skipIf(!server)('requests wait their turn behind a busy PostgreSQL; one that says nothing is reported after 5 s', async () => {
  const silent = createServer()
  await once(silent.listen(0, '127.0.0.1'), 'listening')
  const { port } = silent.address() as AddressInfo
  const refused = codeOf(openOperatorStore(`postgresql://me@127.0.0.1:${port}/d`, SETTINGS, () => {}))

  const uri = await newDatabase()
  const store = await open(uri)
  const other = new pg.Client({ connectionString: uri })
  await other.connect()
  await other.query('begin; lock table experiments in access exclusive mode')
  // More than there are connections, so that some wait for one, and longer than a new connection may take.
  const reads = Promise.all(Array.from({ length: 14 }, () => codeOf(store.call(contract.getExperiment, { experiment_id: '0' }))))
  const started = Date.now()
  expect(await refused).toBe('TEMPORARILY_UNAVAILABLE')
  await sleep(6000 - (Date.now() - started))
  await other.end()
  expect(new Set(await reads)).toEqual(new Set(['OK']))
  silent.close()
})

test.skipIf(!server)('a connection that breaks off is a passing failure', async () => {
  const uri = await newDatabase()
  const store = await open(uri)
  const other = new pg.Client({ connectionString: uri })
  await other.connect()
  await other.query('begin; lock table experiments in access exclusive mode')
  const read = codeOf(store.call(contract.getExperiment, { experiment_id: '0' }))
  const ours = "from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and wait_event_type = 'Lock'"
  await expect.poll(async () => (await other.query(`select 1 ${ours}`)).rowCount).toBe(1)
  await other.query(`select pg_terminate_backend(pid) ${ours}`)
  expect(await read).toBe('TEMPORARILY_UNAVAILABLE')
  await other.end()
})

if (!server) console.warn(`skipped: ${POSTGRES_MISSING}`)
