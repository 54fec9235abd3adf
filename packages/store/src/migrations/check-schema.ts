import { MlflowError } from '@tailrace/contract'
import type { Db } from '../database.ts'
import { headTables } from './create-schema.ts'
import { HEAD_RELEASE, HEAD_REVISION, REVISIONS } from './revisions.ts'

/** Tables of a schema of ours are no business of MLflow, nor a reason to refuse. */
const OWN_PREFIX = 'tailrace_'
/** Names that a message lists before it counts the rest. */
const NAMES_SHOWN = 5

const TABLES_SQLITE = `select name from sqlite_schema where type = 'table' and substr(name, 1, 7) <> 'sqlite_' order by name`
/** Tables where an unqualified name finds them; those of extensions (`spatial_ref_sys`) do not count. */
const TABLES_POSTGRES = `select c.relname as name from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and n.nspname = any (current_schemas(false))
  and not exists (select 1 from pg_catalog.pg_depend d where d.objid = c.oid and d.deptype = 'e') order by c.relname`

/**
 * Tells whether a database is empty or at HEAD_REVISION; only reads.
 * @throws MlflowError INVALID_STATE, one line that says what was found and what to do: an older revision, an unknown (newer) one, tables
 *   without a revision, a revision without all its tables
 */
export async function checkSchema(db: Db): Promise<'empty' | 'current'> {
  const tables = await schemaTables(db)
  if (tables.length === 0) return 'empty'
  if (!tables.includes('alembic_version')) {
    throw refusal(`The database holds tables (${someOf(tables)}) but no schema revision. Give an empty database or one that MLflow made.`)
  }
  const versions = await db.all<{ version_num?: unknown }>('select * from alembic_version')
  const found = versions[0]?.version_num
  if (versions.length !== 1 || typeof found !== 'string') {
    throw refusal(
      `The table alembic_version holds ${versions.length} rows where one schema revision belongs. Restore the database from a backup.`,
    )
  }
  if (found !== HEAD_REVISION) throw refusal(otherRevision(found))
  const missing = headTables().filter((name) => !tables.includes(name))
  if (missing.length > 0) {
    throw refusal(`The database is at schema revision ${HEAD_REVISION} but lacks tables (${someOf(missing)}). Restore it from a backup.`)
  }
  return 'current'
}

/** Names of the tables that are there, without our own. */
export async function schemaTables(db: Db): Promise<string[]> {
  const rows = await db.all<{ name: string }>(db.dialect === 'sqlite' ? TABLES_SQLITE : TABLES_POSTGRES)
  return rows.map((row) => row.name).filter((name) => !name.startsWith(OWN_PREFIX))
}

function otherRevision(found: string): string {
  const release = REVISIONS.get(found)
  const expected = `this server needs ${HEAD_REVISION} (MLflow ${HEAD_RELEASE})`
  if (release === undefined) {
    const shown = JSON.stringify(found.slice(0, 40))
    return `The database is at schema revision ${shown}, which is newer than this server or not of MLflow; ${expected}. Nothing was changed.`
  }
  return `The database is at schema revision ${found} (MLflow ${release}), but ${expected}. Stop its server, then run 'tailrace db upgrade <database_uri>'.`
}

const refusal = (message: string): MlflowError => new MlflowError('INVALID_STATE', message)

function someOf(names: readonly string[]): string {
  const shown = names.slice(0, NAMES_SHOWN).map((name) => JSON.stringify(name).slice(1, -1))
  const rest = names.length - shown.length
  return rest > 0 ? `${shown.join(', ')} and ${rest} more` : shown.join(', ')
}
