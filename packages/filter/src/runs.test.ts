import { describe, expect, test } from 'vitest'
import { printed, refusal } from './for-tests.ts'
import { parseRunsFilter, parseRunsOrderBy } from './runs.ts'

const KEYS =
  "'{'Created', 'Run Name', 'Run name', 'artifact_uri', 'created', 'end_time', 'run name', 'run_id', 'run_name', 'start_time', 'status', 'user_id'}'"
const HINT = '. Put a key with blanks or other signs in back-ticks, as in params.`batch size`'
const ENTITIES = "Valid values are ['metric', 'parameter', 'tag', 'attribute', 'dataset']"
const UNQUOTED = 'Parameter value is either not quoted or unidentified quote types used for string value'

describe('the filter of runs takes', () => {
  for (const [why, filter, meaning] of [
    ['an empty filter', '', 'everything'],
    ['nothing but AND', 'and AND', 'everything'],
    ['a trailing AND', 'metrics.a = 1 AND', 'metric a = 1'],
    ['clauses without AND between', 'metrics.a = 1 metrics.b = 2', '(metric a = 1 and metric b = 2)'],
    ['white space of any kind', "metrics.a\n=\t1\r\nand params.b='x'", '(metric a = 1 and param b = "x")'],
    ['several clauses about one key', 'metrics.a > 1 AND metrics.a < 2', '(metric a > 1 and metric a < 2)'],
    ['metric, metrics', 'metric.a != 1 AND metrics.b >= 2', '(metric a != 1 and metric b >= 2)'],
    [
      'param and its other names',
      "param.a = 'x' params.a = 'x' parameter.a = 'x' parameters.a = 'x'",
      `(${Array(4).fill('param a = "x"').join(' and ')})`,
    ],
    ['tag, tags', "tag.a LIKE 'x%' AND tags.a ILIKE 'X_'", '(tag a LIKE "x%" and tag a ILIKE "X_")'],
    [
      'attribute and its other names',
      "attribute.status = 'x' attributes.status = 'x' attr.status = 'x' run.status = 'x' status = 'x'",
      `(${Array(5).fill('attribute status = "x"').join(' and ')})`,
    ],
    [
      'the names of run_name',
      "run_name = 'x' `run name` = 'x' `Run name` = 'x' \"Run Name\" = 'x'",
      `(${Array(4).fill('attribute run_name = "x"').join(' and ')})`,
    ],
    ['the names of start_time', 'start_time > 1 created > 1 Created > 1', `(${Array(3).fill('attribute start_time > 1').join(' and ')})`],
    ['decimals for times', 'end_time <= 1.5', 'attribute end_time <= 1.5'],
    [
      'datasets',
      "dataset.name = 'a' AND datasets.digest IN ('b', 'c') AND dataset.context NOT IN ('d')",
      '(dataset name = "a" and dataset digest IN ["b","c"] and dataset context NOT IN ["d"])',
    ],
    ['run_id in a list', 'run_id IN (\'a\', "b")', 'attribute run_id IN ["a","b"]'],
    ['IS NULL of tags and params', 'tags.a IS NULL AND params.b is not null', '(tag a IS NULL and param b IS NOT NULL)'],
    ['keywords in any case', "tags.a lIkE 'x' and run_id not in ('y')", '(tag a LIKE "x" and attribute run_id NOT IN ["y"])'],
    ['a dot in a key', "tags.a.b = 'x'", 'tag a.b = "x"'],
    [
      'keys in quotes',
      'metrics.`a b` = 1 AND metrics."c/d" = 2 AND metrics.\'e-f\' = 3',
      '(metric a b = 1 and metric c/d = 2 and metric e-f = 3)',
    ],
    [
      'keywords as keys behind a dot',
      "tags.version = 'x' AND tags.source = 'x' AND tags.and = 'x'",
      '(tag version = "x" and tag source = "x" and tag and = "x")',
    ],
    ['an empty key', 'metrics.`` = 1', 'metric  = 1'],
    [
      'strings without escapes',
      String.raw`tags.a = 'it''s' AND tags.b = "it's" AND tags.c = '\n'`,
      String.raw`(tag a = "it''s" and tag b = "it's" and tag c = "\\n")`,
    ],
    ['comment signs in strings', "tags.a = '-- x' AND tags.b = '/* y */'", '(tag a = "-- x" and tag b = "/* y */")'],
    [
      'forms of numbers',
      'metrics.a = -1 metrics.a = .5 metrics.a = 1. metrics.a = 1e3 metrics.a = 1.5E-3',
      '(metric a = -1 and metric a = 0.5 and metric a = 1 and metric a = 1000 and metric a = 0.0015)',
    ],
    ['numbers beyond all bounds', 'metrics.a < 1e400', 'metric a < Infinity'],
    ['escapes in lists, as Python has them', String.raw`run_id IN ('a\x41\n', 'b' 'c')`, String.raw`attribute run_id IN ["aA\n","bc"]`],
  ] as const) {
    test(why, () => expect(printed(parseRunsFilter(filter))).toBe(meaning))
  }
})

