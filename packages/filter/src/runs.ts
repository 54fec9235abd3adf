import type { Comparison, Expression } from './ast.ts'
import { numberComparison, textComparison } from './comparison.ts'
import { FilterError } from './error.ts'
import { parseOrder, refuseRepeated, type OrderTerm } from './order.ts'
import { parseFilter } from './parse.ts'
import { pythonSet } from './python-text.ts'
import { printedEntity, readField, sqlGrammar, type Field, type FieldType, type Names, type Reading } from './sql-grammar.ts'

const text = (key: string): [string, { key: string; type: FieldType }] => [key, { key, type: 'text' }]
const number = (key: string): [string, { key: string; type: FieldType }] => [key, { key, type: 'number' }]

const NAMES: Names = {
  entities: new Map([
    ...['metric', 'metrics'].map((word) => [word, 'metric'] as const),
    ...['parameter', 'parameters', 'param', 'params'].map((word) => [word, 'param'] as const),
    ...['tag', 'tags'].map((word) => [word, 'tag'] as const),
    ...['attribute', 'attributes', 'attr', 'run'].map((word) => [word, 'attribute'] as const),
    ...['dataset', 'datasets'].map((word) => [word, 'dataset'] as const),
  ]),
  knownEntities: "Valid values are ['metric', 'parameter', 'tag', 'attribute', 'dataset']",
  trimsEntity: true,
  trimsAttribute: true,
  attributes: new Map([
    ...['run_id', 'run_name', 'status', 'artifact_uri', 'user_id'].map(text),
    ...['run name', 'Run name', 'Run Name'].map((name) => [name, { key: 'run_name', type: 'text' }] as const),
    ...['start_time', 'end_time'].map(number),
    ...['created', 'Created'].map((name) => [name, { key: 'start_time', type: 'number' }] as const),
  ]),
}

const GRAMMAR = sqlGrammar({
  names: NAMES,
  lists: ['run_id'],
  expected: 'a quoted string value',
  hasNull: (field) => field.entity === 'tag' || field.entity === 'param',
  nullRefusal: (field) =>
    `IS NULL / IS NOT NULL is only supported for tags and params, not for '${printedEntity(field.entity)}' '${field.name}'`,
  quotesStrays: true,
  check,
})

const NUMERIC = pythonSet(['=', '!=', '<', '<=', '>', '>='])
const TEXTUAL = pythonSet(['=', '!=', 'LIKE', 'ILIKE', 'IN', 'NOT IN'])
const NULLABLE = pythonSet(['=', '!=', 'LIKE', 'ILIKE', 'IS NULL', 'IS NOT NULL'])

/**
 * Parses the filter of runs/search; undefined matches every run. Entities: `metric`, `param`, `tag`, `dataset` (name, digest, context)
 * and `attribute` (run_id, run_name, status, artifact_uri, user_id; start_time and end_time in ms). Throws `FilterError`.
 */
export function parseRunsFilter(filter: string): Expression | undefined {
  return parseFilter(filter, GRAMMAR)
}

function check({ field, clause, value }: Reading): Comparison {
  const subject = { entity: field.entity, key: field.key, position: clause.position }
  if (value.kind === 'null' && (clause.comparator === 'IS NULL' || clause.comparator === 'IS NOT NULL')) {
    return { type: 'comparison', kind: 'null', ...subject, comparator: clause.comparator }
  }
  const compare = field.type === 'number' ? numberComparison : textComparison
  const comparison = compare(subject, clause.comparator, value)
  if (comparison) return comparison
  throw new FilterError(`Invalid comparator '${clause.written.toUpperCase()}' not one of '${accepted(field)}`, clause.position)
}

// MLflow leaves out the last quote for all but params and textual attributes.
function accepted(field: Field): string {
  if (field.entity === 'metric') return NUMERIC
  if (field.entity === 'tag') return NULLABLE
  if (field.entity === 'param') return `${NULLABLE}'`
  return field.entity === 'attribute' && field.type === 'text' ? `${TEXTUAL}'` : TEXTUAL
}

const ORDERABLE: Names = {
  ...NAMES,
  attributes: new Map([...NAMES.attributes].filter(([name]) => !/^run name$/i.test(name))),
}

/** Parses the order of runs/search: attributes, metrics, params and tags, each `ASC` (the default) or `DESC`. Throws `FilterError`. */
export function parseRunsOrderBy(items: readonly string[]): readonly OrderTerm[] {
  const terms = parseOrder(items, ({ identifier, ascending, position }) => {
    const { entity, key } = readField(identifier, ORDERABLE, position)
    if (entity === 'dataset') throw new FilterError("Invalid identifier type 'dataset'", position)
    return { entity, key, ascending }
  })
  refuseRepeated(items, terms)
  return terms
}
