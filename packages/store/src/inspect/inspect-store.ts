import { existsSync } from 'node:fs'
import { MlflowError } from '@tailrace/contract'
import type { Db } from '../database.ts'
import { isOneText } from '../dialect.ts'
import { checkSchema } from '../migrations/check-schema.ts'
import { checkWorkspaces } from '../migrations/check-workspaces.ts'
import { schemaStatements } from '../migrations/create-schema.ts'
import { lateSequences } from './late-sequences.ts'
import { missingIndexes } from '../migrations/own-indexes.ts'
import { checkTailraceTables } from '../migrations/tailrace-tables.ts'
import { planUpgrade } from '../migrations/upgrade/plan.ts'
import { SETTINGS } from '../migrations/upgrade/upgraded.ts'
import { describeTarget } from '../postgres/target.ts'
import { unfitLine, unfitTexts } from '../moving/unfit-texts.ts'
import { parseStoreUri } from '../store-uri.ts'

/** Faults that are listed before the rest is left out. */
const FAULTS = 20

/** What is known of a database that is looked at and left as it is. */
export interface Inspection {
  /** `current`, `empty`, `older` (an upgrade exists) or `refused`, with the reason. */
  readonly schema: { readonly state: 'current' | 'empty' | 'older' | 'refused'; readonly found?: string; readonly reason?: string }
  /** Indexes of our own that are missing: a server makes them when it starts. */
  readonly missing_own_indexes: readonly string[]
  /** Indexes of the schema that are missing, as the statements that make them. */
  readonly missing_indexes: readonly string[]
  /** SQLite: what `quick_check` and `foreign_key_check` say; empty when all is well. */
  readonly faults: readonly string[]
  /** Experiments in any stage and where their files lie. */
  readonly experiments: readonly { readonly experiment_id: number; readonly artifact_location: string }[]
  /** SQLite: a line for each column with texts that a PostgreSQL database would not take. */
  readonly unfit_texts: readonly string[]
  /** Those of the ids that neither a run nor a logged model has, deleted or not. */
  unknownIds(ids: readonly string[]): Promise<string[]>
}

/**
 * Looks at a database through one connection that only reads. The inspection holds until `work` is done.
 * @throws MlflowError when the database cannot be opened
 */
export async function inspectStore<Result>(uri: string, work: (inspection: Inspection) => Promise<Result>): Promise<Result> {
  const { db, close } = await open(uri)
  try {
    return await work(await inspect(db))
  } finally {
    await close()
  }
}

async function open(uri: string): Promise<{ db: Db; close(): Promise<void> }> {
  const target = parseStoreUri(uri)
  if (target.dialect === 'sqlite') {
    if (!existsSync(target.path)) throw new MlflowError('RESOURCE_DOES_NOT_EXIST', `Database file ${target.path} does not exist.`)
    const { SqliteConnection } = await import('../sqlite/connection.ts')
    try {
      const db = new SqliteConnection(target.path, SETTINGS, 'read')
      return { db, close: async () => db.close() }
    } catch (error) {
      throw unusable(`The database file ${target.path}`, error)
    }
  }
  const [{ connectPostgres }, { PostgresConnection }] = await Promise.all([
    import('../postgres/connect.ts'),
    import('../postgres/connection.ts'),
  ])
  try {
    const client = await connectPostgres(target.postgres, { application_name: 'tailrace doctor' })
    await client.query('set default_transaction_read_only = on')
    return { db: new PostgresConnection(client, SETTINGS), close: () => client.end() }
  } catch (error) {
    throw error instanceof MlflowError ? error : unusable(describeTarget(target.postgres), error)
  }
}

const unusable = (what: string, error: unknown): MlflowError =>
  new MlflowError(
    'TEMPORARILY_UNAVAILABLE',
    `${what} cannot be opened: ${error instanceof Error ? error.message || error.name : String(error)}.`,
  )

async function inspect(db: Db): Promise<Inspection> {
  const schema = await schemaOf(db)
  const isCurrent = schema.state === 'current'
  const sequences = db.dialect === 'postgres' && isCurrent ? await lateSequences(db) : []
  const faults = db.dialect === 'sqlite' ? await faultsOf(db) : sequences
  return {
    schema,
    faults,
    missing_own_indexes: isCurrent ? await missingIndexes(db) : [],
    missing_indexes: isCurrent ? await missingStatements(db) : [],
    experiments: isCurrent
      ? await db.all(`select experiment_id, coalesce(artifact_location, '') as artifact_location from experiments order by experiment_id`)
      : [],
    unfit_texts: isCurrent ? (await unfitTexts(db)).map(unfitLine) : [],
    unknownIds: async (ids) => {
      const rows = await db.all<{ id: string }>(
        `select run_uuid as id from runs where run_uuid ${isOneText(db)} union all select model_id from logged_models where model_id ${isOneText(db)}`,
        [JSON.stringify(ids), JSON.stringify(ids)],
      )
      const known = new Set(rows.map(({ id }) => id))
      return ids.filter((id) => !known.has(id))
    },
  }
}

async function schemaOf(db: Db): Promise<Inspection['schema']> {
  try {
    const plan = await planUpgrade(db)
    if (plan) return { state: 'older', found: plan.from }
    const state = await checkSchema(db)
    if (state === 'current') await checkWorkspaces(db)
    await checkTailraceTables(db)
    return { state }
  } catch (error) {
    // Anything but a refusal is a broken file, and the faults say so.
    return { state: 'refused', reason: error instanceof Error ? error.message : String(error) }
  }
}

async function faultsOf(db: Db): Promise<string[]> {
  try {
    const checks = await db.all<{ quick_check: string }>(`pragma quick_check(${FAULTS})`)
    const broken = await db.all<{ table: string; parent: string; n: number }>(
      `select "table", parent, count(*) as n from pragma_foreign_key_check group by 1, 2 limit ${FAULTS}`,
    )
    return [
      ...checks.map(({ quick_check }) => quick_check).filter((text) => text !== 'ok'),
      ...broken.map(({ table, parent, n }) => `${n} rows of ${table} refer to rows of ${parent} that are not there`),
    ]
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)]
  }
}

async function missingStatements(db: Db): Promise<string[]> {
  const names =
    db.dialect === 'sqlite'
      ? `select name from sqlite_schema where type = 'index'`
      : `select indexname as name from pg_catalog.pg_indexes where schemaname = any (current_schemas(false))`
  const there = new Set((await db.all<{ name: string }>(names)).map(({ name }) => name))
  return schemaStatements(db.dialect).filter((statement) => {
    const name = /^CREATE (?:UNIQUE )?INDEX "?(\w+)/.exec(statement)?.[1]
    return name !== undefined && !there.has(name)
  })
}
