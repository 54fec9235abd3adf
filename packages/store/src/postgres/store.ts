import { type Endpoint, MlflowError, type RequestOf, type ResponseOf } from '@tailrace/contract'
import pg, { type ClientBase, type QueryConfig } from 'pg'
import type { Db, StoreSettings } from '../database.ts'
import type { Caller } from '../caller.ts'
import { type Call, execute, parseCall } from '../execute.ts'
import { errorOf, failureOf } from '../failure.ts'
import { type Transaction, buildOwnIndexes } from '../migrations/own-indexes.ts'
import { prepareDatabase } from '../migrations/prepare.ts'
import type { RawRequest, ResponseBody } from '../operation.ts'
import { StoreFault } from '../store-fault.ts'
import type { CallerStore, FaultLog, Store } from '../store.ts'
import { wholeText } from '../answer-text.ts'
import { BoundedPool, type PoolLimits } from './bounded-pool.ts'
import { BodyParser } from './body-parser.ts'
import { ChangeFeed } from './change-feed.ts'
import { SslChoice, connectPostgres, poolClient } from './connect.ts'
import { PostgresConnection } from './connection.ts'
import { type PostgresTarget, describeTarget } from './target.ts'

/** Connections a server holds at most; writers queue for them. */
const POOL_SIZE = Number(process.env.MLFLOW_SQLALCHEMYSTORE_POOL_SIZE) || 10
/** ms that one statement may take. */
const STATEMENT_TIMEOUT = 60_000
/** ms that a change of the schema may take in all. */
const PREPARE_TIMEOUT = 3_600_000
/** ms of a request for all of its statements, and for a connection before that; 503 afterwards. */
const LIMITS: PoolLimits = { queue: 30_000, work: 90_000 }
/** Bytes from which a body is parsed outside of the main thread. */
const LONG_BODY = 256 * 1024
/** Codes of a transaction that lost a race and may run again: serialization failure, deadlock. */
const RETRIED = new Set(['40001', '40P01'])
const ATTEMPTS = 5
const ONE_MOMENT = 'begin isolation level repeatable read read only'

/** Opens a PostgreSQL database behind a bounded pool. */
export async function openPostgres(target: PostgresTarget, settings: StoreSettings, onFault: FaultLog, limits = LIMITS): Promise<Store> {
  const choice = new SslChoice(target)
  const pool = new pg.Pool({
    max: POOL_SIZE,
    Client: poolClient(target, choice),
    statement_timeout: STATEMENT_TIMEOUT,
    idle_in_transaction_session_timeout: STATEMENT_TIMEOUT,
    application_name: 'tailrace',
    keepAlive: true,
  })
  pool.on('error', onFault)
  const bounded = new BoundedPool(pool, POOL_SIZE, limits)
  const inTransaction = <Result>(work: (db: Db) => Promise<Result>) => transaction(bounded, settings, work)
  // A schema, or an index, of a large database takes its time.
  const unhurried = new BoundedPool(pool, POOL_SIZE, { ...limits, work: PREPARE_TIMEOUT })
  const preparing: Transaction = (work) => transaction(unhurried, settings, work)
  // The connection serves others afterwards, so an answer in pieces is collected before.
  const atOneMoment = (read: (db: Db) => Promise<ResponseBody>, gone?: AbortSignal) =>
    transaction(bounded, settings, async (db) => wholeText(await read(db)), ONE_MOMENT, gone)
  try {
    // Finds out which way of encryption works, with the error of the last one when none does.
    await (await connectPostgres(target, { application_name: 'tailrace' }, choice)).end()
    const { missing_indexes } = await prepareDatabase(preparing, settings)
    if (missing_indexes.length > 0) void buildIndexes(target, settings, preparing).catch(onFault)
  } catch (error) {
    await bounded.end()
    throw startError(error, target)
  }
  // One connection a statement, so that a slow reader of a long answer holds none.
  const reads = new PostgresConnection({ query: (config) => bounded.use('read', (client) => client.query(config)) }, settings)
  const feed = new ChangeFeed(target, reads)
  const bodies = new BodyParser(onFault)

  /** The pieces of a long answer are read no faster than its client takes them, so that each statement has its own time then. */
  async function readWithin(ms: number, read: (db: Db) => Promise<ResponseBody>, gone?: AbortSignal): Promise<ResponseBody> {
    let until = performance.now() + ms
    const query = (config: QueryConfig) => bounded.use('read', (client) => client.query(config), { until, gone })
    const answer = await read(new PostgresConnection({ query }, settings))
    until = Infinity
    return answer
  }

  async function run(call: Call, gone?: AbortSignal): Promise<ResponseBody> {
    const { operation, request } = call
    try {
      if (operation.isOfOneMoment?.(request as never)) return await atOneMoment((db) => execute(call, db), gone)
      if (operation.mode === 'read') return await readWithin(limits.work, (db) => execute(call, db), gone)
      let response: object = {}
      const answer = await inTransaction((db) => execute(call, db, (_call, made) => (response = made)))
      feed.note(call, response)
      return answer
    } catch (error) {
      throw toWireError(error)
    }
  }

  const as = (caller: Caller): CallerStore => ({
    execute: async (operation: string, { signal, ...raw }: RawRequest) => {
      const isLong = (raw.body?.length ?? 0) > LONG_BODY
      return run(parseCall(isLong ? { operation, caller, parsed: await bodies.parse(operation, raw) } : { operation, caller, raw }), signal)
    },
    call: async <E extends Endpoint>(endpoint: E, parsed: RequestOf<E>): Promise<ResponseOf<E>> =>
      JSON.parse(await wholeText(await run(parseCall({ operation: endpoint.name, caller, parsed })))) as ResponseOf<E>,
  })

  return {
    dialect: 'postgres',
    settings,
    as,
    ready: async () => {
      await reads.get('select 1 as one').catch((error: unknown) => Promise.reject(toWireError(error)))
    },
    listen: (listener) => feed.listen(listener),
    close: async () => {
      await Promise.all([feed.close(), bodies.close()])
      await bounded.end()
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
  pool: BoundedPool,
  settings: StoreSettings,
  work: (db: Db) => Promise<Result>,
  begin = 'begin',
  gone?: AbortSignal,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await pool.use(
        begin === 'begin' ? 'write' : 'read',
        (client) => inside(new PostgresConnection(client, settings), client, work, begin),
        { gone },
      )
    } catch (error) {
      if (attempt >= ATTEMPTS || !RETRIED.has(String((error as { code?: unknown }).code))) throw error
    }
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * 2 ** attempt))
  }
}

async function inside<Result>(db: Db, client: ClientBase, work: (db: Db) => Promise<Result>, begin: string): Promise<Result> {
  try {
    await client.query(begin)
    const result = await work(db)
    await client.query('commit')
    return result
  } catch (error) {
    // A connection that broke off rolls back by itself.
    await client.query('rollback').catch(() => {})
    throw error
  }
}

const toWireError = (error: unknown): Error => errorOf(failureOf(error))

/** One line for the operator, without the password. */
function startError(error: unknown, target: PostgresTarget): Error {
  if (error instanceof MlflowError && !(error instanceof StoreFault)) return error
  const reason = error instanceof Error ? error.message || error.name : String(error)
  return new MlflowError(
    'TEMPORARILY_UNAVAILABLE',
    `${describeTarget(target)} cannot be used: ${reason}. Check that the server runs and that the URI names an existing database and a valid user.`,
  )
}
