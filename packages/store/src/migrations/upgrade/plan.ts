import { MlflowError } from '@tailrace/contract'
import type { Db } from '../../database.ts'
import { checkSchema, schemaTables } from '../check-schema.ts'
import { headTables } from '../create-schema.ts'
import { HEAD_RELEASE, HEAD_REVISION, REVISIONS } from '../revisions.ts'

/** Oldest revision that is upgraded here: that of MLflow 1.29 and 2.0. */
const OLDEST_REVISION = '97727af70f4d'
/** Rows that a slow machine rewrites in a second, with their indexes. */
const ROWS_PER_SECOND = 60_000

/** One step of MLflow's history that an upgrade makes up for. */
export interface UpgradeStep {
  readonly revision: string
  /** First release of MLflow that has it. */
  readonly release: string
}

/** What an upgrade will do. */
export interface UpgradePlan {
  readonly from: string
  readonly to: string
  readonly steps: readonly UpgradeStep[]
  /** Tables that are there and their rows, all of which are kept. */
  readonly tables: readonly { readonly name: string; readonly rows: number }[]
  /** Sum of the rows. */
  readonly rows: number
  /** s, on a slow machine. */
  readonly seconds: number
}

/**
 * Says what an upgrade would do; only reads. `undefined`: the database is at the head already, or empty.
 * @throws MlflowError INVALID_STATE: not a database of MLflow, too old, or newer than this program
 */
export async function planUpgrade(db: Db): Promise<UpgradePlan | undefined> {
  const from = await revisionOf(db)
  if (from === undefined) return undefined
  const revisions = [...REVISIONS]
  const steps = revisions.slice(revisions.findIndex(([revision]) => revision === from) + 1)
  const there = new Set(await schemaTables(db))
  const tables: { name: string; rows: number }[] = []
  for (const name of headTables().filter((table) => table !== 'alembic_version' && there.has(table))) {
    tables.push({ name, rows: Number((await db.get<{ n: number }>(`select count(*) as n from ${name}`))?.n ?? 0) })
  }
  const rows = tables.reduce((sum, table) => sum + table.rows, 0)
  return {
    from,
    to: HEAD_REVISION,
    steps: steps.map(([revision, release]) => ({ revision, release })),
    tables,
    rows,
    seconds: Math.ceil(1 + rows / ROWS_PER_SECOND),
  }
}

/** The older revision of a database that can be upgraded; undefined at the head and for an empty one. */
async function revisionOf(db: Db): Promise<string | undefined> {
  const tables = await schemaTables(db)
  if (!tables.includes('alembic_version')) {
    // Empty, or a refusal.
    await checkSchema(db)
    return undefined
  }
  const versions = await db.all<{ version_num: string }>('select version_num from alembic_version')
  const found = versions.length === 1 ? versions[0]?.version_num : undefined
  if (found === undefined || found === HEAD_REVISION || !REVISIONS.has(found)) {
    await checkSchema(db)
    return undefined
  }
  const revisions = [...REVISIONS.keys()]
  if (revisions.indexOf(found) >= revisions.indexOf(OLDEST_REVISION)) return found
  throw new MlflowError(
    'INVALID_STATE',
    `The database is at schema revision ${found} (MLflow ${REVISIONS.get(found)}); only those of MLflow 2.0 and later are upgraded here. ` +
      `Take a backup, then run 'mlflow db upgrade <database_uri>' with MLflow ${HEAD_RELEASE}.`,
  )
}
