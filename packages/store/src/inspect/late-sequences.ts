import type { Db } from '../database.ts'

/** PostgreSQL: the sequences that are behind their column, so that the next row would take an id that is there. */
export async function lateSequences(db: Db): Promise<string[]> {
  const columns = await db.all<{ sequence: string; table: string; column: string }>(
    `select s.oid::regclass::text as sequence, t.relname as table, a.attname as column from pg_catalog.pg_class s
     join pg_catalog.pg_depend d on d.objid = s.oid and d.deptype in ('a', 'i') and d.refobjsubid > 0
     join pg_catalog.pg_class t on t.oid = d.refobjid join pg_catalog.pg_attribute a on a.attrelid = t.oid and a.attnum = d.refobjsubid
     join pg_catalog.pg_namespace n on n.oid = s.relnamespace where s.relkind = 'S' and n.nspname = any (current_schemas(false)) order by 1`,
  )
  const late: string[] = []
  for (const { sequence, table, column } of columns) {
    const row = await db.get<{ at: number; most: number | null }>(
      `select (select last_value from ${sequence}) as at, (select max("${column}") from "${table}") as most`,
    )
    if (row && row.most !== null && Number(row.at) < Number(row.most)) {
      late.push(
        `the sequence ${sequence} is at ${row.at}, but ${table}.${column} goes up to ${row.most}; set it with: select setval('${sequence}', ${row.most})`,
      )
    }
  }
  return late
}
