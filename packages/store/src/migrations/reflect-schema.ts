import type { Db } from '../database.ts'

/** A schema as comparable text: what a migration of MLflow or another program would find. */
export interface ReflectedSchema {
  /** Columns in their order, then constraints with their names, sorted. */
  tables: Record<string, string[]>
  /** Indexes, triggers, functions and sequences, sorted; not those of tables named `tailrace_` nor our own indexes. */
  others: string[]
}

/** Reads the schema of a database; for tests and for recording MLflow's. */
export function reflectSchema(db: Pick<Db, 'all' | 'dialect'>): Promise<ReflectedSchema> {
  return db.dialect === 'sqlite' ? reflectSqlite(db) : reflectPostgres(db)
}

async function reflectSqlite(db: Pick<Db, 'all'>): Promise<ReflectedSchema> {
  const rows = await db.all<{ type: string; name: string; sql: string }>(
    `select type, name, sql from sqlite_schema where sql is not null and substr(name, 1, 9) <> 'tailrace_' order by name`,
  )
  const tables: ReflectedSchema['tables'] = {}
  for (const { name, sql } of rows.filter((row) => row.type === 'table')) {
    const items = topLevelItems(sql.slice(sql.indexOf('(') + 1, sql.lastIndexOf(')')))
    tables[name] = [...items.filter((item) => !isConstraint(item)), ...items.filter(isConstraint).toSorted()]
  }
  return { tables, others: rows.filter((row) => row.type !== 'table').map((row) => plain(row.sql)) }
}

const isConstraint = (item: string): boolean => /^(CONSTRAINT|PRIMARY|UNIQUE|CHECK|FOREIGN)\b/.test(item)

/** One spelling of what SQLite keeps as it was typed: blanks, and the quotes around `"key"`. Texts within '' hold neither. */
function plain(sql: string): string {
  const text = sql.replaceAll('"', '').replace(/\s+/g, ' ').replaceAll('FOREIGN KEY(', 'FOREIGN KEY (').trim()
  return text.replace(/ON DELETE cascade/, 'ON DELETE CASCADE')
}

/** Splits at the commas outside parentheses; no text in the schema holds a parenthesis or a comma. */
function topLevelItems(body: string): string[] {
  const items: string[] = []
  let depth = 0
  let start = 0
  for (let at = 0; at <= body.length; at++) {
    const character = body[at]
    if (character === '(') depth++
    else if (character === ')') depth--
    else if (character === undefined || (character === ',' && depth === 0)) {
      items.push(plain(body.slice(start, at)))
      start = at + 1
    }
  }
  return items
}

const COLUMNS = `select c.relname as name, concat_ws(' ', a.attname, format_type(a.atttypid, a.atttypmod),
    case when a.attnotnull then 'NOT NULL' end, 'DEFAULT ' || pg_get_expr(d.adbin, d.adrelid),
    case a.attidentity when 'd' then 'IDENTITY BY DEFAULT' when 'a' then 'IDENTITY ALWAYS' end,
    case when a.attgenerated = 's' then 'STORED' end) as item
  from pg_attribute a join pg_class c on c.oid = a.attrelid left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace and a.attnum > 0 and not a.attisdropped
  order by c.relname, a.attnum`

/** From PostgreSQL 18 on "not null" is a constraint too (type n); the columns say that already. */
const CONSTRAINTS = `select c.relname as name, concat_ws(' ', 'CONSTRAINT', o.conname, pg_get_constraintdef(o.oid)) as item
  from pg_constraint o join pg_class c on c.oid = o.conrelid
  where c.relnamespace = current_schema()::regnamespace and o.contype <> 'n' order by c.relname, o.conname`

const OTHERS = `
  select pg_get_indexdef(i.indexrelid) as item from pg_index i join pg_class c on c.oid = i.indexrelid
    where c.relnamespace = current_schema()::regnamespace and not exists (select 1 from pg_constraint o where o.conindid = i.indexrelid and o.contype in ('p', 'u'))
  union all select pg_get_triggerdef(t.oid) from pg_trigger t join pg_class c on c.oid = t.tgrelid
    where c.relnamespace = current_schema()::regnamespace and not t.tgisinternal
  union all select concat_ws(' ', 'FUNCTION', p.proname, pg_get_function_result(p.oid), l.lanname, p.prosrc) from pg_proc p join pg_language l on l.oid = p.prolang
    where p.pronamespace = current_schema()::regnamespace
  union all select concat_ws(' ', 'SEQUENCE', c.relname, format_type(s.seqtypid, null), s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle,
      'OWNED BY', d.refobjid::regclass, d.refobjsubid)
    from pg_sequence s join pg_class c on c.oid = s.seqrelid left join pg_depend d on d.objid = c.oid and d.deptype in ('a', 'i') and d.refobjsubid > 0
    where c.relnamespace = current_schema()::regnamespace`

async function reflectPostgres(db: Pick<Db, 'all'>): Promise<ReflectedSchema> {
  const tables: ReflectedSchema['tables'] = {}
  for (const query of [COLUMNS, CONSTRAINTS]) {
    for (const { name, item } of await db.all<{ name: string; item: string }>(query)) {
      if (!name.startsWith('tailrace_')) (tables[name] ??= []).push(plain(item))
    }
  }
  const others = (await db.all<{ item: string }>(OTHERS)).map(({ item }) => plain(item).replaceAll('public.', ''))
  return { tables, others: others.filter((item) => !item.startsWith('CREATE INDEX tailrace_')).toSorted() }
}
