import { readFileSync } from 'node:fs'
import { joinLocation } from '../artifact-location.ts'
import type { Db, DialectName, StoreSettings } from '../database.ts'
import { createOwnIndexes } from './own-indexes.ts'
import { HEAD_REVISION } from './revisions.ts'

/** Parts of the schema, in an order that foreign keys allow; each is a file for each database. */
const PARTS = ['core', 'operations', 'tracing', 'evaluation', 'gateway']

/** Names of the tables at HEAD_REVISION, the same on both databases. */
export const headTables = (): string[] =>
  schemaStatements('sqlite').flatMap((statement) => /^CREATE TABLE (\w+)/.exec(statement)?.[1] ?? [])

/** Statements that make MLflow's schema at HEAD_REVISION. The files stand beside this module, in a bundle beside the bundle. */
export function schemaStatements(dialect: DialectName): string[] {
  const files = PARTS.map((part) => readFileSync(new URL(`./schema/${dialect}-${part}.sql`, import.meta.url), 'utf8'))
  const blocks = files.flatMap((file) => file.split('\n\n')).filter((block) => !block.startsWith('--'))
  return blocks.map((block) => block.replace(/;\n?$/, ''))
}

/**
 * Makes the whole schema in an empty database: tables, our own indexes, the revision, the workspace `default` and experiment 0.
 * The caller opened the transaction and holds the lock (see prepareDatabase).
 */
export async function createSchema(db: Db, settings: Pick<StoreSettings, 'artifact_root'>): Promise<void> {
  for (const statement of schemaStatements(db.dialect)) await db.run(statement)
  await createOwnIndexes(db)
  await db.run('insert into alembic_version (version_num) values (?)', [HEAD_REVISION])
  const description = 'Default workspace for legacy resources'
  await db.run('insert into workspaces (name, description) values (?, ?)', ['default', description])
  await ensureDefaultExperiment(db, settings)
}

/**
 * Inserts experiment 0 "Default" when there is no experiment at all, as MLflow does at each start: `mlflow db upgrade` leaves
 * a database without one. Times are ms since the epoch.
 */
export async function ensureDefaultExperiment(db: Db, { artifact_root }: Pick<StoreSettings, 'artifact_root'>): Promise<void> {
  if (await db.get('select 1 as found from experiments limit 1')) return
  const now = Date.now()
  await db.run(
    `insert into experiments (experiment_id, name, artifact_location, lifecycle_stage, creation_time, last_update_time, workspace)
     values (0, 'Default', ?, 'active', ?, ?, 'default') on conflict do nothing`,
    [joinLocation(artifact_root, '0'), now, now],
  )
}