describe('the filter of runs takes, beyond MLflow,', () => {
  for (const [why, filter, meaning] of [
    [
      'OR, which binds weaker than AND',
      'metrics.a = 1 OR metrics.b = 2 AND metrics.c = 3',
      '(metric a = 1 or (metric b = 2 and metric c = 3))',
    ],
    ['parentheses', '(metrics.a = 1 OR metrics.b = 2) AND metrics.c = 3', '((metric a = 1 or metric b = 2) and metric c = 3)'],
    [
      'parentheses next to words',
      'metrics.a = 1 AND(metrics.b = 2 OR(metrics.c = 3))',
      '(metric a = 1 and (metric b = 2 or metric c = 3))',
    ],
    ['NOT of a clause, which binds stronger than AND', "NOT tags.a = 'x' AND metrics.b = 1", '(not tag a = "x" and metric b = 1)'],
    ['NOT of a condition', "NOT (tags.a = 'x' or tags.b IS NULL)", 'not (tag a = "x" or tag b IS NULL)'],
    ['NOT NOT', 'not NOT metrics.a = 1 AND NOT(NOT(NOT metrics.b = 2))', '(metric a = 1 and not metric b = 2)'],
    ['NOT in front of a comparator', "tags.a NOT LIKE 'x' AND params.b not  ilike 'y'", '(tag a NOT LIKE "x" and param b NOT ILIKE "y")'],
    [
      'lists for params, tags and attributes',
      "params.a IN ('x') AND tags.b NOT IN ('y', 'z') AND status IN ('FAILED')",
      '(param a IN ["x"] and tag b NOT IN ["y","z"] and attribute status IN ["FAILED"])',
    ],
    [
      'BETWEEN for numbers',
      'metrics.a BETWEEN 1 AND 2 AND start_time not between -1 and 1.5 AND metrics.b = 3',
      '(metric a BETWEEN [1,2] and attribute start_time NOT BETWEEN [-1,1.5] and metric b = 3)',
    ],
    ['BETWEEN next to another clause', 'metrics.a BETWEEN 1 AND 2 metrics.b = 3', '(metric a BETWEEN [1,2] and metric b = 3)'],
    [
      'RLIKE',
      String.raw`tags.a RLIKE '^x\d+$' AND run_name rlike 'y' AND params.b NOT RLIKE 'z'`,
      String.raw`(tag a RLIKE "^x\\d+$" and attribute run_name RLIKE "y" and param b NOT RLIKE "z")`,
    ],
    ['RLIKE for datasets', "dataset.name RLIKE 'x'", 'dataset name RLIKE "x"'],
  ] as const) {
    test(why, () => expect(printed(parseRunsFilter(filter))).toBe(meaning))
  }
})

