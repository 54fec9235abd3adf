import type { Db, DialectName } from '../database.ts'

/** Runs work in one write transaction (on SQLite: `begin immediate`) and commits it, or rolls back and throws. */
export type Transaction = <Result>(work: (db: Db) => Promise<Result>) => Promise<Result>

/** An index that MLflow lacks. Its name stands for its columns: an index that changes on PostgreSQL takes another name; SQLite's are compared by their text. */
interface OwnIndex {
  name: string
  table: string
  /** Columns on both databases, or on each. */
  columns: string | Readonly<Record<DialectName, string>>
  /** The rows that the index holds; all when absent. */
  where?: string
}

/**
 * SQLite sorts nulls last under `desc`, PostgreSQL first: there the index says `nulls last`, and so must the `order by` of a query that
 * wants it (on SQLite these words change nothing).
 */
const newestFirst = (time: string, id: string, ...before: readonly string[]): Readonly<Record<DialectName, string>> => ({
  sqlite: [...before, `${time} desc`, id].join(', '),
  postgres: [...before, `${time} desc nulls last`, id].join(', '),
})

/**
 * Newest runs of an experiment. SQLite takes along what summaries of experiments count, so that the index alone answers them, four times sooner than with a look at each
 * run. PostgreSQL does not: there an update of a run that changes no column of an index costs far less, and counting takes a look at each row anyway.
 */
const NEWEST = newestFirst('start_time', 'run_uuid', 'experiment_id', 'lifecycle_stage')
const OF_EXPERIMENT = { ...NEWEST, sqlite: `${NEWEST.sqlite}, status, end_time, user_id` }

/**
 * Values are long (8,000 code points) and a row of a PostgreSQL index ends at 2,704 bytes: there the index holds the first 250 code points,
 * which with the longest key makes 2,052 bytes. Equality is asked as `substr(value, 1, 250) = substr(?, 1, 250) and value = ?`, a prefix as
 * `substr(value, 1, 250) like ?` (hence text_pattern_ops). SQLite takes the whole value, so that the index alone answers `value = ?`,
 * a prefix, and a LIKE over all runs of a key; the first condition is redundant there and does no harm.
 */
const VALUES = { sqlite: 'key, value, run_uuid', postgres: 'key, substr(value, 1, 250) text_pattern_ops, run_uuid' } as const

/** The same for tags of the registry, where a name of 256 characters has no room in an index of PostgreSQL. */
const REGISTRY_VALUES = (id: string): Readonly<Record<DialectName, string>> => ({
  sqlite: `key, value, ${id}`,
  postgres: 'key, substr(value, 1, 250) text_pattern_ops',
})

/** Indexes of our own on MLflow's tables; MLflow ignores them. */
export const OWN_INDEXES: readonly OwnIndex[] = [
  { name: 'tailrace_runs_newest', table: 'runs', columns: newestFirst('start_time', 'run_uuid', 'lifecycle_stage') },
  { name: 'tailrace_runs_experiment_newest', table: 'runs', columns: OF_EXPERIMENT },
  // Few runs go on at a time, and what asks for them once a minute must not look at all the others.
  {
    name: 'tailrace_runs_running',
    table: 'runs',
    columns: newestFirst('start_time', 'run_uuid', 'lifecycle_stage'),
    where: "status = 'RUNNING'",
  },
  { name: 'tailrace_latest_metrics_value', table: 'latest_metrics', columns: 'key, is_nan, value desc, run_uuid' },
  { name: 'tailrace_params_value', table: 'params', columns: VALUES },
  { name: 'tailrace_tags_value', table: 'tags', columns: VALUES },
  { name: 'tailrace_model_versions_run', table: 'model_versions', columns: 'run_id' },
  { name: 'tailrace_model_versions_source', table: 'model_versions', columns: 'source' },
  {
    name: 'tailrace_model_versions_newest',
    table: 'model_versions',
    columns: newestFirst('last_updated_time', 'name, version desc'),
  },
  { name: 'tailrace_model_versions_stage', table: 'model_versions', columns: 'name, current_stage, version, workspace' },
  { name: 'tailrace_registered_models_newest', table: 'registered_models', columns: newestFirst('last_updated_time', 'name') },
  { name: 'tailrace_model_version_tags_value', table: 'model_version_tags', columns: REGISTRY_VALUES('name, version') },
  { name: 'tailrace_registered_model_tags_value', table: 'registered_model_tags', columns: REGISTRY_VALUES('name') },
  { name: 'tailrace_experiment_tags_experiment', table: 'experiment_tags', columns: 'experiment_id' },
  // A run that is purged is looked for here.
  { name: 'tailrace_logged_model_metrics_run', table: 'logged_model_metrics', columns: 'run_id' },
  {
    name: 'tailrace_logged_models_experiment_newest',
    table: 'logged_models',
    columns: newestFirst('creation_timestamp_ms', 'model_id', 'experiment_id', 'lifecycle_stage'),
  },
]

