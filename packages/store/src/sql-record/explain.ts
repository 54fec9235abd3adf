import type { Db } from '../database.ts'
import type { Statement } from './recording-db.ts'

/** Tables that grow with use: no hot query may read one whole. */
const BIG = new Set([
  'runs',
  'metrics',
  'latest_metrics',
  'params',
  'tags',
  'inputs',
  'model_versions',
  'model_version_tags',
  'logged_models',
  'logged_model_metrics',
  'logged_model_params',
  'logged_model_tags',
])

/**
 * The big tables that a statement reads whole: `table` for a scan of the table, `table by index` for a walk through a whole index. Only
 * asks for the plan; the statement does not run.
 */
export function scansOf(db: Db, statement: Statement): Promise<string[]> {
  return db.dialect === 'sqlite' ? sqliteScans(db, statement) : postgresScans(db, statement)
}

async function sqliteScans(db: Db, { sql, params }: Statement): Promise<string[]> {
  const scans: string[] = []
  for (const { detail } of await db.all<{ detail: string }>(`explain query plan ${sql}`, params)) {
    const [, alias, index] = /^SCAN (\S+)(?: USING (?:COVERING )?INDEX (\S+))?/.exec(detail) ?? []
    if (alias === undefined || /VIRTUAL TABLE|CONSTANT ROW/.test(detail)) continue
    const table = tableOf(sql, alias)
    if (BIG.has(table)) scans.push(index ? `${table} by ${index}` : table)
  }
  return scans
}

/** A plan names what the statement calls a table: `runs` for `r` in `from runs r`. */
function tableOf(sql: string, alias: string): string {
  if (!/^\w+$/.test(alias)) return alias
  const named = new RegExp(`(?:from|join|,|update|into)\\s+(\\w+)\\s+(?:as\\s+)?${alias}\\b`, 'i').exec(sql)
  return named?.[1] !== undefined && BIG.has(named[1]) ? named[1] : alias
}

/** The part of a plan of PostgreSQL that matters here. */
interface PlanNode {
  'Node Type': string
  'Relation Name'?: string
  'Index Name'?: string
  'Index Cond'?: string
  Plans?: PlanNode[]
}

async function postgresScans(db: Db, { sql, params }: Statement): Promise<string[]> {
  const [row] = await db.all<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(`explain (format json) ${sql}`, params)
  if (!row) throw new Error(`no plan for ${sql}`)
  return nodeScans(row['QUERY PLAN'][0].Plan)
}

function nodeScans(node: PlanNode): string[] {
  const { 'Node Type': type, 'Relation Name': table = '', 'Index Name': index } = node
  const below = (node.Plans ?? []).flatMap(nodeScans)
  if (!BIG.has(table)) return below
  if (type === 'Seq Scan') return [table, ...below]
  return /^Index (Only )?Scan$/.test(type) && node['Index Cond'] === undefined ? [`${table} by ${index ?? '?'}`, ...below] : below
}
