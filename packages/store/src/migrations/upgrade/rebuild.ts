import type { Db } from '../../database.ts'
import { headTables, schemaStatements } from '../create-schema.ts'
import { createOwnIndexes } from '../own-indexes.ts'
import { HEAD_REVISION, REVISIONS } from '../revisions.ts'
import { schemaTables } from '../check-schema.ts'
import { addDefaultWorkspace, fillAssessments, moveSpanValues, moveTraceValues } from './data-steps.ts'

/** PostgreSQL: schema of the old tables while the new ones are filled. SQLite: what their names begin with. */
const OLD = 'tailrace_old'

/** Revision that gave traces, spans and assessments columns for what is counted. */
const TRACE_ANALYTICS = '75868b020152'

/** Called after each table that was copied. */
export type Copied = (table: string, rows: number) => void

/**
 * Brings an older database to the head revision: its tables step aside, those of the head are made and filled from them, the old ones are
 * dropped. Whatever the way was, the schema is the one that a new database gets; columns that are new have their defaults, and `data-steps.ts`
 * moves what stands elsewhere now. Tables of others stay as they are.
 *
 * The caller opened the transaction and holds the lock; on SQLite foreign keys are off and `legacy_alter_table` is on. A failure leaves nothing.
 */
export async function rebuildSchema(db: Db, from: string, copied: Copied = () => {}): Promise<void> {
  const there = new Set(await schemaTables(db))
  const tables = headTables()
  const old = tables.filter((name) => there.has(name))
  await moveAside(db, old)
  const all = schemaStatements(db.dialect)
  for (const statement of all.filter((text) => text.startsWith('CREATE TABLE'))) await db.run(statement)
  for (const table of old) copied(table, await copyTable(db, table))
  await moveData(db, from)
  if (db.dialect === 'postgres') await keepSequences(db, old)
  await dropOld(db, old)
  for (const statement of all.filter((text) => !text.startsWith('CREATE TABLE'))) {
    await db.run(statement.replace(/^CREATE FUNCTION/, 'CREATE OR REPLACE FUNCTION'))
  }
  // Most of them went with the tables; the others are there still.
  await createOwnIndexes(db)
  await db.run('update alembic_version set version_num = ?', [HEAD_REVISION])
}

const oldName = (db: Db, table: string): string => (db.dialect === 'sqlite' ? `${OLD}_${table}` : `${OLD}.${table}`)

async function moveAside(db: Db, tables: readonly string[]): Promise<void> {
  if (db.dialect === 'postgres') await db.run(`create schema ${OLD}`)
  for (const table of tables) {
    await db.run(`alter table ${table} ${db.dialect === 'sqlite' ? `rename to ${oldName(db, table)}` : `set schema ${OLD}`}`)
  }
}

/** Answers the rows copied. They keep their order. */
async function copyTable(db: Db, table: string): Promise<number> {
  const source = oldName(db, table)
  const before = await columnsOf(db, source)
  const columns = (await columnsOf(db, table)).filter((column) => before.includes(column)).map((column) => `"${column}"`)
  const order = db.dialect === 'sqlite' ? ' order by rowid' : ''
  const rows = await db.run(`insert into ${table} (${columns.join(', ')}) select ${columns.join(', ')} from ${source}${order}`)
  const expected = Number((await db.get<{ n: number }>(`select count(*) as n from ${source}`))?.n ?? 0)
  if (rows !== expected) throw new Error(`${rows} of ${expected} rows of ${table} were copied`)
  return rows
}

/** Moves what the steps of MLflow moved since a revision. */
async function moveData(db: Db, from: string): Promise<void> {
  const nameOf = (table: string): string => oldName(db, table)
  await addDefaultWorkspace(db)
  const revisions = [...REVISIONS.keys()]
  if (revisions.indexOf(from) >= revisions.indexOf(TRACE_ANALYTICS)) return
  await moveTraceValues(db)
  await moveSpanValues(db, { nameOf, has: async (table, column) => (await columnsOf(db, nameOf(table))).includes(column) })
  await fillAssessments(db)
}

/** Without those that the database computes itself. */
async function columnsOf(db: Db, table: string): Promise<string[]> {
  const [name = table, schema] = table.split('.').toReversed()
  const rows =
    db.dialect === 'sqlite'
      ? await db.all<{ name: string }>('select name from pragma_table_info(?) order by cid', [name])
      : await db.all<{ name: string }>(
          `select attname as name from pg_catalog.pg_attribute where attrelid = to_regclass(?) and attnum > 0 and not attisdropped
           and attgenerated = '' order by attnum`,
          [schema ? `${schema}.${name}` : name],
        )
  return rows.map((row) => row.name)
}

/** Ids go on where they were: those of rows that are gone are not given again. */
async function keepSequences(db: Db, tables: readonly string[]): Promise<void> {
  const serials = await db.all<{ name: string; item: string }>(
    `select c.relname as name, a.attname as item from pg_catalog.pg_attrdef d join pg_catalog.pg_class c on c.oid = d.adrelid
     join pg_catalog.pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
     where c.relnamespace = current_schema()::regnamespace and pg_get_expr(d.adbin, d.adrelid) like 'nextval(%'`,
  )
  for (const { name, item } of serials.filter((serial) => tables.includes(serial.name))) {
    const old = await db.get<{ name: string | null }>('select pg_get_serial_sequence(?, ?) as name', [`${OLD}.${name}`, item])
    if (!old?.name) continue
    await db.run(`select setval(pg_get_serial_sequence('${name}', '${item}'), last_value, is_called) from ${old.name}`)
  }
}

async function dropOld(db: Db, tables: readonly string[]): Promise<void> {
  // Those that refer to others first.
  for (const table of tables.toReversed()) await db.run(`drop table ${oldName(db, table)}`)
  if (db.dialect === 'postgres') await db.run(`drop schema ${OLD}`)
}
