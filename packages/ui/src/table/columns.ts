/** What a column tells of a run. */
export type ColumnKind = 'attributes' | 'params' | 'metrics' | 'tags'

/** A column: `id` is its kind and key as in `metrics.accuracy`. */
export interface Column {
  readonly id: string
  readonly kind: ColumnKind
  readonly key: string
}

/** Attributes that can be columns, their heads, and what the server sorts them by (absent: it cannot). */
export const ATTRIBUTES: ReadonlyMap<string, { label: string; order?: string; width: number; right?: boolean }> = new Map([
  ['start_time', { label: 'Started', order: 'attributes.start_time', width: 104 }],
  ['end_time', { label: 'Ended', order: 'attributes.end_time', width: 104 }],
  ['duration', { label: 'Duration', width: 92, right: true }],
  ['user_id', { label: 'User', order: 'tags.`mlflow.user`', width: 96 }],
  ['source', { label: 'Source', order: 'tags.`mlflow.source.name`', width: 128 }],
  ['version', { label: 'Version', order: 'tags.`mlflow.source.git.commit`', width: 88 }],
  ['datasets', { label: 'Datasets', width: 160 }],
  ['models', { label: 'Models', width: 128 }],
  ['experiment', { label: 'Experiment', width: 140 }],
  ['note', { label: 'Description', order: 'tags.`mlflow.note.content`', width: 200 }],
  ['run_id', { label: 'Run id', order: 'attributes.run_id', width: 256 }],
])

/** Tags that attributes are read from. */
export const ATTRIBUTE_TAGS: ReadonlyMap<string, string> = new Map([
  ['source', 'mlflow.source.name'],
  ['version', 'mlflow.source.git.commit'],
  ['note', 'mlflow.note.content'],
])

const KINDS: readonly string[] = ['attributes', 'params', 'metrics', 'tags'] satisfies ColumnKind[]

/** The column of an id, undefined when it is none. */
export function columnOf(id: string): Column | undefined {
  const dot = id.indexOf('.')
  const kind = id.slice(0, dot)
  const key = id.slice(dot + 1)
  if (dot < 1 || key === '' || !KINDS.includes(kind)) return undefined
  if (kind === 'attributes' && key !== 'run_name' && key !== 'status' && !ATTRIBUTES.has(key)) return undefined
  return { id, kind: kind as ColumnKind, key }
}

/** The head of a column. */
export const labelOf = ({ kind, key }: Column): string =>
  kind === 'attributes' ? (ATTRIBUTES.get(key)?.label ?? (key === 'run_name' ? 'Run' : key)) : key

/** An id as a part of such lists and maps as `cols` and `w`. */
export const listItemText = (id: string): string => id.replaceAll(/[%,~]/g, (char) => ({ '%': '%25', ',': '%2C' })[char] ?? '%7E')

/** A list of ids as one readable query parameter: `params.lr,metrics.accuracy`. */
export const listText = (ids: readonly string[]): string => ids.map(listItemText).join(',')

/** The ids of such a parameter. */
export function listOf(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .filter((part) => part !== '')
    .map(textOfListItem)
}

/** The id of such a part. */
export function textOfListItem(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Widths (px) by id as one query parameter: `metrics.accuracy~120`. */
export const widthsText = (widths: ReadonlyMap<string, number>): string =>
  [...widths].map(([id, width]) => `${listItemText(id)}~${Math.round(width)}`).join(',')

/** The widths of such a parameter; what is no width from 40 to 2,000 is left out. */
export function widthsOf(text: string | undefined): Map<string, number> {
  const widths = new Map<string, number>()
  for (const part of (text ?? '').split(',')) {
    const [id = '', given = ''] = part.split('~')
    const width = Number(given)
    if (id !== '' && width >= 40 && width <= 2000) widths.set(textOfListItem(id), width)
  }
  return widths
}

/** Statistics of runs, as far as columns need them. */
export interface Statistics {
  readonly total: number
  readonly sampled: number
  readonly params: readonly { key: string; runs: number; distinct: number }[]
  readonly metrics: readonly { key: string; runs: number; distinct: number; nan: number }[]
  readonly tags: readonly { key: string; runs: number; distinct: number }[]
  readonly datasets: readonly unknown[]
  /** Keys that tell most. */
  readonly chosen: { readonly metrics: readonly string[]; readonly params: readonly string[] }
}

/** The columns of a first visit: when it started and how long it took, and the metrics and params that the server has chosen. */
export const automaticColumns = ({ chosen }: Pick<Statistics, 'chosen'>, several: boolean): string[] => [
  ...(several ? ['attributes.experiment'] : []),
  'attributes.start_time',
  'attributes.duration',
  ...chosen.metrics.map((key) => `metrics.${key}`),
  ...chosen.params.map((key) => `params.${key}`),
]

/** Whether all runs looked at are the same in a column: such columns are left out by "diff only". Attributes always stay. */
export function isSame({ kind, key }: Column, statistics: Statistics): boolean {
  if (kind === 'attributes') return false
  const found = statistics[kind].find((each) => each.key === key)
  if (!found) return true
  const nan = 'nan' in found && typeof found.nan === 'number' ? found.nan : 0
  return found.distinct + (nan > 0 ? 1 : 0) <= 1 && found.runs === statistics.sampled
}

/** The keys that a list of columns needs of the server. Tags for attributes, notes, colors and parents are always asked for. */
export function projectionOf(columns: readonly Column[]): { params: string[]; metrics: string[]; tags: string[]; inputs: boolean } {
  const keys = (kind: ColumnKind): string[] => columns.filter((column) => column.kind === kind).map(({ key }) => key)
  const shown = new Set(keys('attributes'))
  const tags = [...ATTRIBUTE_TAGS].filter(([attribute]) => shown.has(attribute)).map(([, tag]) => tag)
  return {
    params: keys('params').sort(),
    metrics: keys('metrics').sort(),
    tags: [...new Set([...keys('tags'), ...tags, 'mlflow.runColor', 'mlflow.parentRunId'])].sort(),
    inputs: shown.has('datasets') || shown.has('models'),
  }
}

/** How the server is asked to sort by a column: `-metrics.accuracy` means descending; undefined when it cannot. */
export function orderBy(sort: string, quote: (kind: 'params' | 'metrics' | 'tags', key: string) => string): string | undefined {
  const descending = sort.startsWith('-')
  const column = columnOf(descending ? sort.slice(1) : sort)
  if (!column) return undefined
  const { kind, key } = column
  const by =
    kind !== 'attributes' ? quote(kind, key) : key === 'run_name' || key === 'status' ? `attributes.${key}` : ATTRIBUTES.get(key)?.order
  return by && `${by} ${descending ? 'DESC' : 'ASC'}`
}

/** Moves an id before or behind another. */
export function moved(ids: readonly string[], id: string, to: string): string[] {
  const from = ids.indexOf(id)
  const place = ids.indexOf(to)
  if (from < 0 || place < 0 || from === place) return [...ids]
  const rest = ids.filter((each) => each !== id)
  return rest.toSpliced(rest.indexOf(to) + (from < place ? 1 : 0), 0, id)
}
