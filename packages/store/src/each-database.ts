import { type Endpoint, MlflowError, type RequestOf, type ResponseOf } from '@tailrace/contract'
import { createDatabase, POSTGRES_MISSING, startPostgres } from '@tailrace/testing'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Db, StoreSettings } from './database.ts'
import { failureOf } from './failure.ts'
import { preparePostgres } from './migrations/prepare.ts'
import { OPERATOR } from './caller.ts'
import { execute } from './execute.ts'
import { parseRaw } from './operation.ts'
import { operationOf } from './operations.ts'
import { PostgresConnection } from './postgres/connection.ts'
import { SETTINGS, openMemory } from './testing/memory.ts'

/** A database of one test file, with its schema. */
export interface TestStore {
  readonly db: Db
  /** Runs an endpoint as the server does: parsed from JSON, in a transaction that a refusal rolls back. */
  call<E extends Endpoint>(endpoint: E, request: unknown): Promise<ResponseOf<E>>
  /** The refusal of a request, as `[code, message]`. Fails when the request is not refused. */
  refusal(endpoint: Endpoint, request: unknown): Promise<[code: string, message: string]>
}

interface Opened {
  db: Db
  begin(): Promise<void>
  end(how: 'commit' | 'rollback'): Promise<void>
  close(): Promise<void>
}

async function openSqlite(settings: StoreSettings): Promise<Opened> {
  const db = await openMemory(settings)
  return { db, begin: async () => db.exec('begin'), end: async (how) => db.exec(how), close: async () => db.close() }
}

async function openPostgres(settings: StoreSettings): Promise<Opened> {
  const server = await startPostgres()
  if (!server) throw new Error(POSTGRES_MISSING)
  const { url, drop } = await createDatabase(server.url)
  const pool = new pg.Pool({ connectionString: url, max: 2 })
  // A connection that is still closing when its database is dropped is cut, which is no failure.
  pool.on('connect', (client) => client.on('error', () => {}))
  // A connection that the server cuts while the database is dropped is no failure of a test.
  pool.on('error', () => {})
  const client = await pool.connect()
  client.on('error', () => {})
  const db = new PostgresConnection(client, settings)
  const begin = async () => void (await client.query('begin'))
  const end = async (how: string) => void (await client.query(how))
  await preparePostgres(
    async (work) => {
      await begin()
      const result = await work(db)
      await end('commit')
      return result
    },
    settings,
    new PostgresConnection(pool, settings),
  )
  const close = async () => {
    client.release()
    await pool.end()
    await drop()
    await server.stop()
  }
  return { db, begin, end, close }
}

const hasPostgres = process.env['TAILRACE_TEST_POSTGRES_URL'] !== undefined

/** Runs one suite against every database; each gets a fresh one with its schema, shared by the tests of the suite. */
export function onEachDatabase(suite: (store: TestStore) => void, settings: Partial<StoreSettings> = {}): void {
  for (const [name, open] of [
    ['SQLite', openSqlite],
    ['PostgreSQL', openPostgres],
  ] as const) {
    describe.skipIf(name === 'PostgreSQL' && !hasPostgres)(`on ${name}`, () => {
      let opened: Opened
      beforeAll(async () => {
        opened = await open({ ...SETTINGS, ...settings })
      })
      afterAll(() => opened?.close())
      suite(testStore(() => opened))
    })
  }
}

function testStore(opened: () => Opened): TestStore {
  const call = async <E extends Endpoint>(endpoint: E, request: unknown): Promise<ResponseOf<E>> => {
    const operation = operationOf(endpoint.name)
    const body = new TextEncoder().encode(JSON.stringify(request))
    const { db, begin, end } = opened()
    await begin()
    try {
      const parsed = parseRaw({ ...operation, endpoint: { ...endpoint, method: 'POST' } }, { body }) as RequestOf<E>
      const answer = await execute({ operation, caller: OPERATOR, request: parsed }, db)
      let text = ''
      if (typeof answer === 'string') text = answer
      else for await (const piece of answer) text += piece
      await end('commit')
      return JSON.parse(text) as ResponseOf<E>
    } catch (error) {
      await end('rollback')
      throw error
    }
  }
  return {
    get db() {
      return opened().db
    },
    call,
    refusal: async (endpoint, request) => {
      const error: unknown = await call(endpoint, request).then(
        () => expect.fail('the request was not refused'),
        (thrown: unknown) => thrown,
      )
      if (!(error instanceof MlflowError)) {
        const { code, message } = failureOf(error)
        if (code === 'INTERNAL_ERROR') throw error
        return [code, message]
      }
      return [error.code, error.message]
    },
  }
}

export { expect, test }
