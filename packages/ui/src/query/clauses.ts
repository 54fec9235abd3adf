import { textLiteral } from './text-literal.ts'
import { type Piece, pieces } from './tokens.ts'

/** A key as the grammar takes it: `metrics.accuracy`, quoted where it must be: metrics.`val loss`. */
export function keyText(entity: 'metrics' | 'params' | 'tags' | 'attributes' | 'datasets', key: string): string {
  const plain = /^[A-Za-z_]\w*$/.test(key)
  if (plain) return `${entity}.${key}`
  return key.includes('`') ? `${entity}."${key}"` : `${entity}.\`${key}\``
}

/** A comparison of a text with a value. */
export const equals = (key: string, value: string): string => `${key} = ${valueLiteral(value)}`

/** A value as people write it: in double quotes, too, where that is enough. */
export const valueLiteral = (value: string): string => (value.includes("'") && !/"|\\$/.test(value) ? `"${value}"` : textLiteral(value))

/** The condition that finds exactly these runs. Ids are those of a server; one that holds a quote names no run. */
export const idIn = (runIds: readonly string[]): string =>
  `attributes.run_id IN (${runIds.map((id) => `'${id.replaceAll("'", '')}'`).join(', ')})`

/** The conditions that a filter joins with AND at its top; a filter with an OR there is one condition. */
export function conjuncts(filter: string): string[] {
  const parts: string[] = []
  let depth = 0
  let between = false
  let from = 0
  for (const { kind, text, start, end } of pieces(filter)) {
    if (kind === 'bracket') depth += text === '(' ? 1 : text === ')' ? -1 : 0
    if (kind !== 'keyword' || depth > 0) continue
    const word = text.toUpperCase()
    if (word === 'OR') return [filter.trim()]
    if (word === 'BETWEEN') between = true
    else if (word === 'AND' && between) between = false
    else if (word === 'AND') {
      parts.push(filter.slice(from, start).trim())
      from = end
    }
  }
  return [...parts, filter.slice(from).trim()].filter((part) => part !== '')
}

const hasTopOr = (filter: string): boolean => {
  let depth = 0
  return pieces(filter).some(({ kind, text }) => {
    if (kind === 'bracket') depth += text === '(' ? 1 : text === ')' ? -1 : 0
    return kind === 'keyword' && depth === 0 && text.toUpperCase() === 'OR'
  })
}

/** Joins conditions with AND; those with an OR at their top come into brackets. Empty ones are left out. */
export function allOf(...filters: readonly (string | undefined)[]): string {
  const given = filters.map((filter) => filter?.trim() ?? '').filter((filter) => filter !== '')
  if (given.length === 1) return given[0] ?? ''
  return given.map((filter) => (hasTopOr(filter) ? `(${filter})` : filter)).join(' AND ')
}

/** What a filter is about: `metrics` and `val loss` of metrics.`val loss` > 1, each once. Names without an entity are attributes. */
export function keysIn(filter: string): { entity: Entity; key: string }[] {
  const found = new Map<string, { entity: Entity; key: string }>()
  const all = pieces(filter).filter(({ kind }) => kind !== 'space')
  all.forEach((piece, at) => {
    const subject = subjectOf(piece, all[at + 1])
    if (subject) found.set(`${subject.entity}.${subject.key}`, subject)
  })
  return [...found.values()]
}

type Entity = Parameters<typeof keyText>[0]
const ENTITY_NAMES: Readonly<Record<string, Entity>> = {
  metric: 'metrics',
  param: 'params',
  parameter: 'params',
  parameters: 'params',
  tag: 'tags',
  attribute: 'attributes',
  attr: 'attributes',
  run: 'attributes',
  dataset: 'datasets',
}
const ENTITIES: readonly string[] = ['metrics', 'params', 'tags', 'attributes', 'datasets'] satisfies Entity[]

function subjectOf({ kind, text }: Piece, next: Piece | undefined): { entity: Entity; key: string } | undefined {
  if (kind === 'word') return next?.kind === 'operator' || next?.kind === 'keyword' ? { entity: 'attributes', key: text } : undefined
  const dot = text.indexOf('.')
  if (kind !== 'key' || dot < 0) return undefined
  const name = text.slice(0, dot).trim()
  const entity = ENTITY_NAMES[name] ?? (ENTITIES.includes(name) ? (name as Entity) : undefined)
  const key = text
    .slice(dot + 1)
    .trim()
    .replace(/^([`"])(.*)\1$/, '$2')
  return entity && key !== '' ? { entity, key } : undefined
}

/** Whether a condition stands in a filter. */
export const hasClause = (filter: string, clause: string): boolean => conjuncts(filter).includes(clause)

/** Adds a condition to a filter, or takes it out when it is there. */
export function toggleClause(filter: string, clause: string): string {
  const parts = conjuncts(filter)
  if (parts.includes(clause)) return parts.filter((part) => part !== clause).join(' AND ')
  return allOf(filter, clause)
}

/** Takes out the conditions that begin with a key, and adds others about it. */
export function replaceClauses(filter: string, key: string, clauses: readonly string[]): string {
  const rest = conjuncts(filter).filter((part) => !part.startsWith(`${key} `))
  return allOf(rest.join(' AND '), ...clauses)
}
