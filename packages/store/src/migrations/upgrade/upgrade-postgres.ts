import { MlflowError } from '@tailrace/contract'
import type pg from 'pg'
import { connectPostgres } from '../../postgres/connect.ts'
import { PostgresConnection } from '../../postgres/connection.ts'
import { type PostgresTarget, describeTarget } from '../../postgres/target.ts'
import { MIGRATION_LOCK } from '../prepare.ts'
import { type UpgradePlan, planUpgrade } from './plan.ts'
import { type Copied, rebuildSchema } from './rebuild.ts'
import { SETTINGS, type Upgraded, inUse } from './upgraded.ts'

/** s to wait for others to let go of the tables. */
const LOCK_TIMEOUT = 20
/** A lock was not given in time. */
const LOCK_NOT_AVAILABLE = '55P03'

/** planStoreUpgrade on PostgreSQL. */
export const planPostgres = (target: PostgresTarget): Promise<UpgradePlan | undefined> =>
  inTransaction(target, 'rollback', (db) => planUpgrade(db))

/** upgradeStore on PostgreSQL. There is no copy: `pg_dump` makes one. */
export const upgradePostgres = (target: PostgresTarget, copied?: Copied): Promise<Upgraded | undefined> =>
  inTransaction(target, 'commit', async (db) => {
    await db.run(`set local lock_timeout = '${LOCK_TIMEOUT}s'`)
    await db.run(`select pg_advisory_xact_lock(${MIGRATION_LOCK})`)
    // Large tables are read from their start, so that rows keep their order.
    await db.run('set local synchronize_seqscans = off')
    const plan = await planUpgrade(db)
    if (plan) await rebuildSchema(db, plan.from, copied)
    return plan && { plan }
  })

async function inTransaction<Result>(
  target: PostgresTarget,
  end: 'commit' | 'rollback',
  work: (db: PostgresConnection) => Promise<Result>,
): Promise<Result> {
  let client: pg.Client | undefined
  try {
    client = await connectPostgres(target, { application_name: 'tailrace upgrade' })
    await client.query('begin')
    const result = await work(new PostgresConnection(client, SETTINGS))
    await client.query(end)
    return result
  } catch (error) {
    if (error instanceof MlflowError) throw error
    if ((error as { code?: unknown }).code === LOCK_NOT_AVAILABLE) throw inUse()
    const reason = error instanceof Error ? error.message || error.name : String(error)
    throw new MlflowError('TEMPORARILY_UNAVAILABLE', `${describeTarget(target)} cannot be upgraded: ${reason}. Nothing was changed.`)
  } finally {
    // Ends a transaction that failed, too.
    await client?.end().catch(() => {})
  }
}
