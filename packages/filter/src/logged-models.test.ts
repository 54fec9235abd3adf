import { describe, expect, test } from 'vitest'
import { printed, refusal } from './for-tests.ts'
import { parseLoggedModelsOrderBy } from './logged-models-order.ts'
import { parseLoggedModelsFilter } from './logged-models.ts'

const KEYS =
  "'{'artifact_location', 'creation_timestamp_ms', 'experiment_id', 'last_updated_timestamp_ms', 'lifecycle_stage', 'model_id', 'model_type', 'name', 'source_run_id', 'status', 'status_message'}'"
const TEXTUAL = "('=', '!=', 'LIKE', 'ILIKE', 'IN', 'NOT IN')"
const NUMERIC = "('<', '<=', '>', '>=', '=', '!=')"
const HINT = "Expected a list of comparisons separated by 'AND' (e.g. 'metrics.loss > 0.1 AND params.lr = 0.01')."

describe('the filter of logged models takes', () => {
  for (const [why, filter, meaning] of [
    [
      'the four entities',
      "metrics.a > 1 AND params.b = 'x' AND tags.c != 'y' AND name LIKE 'z'",
      '(metric a > 1 and param b = "x" and tag c != "y" and attribute name LIKE "z")',
    ],
    [
      'the columns of the table',
      "attributes.model_id = 'a' AND model_type ILIKE 'b' AND source_run_id IN ('c') AND experiment_id = '1' AND status = 'READY'",
      '(attribute model_id = "a" and attribute model_type ILIKE "b" and attribute source_run_id IN ["c"] and attribute experiment_id = "1" and attribute status = "READY")',
    ],
    [
      'the names of times',
      'creation_time > 1 creation_timestamp > 1 creation_timestamp_ms > 1 last_updated_timestamp < 2 attributes.last_updated_timestamp_ms < 2',
      '(attribute creation_timestamp_ms > 1 and attribute creation_timestamp_ms > 1 and attribute creation_timestamp_ms > 1 and attribute last_updated_timestamp_ms < 2 and attribute last_updated_timestamp_ms < 2)',
    ],
    ['bare values', 'params.lr = 0.10 AND params.b = abc', '(param lr = "0.10" and param b = "abc")'],
    ['double quotes as part of the value', 'name = "mA"', String.raw`attribute name = "\"mA\""`],
    ['all single quotes around a value', "params.a = '''x'''", 'param a = "x"'],
    ['back-ticks around keys alone', 'tags.`a b` = 1 AND tags."a b" = 1', String.raw`(tag a b = "1" and tag "a b" = "1")`],
    [
      'lists of texts and numbers',
      'params.a IN (\'x\', 1, 2.50) AND tags.b NOT IN ("y")',
      '(param a IN ["x","1","2.5"] and tag b NOT IN ["y"])',
    ],
    ['an empty list', 'params.a IN ()', 'param a IN []'],
    [
      'words for numbers',
      'metrics.a = nan AND metrics.b < Infinity AND metrics.c = 1_000',
      '(metric a = NaN and metric b < Infinity and metric c = 1000)',
    ],
    [
      'what MLflow lacks',
      "NOT name RLIKE '^a' OR (metrics.a BETWEEN 0 AND 1 AND tags.b NOT LIKE 'c')",
      '(not attribute name RLIKE "^a" or (metric a BETWEEN [0,1] and tag b NOT LIKE "c"))',
    ],
    ['a single number in parentheses', 'params.a = (1)', 'param a = "1"'],
  ] as const) {
    test(why, () => expect(printed(parseLoggedModelsFilter(filter))).toBe(meaning))
  }
})

