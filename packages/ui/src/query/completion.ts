import { valueLiteral, keyText } from './clauses.ts'
import { type Piece, pieces } from './tokens.ts'

/** What is known of the runs: keys with their numbers of runs, and frequent values. A part of the answer of runs/columns. */
export interface Vocabulary {
  params: readonly { key: string; runs: number; values: readonly { value: string; runs: number }[] }[]
  metrics: readonly { key: string; runs: number; min?: number | string | undefined; max?: number | string | undefined }[]
  tags: readonly { key: string; runs: number; values: readonly { value: string; runs: number }[] }[]
  statuses: readonly { value: string; runs: number }[]
  users: readonly { value: string; runs: number }[]
  datasets: readonly { name: string; digest: string; context: string; runs: number }[]
}

/** One proposal: `insert` takes the place of the text from `from` to `to`. */
export interface Completion {
  label: string
  insert: string
  detail: string
  from: number
  to: number
}

const ATTRIBUTES = ['run_name', 'status', 'start_time', 'end_time', 'user_id', 'run_id', 'artifact_uri'] as const
const MOST = 50
const OPERATORS = { number: ['>', '>=', '<', '<=', '=', '!='], text: ['=', '!=', 'LIKE', 'ILIKE', 'IN', 'IS NULL', 'IS NOT NULL'] } as const

/** Proposals at the caret: keys, then comparators, then values of that key, then AND and OR. */
export function complete(text: string, caret: number, vocabulary: Vocabulary): Completion[] {
  const before = pieces(text.slice(0, caret))
  const current = before.at(-1)
  const nonWhitespace = before.filter(({ kind }) => kind !== 'space')
  const typing = current && current.kind !== 'space' && current.kind !== 'bracket' && current.kind !== 'operator' ? current : undefined
  const previous = nonWhitespace.at(typing ? -2 : -1)
  const from = typing?.start ?? caret
  const make = (all: readonly Omit<Completion, 'from' | 'to'>[]): Completion[] =>
    rank(all, typing?.text ?? '').map((each) => ({ ...each, from, to: caret }))
  if (isComparator(previous) || (previous?.text === ',' && nonWhitespace.some(({ text: piece }) => /^in$/i.test(piece)))) {
    return make(valuesOf(subject(nonWhitespace.slice(0, typing ? -1 : undefined)), vocabulary))
  }
  if (previous?.text === '(' && isComparator(nonWhitespace.at(typing ? -3 : -2))) return make(valuesOf(subject(nonWhitespace), vocabulary))
  if (previous && (previous.kind === 'key' || (previous.kind === 'word' && !isJoint(previous)))) return make(operators(previous.text))
  if (previous && (previous.kind === 'string' || previous.kind === 'number' || previous.text === ')' || /^null$/i.test(previous.text)))
    return make(['AND', 'OR'].map((word) => ({ label: word, insert: `${word} `, detail: '' })))
  return make(keys(vocabulary))
}

const isJoint = (piece: Piece): boolean => /^(?:and|or|not)$/i.test(piece.text)
const isComparator = (piece: Piece | undefined): boolean =>
  piece !== undefined && (piece.kind === 'operator' || (piece.kind === 'keyword' && /^(?:like|ilike|rlike|in)$/i.test(piece.text)))
const subject = (before: readonly Piece[]): string => before.findLast(({ kind }) => kind === 'key' || kind === 'word')?.text ?? ''

function keys({ metrics, params, tags }: Vocabulary): Omit<Completion, 'from' | 'to'>[] {
  const of = (entity: 'metrics' | 'params' | 'tags', all: readonly { key: string; runs: number }[]): Omit<Completion, 'from' | 'to'>[] =>
    all.map(({ key, runs }) => ({ label: `${entity}.${key}`, insert: `${keyText(entity, key)} `, detail: `${runs} runs` }))
  const attributes = ATTRIBUTES.map((name) => ({ label: `attributes.${name}`, insert: `attributes.${name} `, detail: '' }))
  const datasets = ['name', 'digest', 'context'].map((name) => ({ label: `datasets.${name}`, insert: `datasets.${name} `, detail: '' }))
  return [...of('metrics', metrics), ...of('params', params), ...attributes, ...of('tags', tags), ...datasets]
}

function operators(key: string): Omit<Completion, 'from' | 'to'>[] {
  const isNumber = /^(?:metrics?\.|attributes\.(?:start|end)_time|(?:start|end)_time)/i.test(key)
  return OPERATORS[isNumber ? 'number' : 'text'].map((sign) => ({ label: sign, insert: `${sign} `, detail: '' }))
}

function valuesOf(key: string, known: Vocabulary): Omit<Completion, 'from' | 'to'>[] {
  const dot = key.indexOf('.')
  const entity = dot < 0 ? 'attributes' : key.slice(0, dot)
  const name = key
    .slice(dot + 1)
    .trim()
    .replace(/^[`"](.*)[`"]$/, '$1')
  const texts = (all: readonly { value: string; runs: number }[] | undefined): Omit<Completion, 'from' | 'to'>[] =>
    (all ?? []).map(({ value, runs }) => ({
      label: value,
      insert: `${valueLiteral(value)} `,
      detail: `${runs} runs`,
    }))
  if (entity.startsWith('metric')) {
    const metric = known.metrics.find((each) => each.key === name)
    return [metric?.min, metric?.max].flatMap((value, index) =>
      value === undefined ? [] : [{ label: String(value), insert: `${value} `, detail: index === 0 ? 'the least' : 'the most' }],
    )
  }
  if (entity.startsWith('param')) return texts(known.params.find((each) => each.key === name)?.values)
  if (entity.startsWith('tag')) return texts(known.tags.find((each) => each.key === name)?.values)
  if (entity.startsWith('dataset') && (name === 'name' || name === 'digest' || name === 'context')) {
    const counts = new Map<string, number>()
    for (const dataset of known.datasets) counts.set(dataset[name], (counts.get(dataset[name]) ?? 0) + dataset.runs)
    return texts([...counts].map(([value, runs]) => ({ value, runs })))
  }
  return texts({ status: known.statuses, user_id: known.users }[name])
}

/** Those that hold the typed text, the ones that begin with it (or whose key does) first. */
function rank(all: readonly Omit<Completion, 'from' | 'to'>[], typed: string): Omit<Completion, 'from' | 'to'>[] {
  const wanted = typed.toLowerCase().replaceAll(/[`'"]/g, '')
  const score = ({ label }: { label: string }): number => {
    const text = label.toLowerCase()
    if (text.startsWith(wanted)) return 0
    if (text.slice(text.indexOf('.') + 1).startsWith(wanted)) return 1
    return text.includes(wanted) ? 2 : 3
  }
  return all
    .map((each) => [score(each), each] as const)
    .filter(([points]) => points < 3)
    .sort(([a], [b]) => a - b)
    .slice(0, MOST)
    .map(([, each]) => each)
}