/** What a database has under the name of an own index. */
interface Existing {
  name: string
  /** SQLite: the statement that made it. */
  sql?: string
  /** PostgreSQL: false when a build was cut off. */
  valid?: boolean
}

const EXISTING_SQLITE = `select name, sql from sqlite_schema where type = 'index' and substr(name, 1, 9) = 'tailrace_'`
const EXISTING_POSTGRES = `select c.relname as name, i.indisvalid as valid from pg_catalog.pg_index i
  join pg_catalog.pg_class c on c.oid = i.indexrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where n.nspname = any (current_schemas(false)) and substr(c.relname, 1, 9) = 'tailrace_'`

/** Makes our indexes in a database that has none, inside the caller's transaction. */
export async function createOwnIndexes(db: Db): Promise<void> {
  for (const index of OWN_INDEXES) await db.run(statementOf(index, db.dialect))
}

/**
 * Makes those of our indexes that are missing, inside the caller's transaction; answers their names. One query when all are there.
 * On PostgreSQL each build keeps writers of its table out until the transaction ends: for tables in use take buildOwnIndexes.
 */
export async function ensureOwnIndexes(db: Db): Promise<string[]> {
  const { missing, broken } = await compareIndexes(db)
  for (const name of broken) await db.run(`drop index if exists ${name}`)
  for (const index of missing) await db.run(statementOf(index, db.dialect))
  return missing.map((index) => index.name)
}

/** Names of our indexes that a database lacks or holds half built. */
export async function missingIndexes(db: Db): Promise<string[]> {
  return (await compareIndexes(db)).missing.map((index) => index.name)
}

/**
 * PostgreSQL: makes the missing indexes while others write (`create index concurrently`), one after the other; answers their names.
 * A build that was cut off is dropped and done again. Of several processes one builds, the others answer at once with nothing.
 * @param transaction holds the lock for as long as it takes, hence a second connection beside `connection`
 * @param connection outside any transaction, without a statement time-out: a build takes minutes on millions of rows
 */
export async function buildOwnIndexes(transaction: Transaction, connection: Db): Promise<string[]> {
  return transaction(async (db) => {
    await db.run('set local idle_in_transaction_session_timeout = 0')
    const lock = await db.get<{ taken: boolean }>('select pg_try_advisory_xact_lock(7236833184331) as taken')
    if (!lock?.taken) return []
    const { missing, broken } = await compareIndexes(connection)
    for (const name of broken) await connection.run(`drop index concurrently if exists ${name}`)
    for (const index of missing) await connection.run(statementOf(index, 'postgres').replace('create index', 'create index concurrently'))
    return missing.map((index) => index.name)
  })
}

/**
 * A migration of MLflow rebuilds tables on SQLite and with them our indexes, but forgets `desc` and expressions: an index counts only
 * with the text that we gave it.
 */
async function compareIndexes(db: Db): Promise<{ missing: OwnIndex[]; broken: string[] }> {
  const rows = await db.all<Existing>(db.dialect === 'sqlite' ? EXISTING_SQLITE : EXISTING_POSTGRES)
  const existing = new Map(rows.map((row) => [row.name, row]))
  const good = (index: OwnIndex): boolean => {
    const found = existing.get(index.name)
    if (!found) return false
    return db.dialect === 'sqlite' ? found.sql?.toLowerCase() === statementOf(index, 'sqlite').toLowerCase() : found.valid === true
  }
  const missing = OWN_INDEXES.filter((index) => !good(index))
  return { missing, broken: missing.map((index) => index.name).filter((name) => existing.has(name)) }
}

function statementOf({ name, table, columns, where }: OwnIndex, dialect: DialectName): string {
  const rows = where === undefined ? '' : ` where ${where}`
  return `create index ${name} on ${table} (${typeof columns === 'string' ? columns : columns[dialect]})${rows}`
}
