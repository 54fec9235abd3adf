import { MlflowError } from '@tailrace/contract'
import type { Db } from '../../database.ts'
import { assessmentNumber } from './assessment-number.ts'
import { costsOf, tokensOf, TOKENS } from './trace-numbers.ts'

/** Rows that are held at a time. */
const PAGE = 2_000

/** Where a step finds the tables as they were. */
export interface Before {
  /** Name of an old table. */
  readonly nameOf: (table: string) => string
  /** Whether it had this column. */
  has(table: string, column: string): Promise<boolean>
}

/** The workspace that everything belongs to (from MLflow 3.10 on). */
export async function addDefaultWorkspace(db: Db): Promise<void> {
  await db.run(
    `insert into workspaces (name, description) select 'default', 'Default workspace for legacy resources'
     where not exists (select 1 from workspaces where name = 'default')`,
  )
}

/**
 * From MLflow 3.17 on what traces are listed by stands in their own columns: names, sessions, tokens and costs leave the tags, metadata and
 * metrics. What cannot be read as what it should be stays where it was.
 */
export async function moveTraceValues(db: Db): Promise<void> {
  for (const [column, table, key, length] of [
    ['trace_name', 'trace_tags', 'mlflow.traceName', 4096],
    ['session_id', 'trace_request_metadata', 'mlflow.trace.session', 250],
  ] as const) {
    const row = `from ${table} t where t.key = '${key}' and t.request_id = trace_info.request_id`
    await db.run(`update trace_info set ${column} = (select substr(t.value, 1, ${length}) ${row}) where exists (select 1 ${row})`)
    await db.run(`delete from ${table} where key = '${key}' and request_id in (select request_id from trace_info)`)
  }
  await moveMetadata(db, 'mlflow.trace.tokenUsage', tokensOf)
  await moveMetadata(db, 'mlflow.trace.cost', costsOf)
  for (const key of TOKENS) {
    const row = `from trace_metrics m where m.key = '${key}' and m.request_id = trace_info.request_id`
    const whole = 'case when m.value = floor(m.value) and abs(m.value) < 9e18 then cast(m.value as bigint) end'
    await db.run(`update trace_info set ${key} = (select ${whole} ${row}) where exists (select 1 ${row})`)
    await db.run(`delete from trace_metrics where key = '${key}'`)
  }
}

async function moveMetadata(db: Db, key: string, read: (text: string | null) => Record<string, number> | undefined): Promise<void> {
  const select = `select request_id as id, value from trace_request_metadata where key = '${key}' and request_id > ? order by request_id limit ${PAGE}`
  for await (const { id, value } of pages<{ id: string; value: string | null }>(db, select)) {
    const numbers = read(value)
    if (!numbers) continue
    const columns = Object.keys(numbers)
    if (columns.length > 0) {
      await db.run(`update trace_info set ${columns.map((column) => `${column} = ?`).join(', ')} where request_id = ?`, [
        ...Object.values(numbers),
        id,
      ])
    }
    await db.run(`delete from trace_request_metadata where key = '${key}' and request_id = ?`, [id])
  }
}

/** The same of spans: costs leave the metrics, model and provider the column of dimensions. @throws MlflowError for dimensions of other names */
export async function moveSpanValues(db: Db, before: Before): Promise<void> {
  for (const column of ['input_cost', 'output_cost', 'total_cost']) {
    const row = `from span_metrics m where m.key = '${column}' and m.trace_id = spans.trace_id and m.span_id = spans.span_id`
    await db.run(`update spans set ${column} = (select m.value ${row}) where exists (select 1 ${row})`)
    await db.run(`delete from span_metrics where key = '${column}'`)
  }
  if (!(await before.has('spans', 'dimension_attributes'))) return
  const text = 'cast(dimension_attributes as text)'
  const select = `select trace_id || ' ' || span_id as id, trace_id, span_id, ${text} as value from ${before.nameOf('spans')}
    where ${text} not in ('null', '{}') and trace_id || ' ' || span_id > ? order by 1 limit ${PAGE}`
  for await (const { trace_id, span_id, value } of pages<{ id: string; trace_id: string; span_id: string; value: string }>(db, select)) {
    const { 'mlflow.llm.model': model, 'mlflow.llm.provider': provider, ...others } = JSON.parse(value) as Record<string, unknown>
    if (Object.keys(others).length > 0) {
      throw new MlflowError(
        'INVALID_STATE',
        `The span ${span_id} of the trace ${trace_id} has dimensions that have no place in the new schema (${Object.keys(others).join(', ')}). ` +
          'Take them out of spans.dimension_attributes. Nothing was changed.',
      )
    }
    await db.run('update spans set model_name = ?, model_provider = ? where trace_id = ? and span_id = ?', [
      dimension(model),
      dimension(provider),
      trace_id,
      span_id,
    ])
  }
}

const dimension = (value: unknown): string | null => (typeof value === 'string' ? [...value].slice(0, 500).join('') : null)

/** Assessments know their experiment and their trace's time, and as which number they count. */
export async function fillAssessments(db: Db): Promise<void> {
  for (const [column, source] of [
    ['experiment_id', 'experiment_id'],
    ['trace_timestamp_ms', 'timestamp_ms'],
  ] as const) {
    await db.run(`update assessments set ${column} = (select ${source} from trace_info where request_id = assessments.trace_id)`)
  }
  const select = `select assessment_id as id, value from assessments where assessment_id > ? order by assessment_id limit ${PAGE}`
  for await (const { id, value } of pages<{ id: string; value: string }>(db, select)) {
    const number = assessmentNumber(value)
    if (!number) continue
    await db.run('update assessments set aggregate_value = ?, is_numeric_value = ? where assessment_id = ?', [
      number.value,
      number.is_numeric,
      id,
    ])
  }
}

/** Reads a query that is bounded by the id of the row before. */
async function* pages<Row extends { id: string }>(db: Db, select: string): AsyncGenerator<Row> {
  for (let last = ''; ;) {
    const rows = await db.all<Row>(select, [last])
    yield* rows
    const end = rows.at(-1)
    if (rows.length < PAGE || !end) return
    last = end.id
  }
}
