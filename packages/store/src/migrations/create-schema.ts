import type { Db, DialectName, StoreSettings } from '../database.ts'
import { createOwnIndexes } from './own-indexes.ts'
import { HEAD_REVISION } from './revisions.ts'
import { POSTGRES_CORE } from './schema/postgres-core.ts'
import { POSTGRES_EVALUATION } from './schema/postgres-evaluation.ts'
import { POSTGRES_GATEWAY } from './schema/postgres-gateway.ts'
import { POSTGRES_OPERATIONS } from './schema/postgres-operations.ts'
import { POSTGRES_TRACING } from './schema/postgres-tracing.ts'
import { SQLITE_CORE } from './schema/sqlite-core.ts'
import { SQLITE_EVALUATION } from './schema/sqlite-evaluation.ts'
import { SQLITE_GATEWAY } from './schema/sqlite-gateway.ts'
import { SQLITE_OPERATIONS } from './schema/sqlite-operations.ts'
import { SQLITE_TRACING } from './schema/sqlite-tracing.ts'

/** Statements that make the reference's schema at HEAD_REVISION, in an order that foreign keys allow. */
const SCHEMA: Readonly<Record<DialectName, readonly string[]>> = {
  sqlite: [...SQLITE_CORE, ...SQLITE_OPERATIONS, ...SQLITE_TRACING, ...SQLITE_EVALUATION, ...SQLITE_GATEWAY],
  postgres: [...POSTGRES_CORE, ...POSTGRES_OPERATIONS, ...POSTGRES_TRACING, ...POSTGRES_EVALUATION, ...POSTGRES_GATEWAY],
}

/** Names of the tables of that schema, the same on both databases. */
export const HEAD_TABLES: readonly string[] = SCHEMA.sqlite.flatMap((statement) => /^CREATE TABLE (\w+)/.exec(statement)?.[1] ?? [])

/**
 * Makes the whole schema in an empty database: tables, our own indexes, the revision, the workspace `default` and experiment 0.
 * The caller opened the transaction and holds the lock (see prepareDatabase).
 */
export async function createSchema(db: Db, settings: Pick<StoreSettings, 'artifact_root'>): Promise<void> {
  for (const statement of SCHEMA[db.dialect]) await db.run(statement)
  await createOwnIndexes(db)
  await db.run('insert into alembic_version (version_num) values (?)', [HEAD_REVISION])
  const description = 'Default workspace for legacy resources'
  await db.run('insert into workspaces (name, description) values (?, ?)', ['default', description])
  await ensureDefaultExperiment(db, settings)
}

/**
 * Inserts experiment 0 "Default" when there is no experiment at all, as the reference does at each start: `mlflow db upgrade` leaves
 * a database without one. Times are ms since the epoch.
 */
export async function ensureDefaultExperiment(db: Db, { artifact_root }: Pick<StoreSettings, 'artifact_root'>): Promise<void> {
  if (await db.get('select 1 as found from experiments limit 1')) return
  const location = `${artifact_root}${artifact_root.endsWith('/') ? '' : '/'}0`
  const now = Date.now()
  await db.run(
    `insert into experiments (experiment_id, name, artifact_location, lifecycle_stage, creation_time, last_update_time, workspace)
     values (0, 'Default', ?, 'active', ?, ?, 'default') on conflict do nothing`,
    [location, now, now],
  )
}
