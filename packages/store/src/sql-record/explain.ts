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
  'registered_models',
  'registered_model_tags',
  'registered_model_aliases',
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

/** A line of a plan of SQLite. */
interface PlanLine {
  parent: number
  detail: string
}

async function sqliteScans(db: Db, { sql, params }: Statement): Promise<string[]> {
  const scans: string[] = []
  const subqueries = new Set<string>()
  for (const { parent, detail } of await db.all<PlanLine>(`explain query plan ${sql}`, params)) {
    const subquery = /^(?:CO-ROUTINE|MATERIALIZE) (\S+)/.exec(detail)?.[1]
    if (subquery !== undefined) subqueries.add(`${parent} ${subquery}`)
    const [, alias, index] = /^SCAN (\S+)(?: USING (?:COVERING )?INDEX (\S+))?/.exec(detail) ?? []
    if (alias === undefined || /VIRTUAL TABLE|CONSTANT ROW/.test(detail) || subqueries.has(`${parent} ${alias}`)) continue
    const table = tableOf(sql, alias)
    if (BIG.has(table)) scans.push(index ? `${table} by ${index}` : table)
  }
  return scans
}

/** A plan names what the statement calls a table: `runs` for `r` in `from runs r`. */
function tableOf(sql: string, alias: string, tables: ReadonlySet<string> = BIG): string {
  if (!/^\w+$/.test(alias)) return alias
  const named = new RegExp(`(?:from|join|,|update|into)\\s+(\\w+)\\s+(?:as\\s+)?${alias}\\b`, 'i').exec(sql)
  return named?.[1] !== undefined && tables.has(named[1]) ? named[1] : alias
}

/** The part of a plan of PostgreSQL that matters here. */
interface PlanNode {
  'Node Type': string
  'Relation Name'?: string
  'Index Name'?: string
  'Index Cond'?: string
  'Total Cost'?: number
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

/** Columns whose values many rows share: a search by these columns alone reads most of a table. */
const SHARED = new Set([
  'workspace',
  'key',
  'is_nan',
  'lifecycle_stage',
  'current_stage',
  'experiment_id',
  'source_type',
  'destination_type',
])

/** Whether a statement takes its rows from a list that is bound as JSON. */
export const isDrivenByList = ({ sql }: Statement): boolean => /json_each|json_array_elements/.test(sql)

/** A list of experiments: there `experiment_id` is what the list says. */
const LISTS_EXPERIMENTS =
  /(?<!\+\w*\.?)\bexperiment_id (?:in \(|= any\(array\()select (?:value|json_array|experiment_id)|experiment_id = (?:e|wanted)\.value/

type IsShared = (columns: readonly string[]) => boolean

/**
 * Where a statement that is driven by a list does not start from the list: tables that are read whole or searched only by columns whose values many
 * rows share, and lists that are read again for each row of a table. Only asks for the plan; the statement does not run.
 */
export async function detoursOf(db: Db, statement: Statement): Promise<string[]> {
  const listsExperiments = LISTS_EXPERIMENTS.test(statement.sql)
  const isShared: IsShared = (columns) => columns.every((column) => SHARED.has(column) && !(listsExperiments && column === 'experiment_id'))
  return db.dialect === 'sqlite' ? sqliteDetours(db, statement, isShared) : postgresDetours(db, statement, isShared)
}

async function sqliteDetours(db: Db, { sql, params }: Statement, isShared: IsShared): Promise<string[]> {
  const tables = new Set((await db.all<{ name: string }>("select name from sqlite_schema where type = 'table'")).map(({ name }) => name))
  const detours: string[] = []
  const levels = new Set<number>()
  for (const { parent, detail } of await db.all<PlanLine>(`explain query plan ${sql}`, params)) {
    const alias = /^(?:SCAN|SEARCH) (\S+)/.exec(detail)?.[1]
    if (alias === undefined) continue
    if (/VIRTUAL TABLE/.test(detail)) {
      if (levels.has(parent)) detours.push(`${detail} after a table`)
      continue
    }
    const table = tableOf(sql, alias, tables)
    if (!tables.has(table)) continue
    levels.add(parent)
    const columns = [...(/ \(([^()]*)\)/.exec(detail)?.[1]?.matchAll(/(\w+)[=<>]/g) ?? [])].map(([, column = '']) => column)
    if (isShared(columns)) detours.push(`${table}: ${detail}`)
  }
  return detours
}

async function postgresDetours(db: Db, { sql, params }: Statement, isShared: IsShared): Promise<string[]> {
  const [row] = await db.all<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(`explain (format json) ${sql}`, params)
  if (!row) throw new Error(`no plan for ${sql}`)
  return nodeDetours(row['QUERY PLAN'][0].Plan, isShared)
}

/** Costs in a plan of PostgreSQL below which reading a whole table or all rows of a key is the cheapest way: there are few. */
const CHEAP = 500

function nodeDetours(node: PlanNode, isShared: IsShared): string[] {
  const { 'Node Type': type, 'Relation Name': table = '', 'Index Name': index, 'Index Cond': condition = '', 'Total Cost': cost = 0 } = node
  const below = (node.Plans ?? []).flatMap((plan) => nodeDetours(plan, isShared))
  if (cost < CHEAP) return below
  if (type === 'Seq Scan') return [`${table}: ${type}`, ...below]
  if (index === undefined) return below
  const columns = [...condition.matchAll(/(\w+)\)*(?:::\w+)? (?:=|<|>|<=|>=|~>=~|~<~) /g)].map(([, column = '']) => column)
  return isShared(columns) ? [`${table}: ${type} by ${index} (${condition})`, ...below] : below
}