describe('the filter of runs refuses', () => {
  for (const [why, filter, message] of [
    ['white space alone', ' \n', "Invalid filter ' \n'. Could not be parsed."],
    ['a lone identifier', 'metrics.a', "Invalid clause(s) in filter string: 'metrics.a'"],
    ['OR without a clause', 'metrics.a = 1 OR', "Invalid clause(s) in filter string: 'OR'"],
    ['OR of nothing', 'OR AND metrics.a = 1', "Invalid clause(s) in filter string: 'OR'"],
    ['NOT without a clause', 'metrics.a = 1 AND NOT', "Invalid clause(s) in filter string: 'NOT'"],
    ['NOT and AND', 'NOT AND metrics.a = 1', "Invalid clause(s) in filter string: 'NOT'"],
    ['NOT behind a clause', 'metrics.a = 1 NOT metrics.b = 2', "Invalid clause(s) in filter string: 'NOT'"],
    ['empty parentheses', '() AND metrics.a = 1', "Invalid clause(s) in filter string: '()'"],
    ['parentheses around AND', '(and)', "Invalid clause(s) in filter string: '(and)'"],
    ['parentheses behind a clause', 'metrics.a = 1 (metrics.b = 2)', "Invalid clause(s) in filter string: '(metrics.b = 2)'"],
    ['a clause behind parentheses', '(metrics.a = 1) metrics.b = 2', "Invalid clause(s) in filter string: '(metrics.a = 1)'"],
    ['what is wrong in parentheses', 'metrics.a = 1 OR (foo)', "Invalid clause(s) in filter string: 'OR', '(foo)'"],
    ['a parenthesis that is never closed', '(metrics.a = 1', "Invalid clause(s) in filter string: '('"],
    ['a comma', 'metrics.a = 1, metrics.b = 2', "Invalid clause(s) in filter string: 'metrics.a = 1, metrics.b = 2'"],
    ['a quote that is never closed', "tags.a = 'x", "Invalid clause(s) in filter string: 'tags.a', '=', ''', 'x'"],
    ['a semicolon', 'metrics.a = 1;', "Invalid clause(s) in filter string: ';'"],
    [
      'a second statement',
      'metrics.a = 1; metrics.b = 2',
      "Search filter contained multiple expression 'metrics.a = 1; metrics.b = 2'. Provide AND-ed expression list.",
    ],
    ['a comment', 'metrics.a = 1 -- x', "Invalid clause(s) in filter string: '-- x'"],
    ['a comment between clauses', 'metrics.a = 1 /* x */ AND metrics.b = 2', 'Invalid comparison clause. Expected 3 tokens found 4'],
    ['a bare value', 'tags.a = x', `${UNQUOTED} x. Use either single or double quotes.`],
    ['a value in back-ticks', 'tags.a = `x`', `${UNQUOTED} \`x\`. Use either single or double quotes.`],
    ['the value first', '1 = metrics.a', "Invalid comparison clause. Expected 'Identifier' found '1'"],
    [
      'a blank and a slash in a bare key',
      'metrics.a / b = 1',
      `Invalid comparison clause. Expected 'Identifier' found 'metrics.a / b'${HINT}`,
    ],
    ['a bare key of two words', "params.batch size = '8'", `Invalid clause(s) in filter string: 'params.batch', 'size', '=', ''8''${HINT}`],
    ['a bare key of two names', "params.learning rate = '8'", `Invalid clause(s) in filter string: 'params.learning'${HINT}`],
    ['a keyword as a bare key', "version = 'x'", "Invalid clause(s) in filter string: 'version', '=', ''x''"],
    ['an entity in capitals', 'METRICS.a = 1', `Invalid entity type 'METRICS'. ${ENTITIES}`],
    ['an unknown entity', "foo.a = 'x'", `Invalid entity type 'foo'. ${ENTITIES}`],
    ['an unknown attribute', "foo = 'x'", `Invalid attribute key 'foo' specified. Valid keys are ${KEYS}`],
    ['what is not searchable', "experiment_id = '1'", `Invalid attribute key 'experiment_id' specified. Valid keys are ${KEYS}`],
    [
      'an unknown key of datasets',
      "dataset.foo = 'x'",
      "Invalid dataset key 'foo' specified. Valid keys are '{'context', 'digest', 'name'}'",
    ],
    ['a string for a metric', "metrics.a = 'x'", "Expected numeric value type for metric. Found 'x'"],
    ['a hexadecimal number', 'metrics.a = 0x10', "Invalid clause(s) in filter string: 'metrics.a', '=', '0x10'"],
    ['words for numbers', 'metrics.a = NaN', 'Expected numeric value type for metric. Found NaN'],
    ['a list for a metric', "metrics.a IN ('1')", "Expected numeric value type for metric. Found ('1')"],
    [
      'a string for a time',
      "start_time > '2024-01-01'",
      "Expected numeric value type for numeric attribute: start_time. Found '2024-01-01'",
    ],
    ['a number for a tag', 'tags.a = 1', "Expected a quoted string value for tag (e.g. 'my-value'). Got value 1"],
    ['a number for a param', 'params.a = 1', "Expected a quoted string value for parameter (e.g. 'my-value'). Got value 1"],
    ['a number for an attribute', 'status = 1', 'Expected a quoted string value for attributes. Got value 1'],
    ['a number for a dataset', 'dataset.name = 1', 'Expected a quoted string value for dataset attributes. Got value 1'],
    ['a comparator of texts for a metric', 'metrics.a LIKE 1', "Invalid comparator 'LIKE' not one of '{'!=', '<', '<=', '=', '>', '>='}"],
    [
      'a comparator of numbers for a tag',
      "tags.a > 'x'",
      "Invalid comparator '>' not one of '{'!=', '=', 'ILIKE', 'IS NOT NULL', 'IS NULL', 'LIKE'}",
    ],
    [
      'a comparator of numbers for a param',
      "params.a > 'x'",
      "Invalid comparator '>' not one of '{'!=', '=', 'ILIKE', 'IS NOT NULL', 'IS NULL', 'LIKE'}'",
    ],
    [
      'a comparator of numbers for an attribute',
      "status > 'x'",
      "Invalid comparator '>' not one of '{'!=', '=', 'ILIKE', 'IN', 'LIKE', 'NOT IN'}'",
    ],
    [
      'a comparator of texts for a time',
      'start_time LIKE 1',
      "Invalid comparator 'LIKE' not one of '{'!=', '=', 'ILIKE', 'IN', 'LIKE', 'NOT IN'}",
    ],
    ['==', 'metrics.a == 1', "Invalid comparator '==' not one of '{'!=', '<', '<=', '=', '>', '>='}"],
    ['<>', "tags.a <> 'x'", "Invalid comparator '<>' not one of '{'!=', '=', 'ILIKE', 'IS NOT NULL', 'IS NULL', 'LIKE'}"],
    [
      'BETWEEN for texts',
      'tags.a BETWEEN 1 AND 2',
      "Invalid comparator 'BETWEEN' not one of '{'!=', '=', 'ILIKE', 'IS NOT NULL', 'IS NULL', 'LIKE'}",
    ],
    ['BETWEEN of strings', "metrics.a BETWEEN 'x' AND 'y'", "Invalid clause(s) in filter string: 'metrics.a', 'BETWEEN', ''x'', ''y''"],
    ['a list without IN', "run_id = ('a', 'b')", "Comparator '=' takes one quoted value, not a list. Use IN or NOT IN for lists."],
    [
      'a list without IN for another attribute',
      "status = ('a')",
      "Only ['run_id'] attributes support comparison with a list of quoted string values.",
    ],
    ['IN without parentheses', "run_id IN 'a'", "Invalid clause(s) in filter string: 'run_id', 'IN', ''a''"],
    ['an empty list', 'run_id IN ()', 'While parsing a list in the query, expected a non-empty list of string values, but got empty list'],
    [
      'a list of other things',
      "run_id IN ('a', 1, -1.50, None)",
      "While parsing a list in the query, expected string value, punctuation, or whitespace, but got different type in list: ('a', 1, -1.5, None)",
    ],
    [
      'a list that is none',
      "run_id IN ('a' AND 'b')",
      'While parsing a list in the query, expected a non-empty list of string values, but got ill-formed list.',
    ],
    ['IS NULL elsewhere', 'metrics.a IS NULL', "IS NULL / IS NOT NULL is only supported for tags and params, not for 'metric' 'a'"],
    [
      'a pattern that RE2 refuses',
      String.raw`tags.a RLIKE '(x)\1'`,
      String.raw`Invalid regular expression '(x)\1': invalid escape sequence: ` + '`\\1`',
    ],
    [
      'a clause that swallows another',
      "tags.a = 'x' tags.b IN ('y')",
      "Expected a quoted string value for tag (e.g. 'my-value'). Got value ('y')",
    ],
    [
      'the wrong value before the wrong comparator',
      "metrics.a == 1 AND metrics.b = 'x'",
      "Expected numeric value type for metric. Found 'x'",
    ],
  ] as const) {
    test(why, () => expect(refusal(() => parseRunsFilter(filter)).message).toBe(message))
  }
})