describe('the filter of logged models refuses', () => {
  for (const [why, filter, message] of [
    ['white space alone', ' ', "Invalid filter string: ' '. Expected a single SQL expression."],
    ['another statement', "name = 'a'; name = 'b'", "Invalid filter string: \"name = 'a'; name = 'b'\". Expected a single SQL expression."],
    ['stray pieces', 'name', `Invalid filter string: 'name'. ${HINT}`],
    ['a dangling OR', 'metrics.a = 1 OR', `Invalid filter string: 'metrics.a = 1 OR'. ${HINT}`],
    ['a wrong clause before a stray piece', "foo.a = 'x' bar", `Invalid filter string: "foo.a = 'x' bar". ${HINT}`],
    [
      'a wrong clause before another stray piece',
      "foo.a = 'x' AND bar",
      "Invalid entity type: 'foo'. Expected one of ['attributes', 'metrics', 'params', 'tags'].",
    ],
    [
      'entities in the singular',
      'metric.a = 1',
      "Invalid entity type: 'metric'. Expected one of ['attributes', 'metrics', 'params', 'tags'].",
    ],
    [
      'a comparator of texts for a metric',
      'metrics.a LIKE 1',
      `Invalid comparison operator for metrics.a: 'LIKE'. Expected one of ${NUMERIC}.`,
    ],
    [
      'a list for a time',
      "creation_time IN ('1')",
      `Invalid comparison operator for attributes.creation_timestamp_ms: 'IN'. Expected one of ${NUMERIC}.`,
    ],
    ['a comparator of numbers for a param', 'params.a > 5', `Invalid comparison operator for params.a: '>'. Expected one of ${TEXTUAL}.`],
    [
      'a comparator of numbers for an attribute',
      'status > 1',
      `Invalid comparison operator for attributes.status: '>'. Expected one of ${TEXTUAL}.`,
    ],
    [
      'BETWEEN for texts',
      'name BETWEEN 1 AND 2',
      `Invalid comparison operator for attributes.name: 'BETWEEN'. Expected one of ${TEXTUAL}.`,
    ],
    ['IS NULL', 'name IS NULL', 'Invalid comparison: nameIS NULL. Expected a comparison with 3 tokens.'],
    ['a comment', "name = 'x' /* y */ AND name = 'z'", "Invalid comparison: name = 'x' /* y */. Expected a comparison with 3 tokens."],
    ['a quoted number for a metric, which crashes MLflow', "metrics.a = '1'", 'could not convert string to float: "\'1\'"'],
    ['an unknown attribute, which crashes MLflow', "foo = 'x'", `Invalid attribute key 'foo' specified. Valid keys are ${KEYS}`],
    ['a list without IN', "name = ('x')", "Comparator '=' takes one quoted value, not a list. Use IN or NOT IN for lists."],
    [
      'a list of lists',
      "params.a IN ('a', ('b',))",
      "While parsing a list in the query, expected string value, punctuation, or whitespace, but got different type in list: ('a', ('b',))",
    ],
    ['a bad pattern', "params.a RLIKE '('", "Invalid regular expression '(': missing closing ): `(`"],
  ] as const) {
    test(why, () => expect(refusal(() => parseLoggedModelsFilter(filter)).message).toBe(message))
  }
})

describe('the order of logged models', () => {
  test('takes attributes and metrics, these also on a dataset', () => {
    const items = [
      { field_name: 'creation_time', ascending: false },
      { field_name: 'metrics.a.b' },
      { field_name: 'metrics.`c`', dataset_name: 'd', dataset_digest: 'e' },
      { field_name: 'name', dataset_name: 'ignored' },
    ]
    expect(parseLoggedModelsOrderBy(items)).toEqual([
      { entity: 'attribute', key: 'creation_timestamp_ms', ascending: false },
      { entity: 'metric', key: 'a.b', ascending: true },
      { entity: 'metric', key: '`c`', ascending: true, dataset_name: 'd', dataset_digest: 'e' },
      { entity: 'attribute', key: 'name', ascending: true },
    ])
  })
  for (const [why, item, message] of [
    ['no field', {}, '`field_name` in the `order_by` clause must be specified.'],
    ['an unknown attribute', { field_name: 'foo' }, 'Invalid order by field name: foo'],
    ['params', { field_name: 'params.a' }, 'Invalid order by field name: params.a. Only metrics are supported.'],
    ['a direction in the name', { field_name: 'name desc' }, 'Invalid order by field name: name desc'],
  ] as const) {
    test(`refuses ${why}`, () => expect(refusal(() => parseLoggedModelsOrderBy([item])).message).toBe(message))
  }
})
