import { MlflowError } from '@tailrace/contract'
import { durationText } from '../output/progress.ts'
import type { Cell, Column } from '../output/table.ts'
import { type WireRun, numberOf, tagOf, utcText } from './stock-run.ts'

/** A column of a table of runs. */
export interface RunColumn extends Column {
  /** As it is asked for: `name`, `metrics.loss`. */
  readonly name: string
  /** For people. */
  cell(run: WireRun): Cell
  /** For programs: complete, times in ms since the epoch. Absent values are empty. */
  value(run: WireRun): string
}

/** How a status looks. */
export const STATUS_LOOKS = { RUNNING: 'busy', SCHEDULED: 'faint', FINISHED: 'good', FAILED: 'bad', KILLED: 'bad' } as const

/** Metrics and params of a table whose columns nobody chose. */
const CHOSEN = 5

const plain = (name: string, value: (run: WireRun) => string | undefined, more: Partial<Column> = {}): RunColumn => {
  const text = (run: WireRun): string => value(run) ?? ''
  return { name, head: name, ...more, cell: text, value: text }
}

const time = (name: string, of: (run: WireRun) => number | undefined): RunColumn => ({
  name,
  head: `${name} (UTC)`,
  least: 16,
  cell: (run) => {
    const ms = of(run)
    return ms ? utcText(ms).slice(0, 16) : ''
  },
  value: (run) => String(of(run) ?? ''),
})

/** How long a run took, or has taken so far; undefined when nobody said when it began. ms */
export const durationOf = ({ info }: WireRun): number | undefined =>
  info.start_time ? (info.end_time ?? Date.now()) - info.start_time : undefined

const FIXED: Readonly<Record<string, RunColumn>> = {
  id: plain('id', ({ info }) => info.run_id, { least: 32 }),
  name: plain('name', ({ info }) => info.run_name, { least: 16 }),
  status: {
    ...plain('status', ({ info }) => info.status),
    cell: ({ info }) => ({ text: info.status, look: STATUS_LOOKS[info.status] }),
  },
  experiment: plain('experiment', ({ info }) => info.experiment_id),
  user: plain('user', (run) => run.info.user_id || tagOf(run, 'mlflow.user')),
  start: time('start', ({ info }) => info.start_time),
  end: time('end', ({ info }) => info.end_time),
  duration: {
    name: 'duration',
    head: 'duration',
    align: 'right',
    cell: (run) => {
      const ms = durationOf(run)
      return ms === undefined ? '' : durationText(ms)
    },
    value: (run) => String(durationOf(run) ?? ''),
  },
}

/** A metric as people read it: six digits. */
export const metricText = (value: number): string => (Number.isFinite(value) ? String(Number(value.toPrecision(6))) : String(value))

function metric(key: string): RunColumn {
  const of = ({ data }: WireRun): number | undefined => {
    const found = data.metrics?.find((one) => one.key === key)
    return found && numberOf(found.value)
  }
  return {
    name: `metrics.${key}`,
    head: key,
    align: 'right',
    cell: (run) => {
      const value = of(run)
      return value === undefined ? '' : metricText(value)
    },
    value: (run) => String(of(run) ?? ''),
  }
}

const param = (key: string): RunColumn =>
  plain(`params.${key}`, ({ data }) => data.params?.find((one) => one.key === key)?.value, { head: key })
const tag = (key: string): RunColumn => plain(`tags.${key}`, (run) => tagOf(run, key), { head: key })

/**
 * The columns of these names: id, name, status, experiment, user, start, end, duration, or `metrics.`, `params.`, `tags.` and a key.
 * @throws MlflowError INVALID_PARAMETER_VALUE for another name
 */
export function columnsNamed(names: readonly string[]): RunColumn[] {
  return names.map((name) => {
    const [, kind = '', key = ''] = /^(metrics|params|tags)\.(.+)$/s.exec(name) ?? []
    const column = kind === 'metrics' ? metric(key) : kind === 'params' ? param(key) : kind === 'tags' ? tag(key) : FIXED[name]
    if (column) return column
    throw new MlflowError(
      'INVALID_PARAMETER_VALUE',
      `Unknown column '${name}'. Available: ${Object.keys(FIXED).join(', ')}, or metrics., params. or tags. and a key.`,
    )
  })
}

/** Characters of an id that people need to tell runs apart. */
const SHORT_ID = 8

/** Columns when nobody chose, and how many more there are. */
export interface UsualColumns {
  readonly columns: RunColumn[]
  /** Keys of metrics and params that have no column. */
  readonly others: number
}

/**
 * Columns when nobody chose: what the runs are, the metrics that most of them have, the params that differ. For people ids are short, and times
 * come last, where a narrow terminal has no place for them.
 */
export function usualColumns(runs: readonly WireRun[], forPeople = false): UsualColumns {
  const several = new Set(runs.map(({ info }) => info.experiment_id)).size > 1
  const metrics = byFrequency(runs.flatMap(({ data }) => (data.metrics ?? []).map(({ key }) => key)))
  const values = new Map<string, Set<string>>()
  for (const { data } of runs) for (const { key, value } of data.params ?? []) values.set(key, (values.get(key) ?? new Set()).add(value))
  const differing = [...values].filter(([, set]) => runs.length === 1 || set.size > 1).map(([key]) => key)
  const [id, ...about] = columnsNamed(['id', 'name', ...(several ? ['experiment'] : []), 'status'])
  const times = columnsNamed(['start', 'duration'])
  const logged = [...metrics.slice(0, CHOSEN).map(metric), ...differing.slice(0, CHOSEN).map(param)]
  const others = metrics.length + values.size - logged.length
  if (!id || !forPeople) return { columns: [...(id ? [id] : []), ...about, ...times, ...logged], others }
  const shortId: RunColumn = { ...id, least: SHORT_ID, cell: ({ info }) => info.run_id.slice(0, SHORT_ID) }
  return { columns: [shortId, ...about, ...logged, ...times], others }
}

function byFrequency(keys: readonly string[]): string[] {
  const counts = new Map<string, number>()
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  return [...counts].sort(([, a], [, b]) => b - a).map(([key]) => key)
}