describe('a refusal marks', () => {
  for (const [why, filter, marked] of [
    ['an unknown key', "metrics.a = 1 AND foo = 'x'", 'foo'],
    ['a wrong value', "metrics.a = 1 AND metrics.b = 'x'", "'x'"],
    ['a clause with a wrong comparator', 'metrics.a = 1 AND metrics.b == 2 ', 'metrics.b == 2'],
    ['a stray piece', 'metrics.a = 1 OR foo', 'foo'],
    ['a stray piece in parentheses', 'metrics.a = 1 AND (metrics.b = 2 OR (foo))', 'foo'],
    ['a dangling OR', 'metrics.a = 1 OR', 'OR'],
    ['a dangling NOT', 'metrics.a = 1 AND NOT', 'NOT'],
    ['another statement', 'metrics.a = 1; metrics.b = 2', 'metrics.b = 2'],
    ['a list', "run_id IN ('a', 1)", "('a', 1)"],
  ] as const) {
    test(why, () => {
      const { start, end } = refusal(() => parseRunsFilter(filter)).position
      expect(filter.slice(start, end)).toBe(marked)
    })
  }
})

describe('the order of runs', () => {
  const ATTRIBUTES = "'{'Created', 'artifact_uri', 'created', 'end_time', 'run_id', 'run_name', 'start_time', 'status', 'user_id'}'"
  test('takes attributes, metrics, params and tags, up and down', () => {
    expect(parseRunsOrderBy(['metrics.`a b` desc', 'params.c', 'tag.d  ASC', 'Created DESC', 'attr.run_name'])).toEqual([
      { entity: 'metric', key: 'a b', ascending: false },
      { entity: 'param', key: 'c', ascending: true },
      { entity: 'tag', key: 'd', ascending: true },
      { entity: 'attribute', key: 'start_time', ascending: false },
      { entity: 'attribute', key: 'run_name', ascending: true },
    ])
  })
  for (const [why, items, message] of [
    ['nothing', [''], "Invalid order_by clause ''. Could not be parsed."],
    ['space at the end', ['metrics.a DESC '], "Invalid order_by clause 'metrics.a DESC '. Could not be parsed."],
    ['two fields in one', ['metrics.a, metrics.b'], "Invalid order_by clause 'metrics.a, metrics.b'. Could not be parsed."],
    ['another direction', ['metrics.a up'], "Invalid ordering key in order_by clause 'metrics.a up'."],
    ['a name of run_name', ['`Run Name`'], `Invalid attribute key 'Run Name' specified. Valid keys are ${ATTRIBUTES}`],
    ['datasets', ['dataset.name'], "Invalid identifier type 'dataset'"],
    ['an unknown entity', ['foo.a'], `Invalid entity type 'foo'. ${ENTITIES}`],
    [
      'a field twice',
      ['created', "metrics.`it's`", 'start_time desc'],
      "`order_by` contains duplicate fields: ['created', \"metrics.`it's`\", 'start_time desc']",
    ],
  ] as const) {
    test(`refuses ${why}`, () => expect(refusal(() => parseRunsOrderBy(items)).message).toBe(message))
  }
})
