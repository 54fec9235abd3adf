import { MlflowError, type RequestOf, type ResponseOf, type Endpoint } from '@tailrace/contract'
import pg, { type Pool } from 'pg'
import type { Db, StoreSettings } from '../database.ts'
import { failureOf } from '../failure.ts'
import { type Transaction, buildOwnIndexes } from '../migrations/own-indexes.ts'
import { prepareDatabase } from '../migrations/prepare.ts'
import { type Answer, type Operation, type RawRequest, parseRaw, runOperation } from '../operation.ts'
import { operationOf } from '../operations.ts'
import { StoreFault } from '../store-fault.ts'
import type { FaultLog, Store } from '../store.ts'
import { wholeText } from '../answer-text.ts'
import { BodyParser } from './body-parser.ts'
import { ChangeFeed } from './change-feed.ts'
import { SslChoice, connectPostgres, poolClient } from './connect.ts'
import { PostgresConnection } from './connection.ts'
import { type PostgresTarget, describeTarget } from './target.ts'

/** Connections a server holds at most; writers queue for them. */
const POOL_SIZE = Number(process.env.MLFLOW_SQLALCHEMYSTORE_POOL_SIZE) || 10
/** ms that a request may queue for a connection, before 503: those ahead of it may wait for a slow disk or for each other's locks. */
const QUEUE_TIMEOUT = 30_000
/** ms that one statement may take. */
const STATEMENT_TIMEOUT = 60_000
/** Bytes from which a body is parsed outside of the main thread. */
const LONG_BODY = 256 * 1024
/** Codes of a transaction that lost a race and may run again: serialization failure, deadlock. */
const RETRIED = new Set(['40001', '40P01'])
const ATTEMPTS = 5

/** Opens a PostgreSQL database behind a bounded pool. */
export async function openPostgres(target: PostgresTarget, settings: StoreSettings, onFault: FaultLog): Promise<Store> {
  const choice = new SslChoice(target)
  const pool = new pg.Pool({
    max: POOL_SIZE,
    connectionTimeoutMillis: QUEUE_TIMEOUT,
    Client: poolClient(target, choice),
    statement_timeout: STATEMENT_TIMEOUT,
    idle_in_transaction_session_timeout: STATEMENT_TIMEOUT,
    application_name: 'tailrace',
    keepAlive: true,
  })
  pool.on('error', onFault)
  // The pool no longer listens to a connection that it closes; one that the database cuts just then would end the process.
  pool.on('connect', (client) => client.on('error', () => {}))
  const inTransaction = <Result>(work: (db: Db) => Promise<Result>) => transaction(pool, settings, work)
  // The connection serves others afterwards, so an answer in pieces is collected before.
  const atOneMoment = (read: (db: Db) => Promise<Answer>) =>
    transaction(pool, settings, async (db) => wholeText(await read(db)), 'begin isolation level repeatable read read only')
  try {
    // Finds out which way of encryption works, with the error of the last one when none does.
    await (await connectPostgres(target, { application_name: 'tailrace' }, choice)).end()
    const { missing_indexes } = await prepareDatabase(inTransaction, settings)
    if (missing_indexes.length > 0) void buildIndexes(target, settings, inTransaction).catch(onFault)
  } catch (error) {
    await pool.end()
    throw startError(error, target)
  }
  const reads = new PostgresConnection(pool, settings)
  const feed = new ChangeFeed(target, reads)
  const bodies = new BodyParser(onFault)

  async function execute(operation: Operation, request: unknown): Promise<Answer> {
    try {
      if (operation.isOfOneMoment?.(request as never)) return await atOneMoment((db) => runOperation(operation, db, request))
      if (operation.access === 'read') return await runOperation(operation, reads, request)
      let response: object = {}
      const answer = await inTransaction((db) => runOperation(operation, db, request, (answered) => (response = answered)))
      feed.note(operation.endpoint, request as object, response)
      return answer
    } catch (error) {
      throw travelling(error)
    }
  }

  return {
    dialect: 'postgres',
    settings,
    answer: async (name: string, raw: RawRequest) => {
      const operation = operationOf(name)
      return execute(operation, (raw.body?.length ?? 0) > LONG_BODY ? await bodies.parse(name, raw) : parseRaw(operation, raw))
    },
    call: async <E extends Endpoint>(endpoint: E, request: RequestOf<E>): Promise<ResponseOf<E>> =>
      JSON.parse(await wholeText(await execute(operationOf(endpoint.name), request))) as ResponseOf<E>,
    ready: async () => {
      await reads.get('select 1 as one').catch((error: unknown) => Promise.reject(travelling(error)))
    },
    listen: (listener) => feed.listen(listener),
    close: async () => {
      await Promise.all([feed.close(), bodies.close()])
      await pool.end()
    },
  }
}

/** Makes our indexes while the server serves; on a large database that takes minutes, so this connection has no time-out. */
async function buildIndexes(target: PostgresTarget, settings: StoreSettings, inTransaction: Transaction): Promise<void> {
  const client = await connectPostgres(target, { application_name: 'tailrace indexes' })
  try {
    await buildOwnIndexes(inTransaction, new PostgresConnection(client, settings))
  } finally {
    await client.end()
  }
}

/** Runs work in a transaction of its own; one that lost a race against another is run again. */
async function transaction<Result>(
  pool: Pool,
  settings: StoreSettings,
  work: (db: Db) => Promise<Result>,
  begin = 'begin',
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    const client = await pool.connect()
    let broken: Error | undefined
    try {
      await client.query(begin)
      const result = await work(new PostgresConnection(client, settings))
      await client.query('commit')
      return result
    } catch (error) {
      await client.query('rollback').catch((lost: Error) => (broken = lost))
      if (attempt >= ATTEMPTS || !RETRIED.has(String((error as { code?: unknown }).code))) throw error
    } finally {
      client.release(broken)
    }
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * 2 ** attempt))
  }
}

function travelling(error: unknown): Error {
  const { code, message, fault } = failureOf(error)
  return fault === undefined ? new MlflowError(code, message) : new StoreFault(code, message, fault)
}

/** One line for the operator, without the password. */
function startError(error: unknown, target: PostgresTarget): Error {
  if (error instanceof MlflowError && !(error instanceof StoreFault)) return error
  const reason = error instanceof Error ? error.message || error.name : String(error)
  return new MlflowError(
    'TEMPORARILY_UNAVAILABLE',
    `${describeTarget(target)} cannot be used: ${reason}. Check that the server runs and that the URI names an existing database and a valid user.`,
  )
}
