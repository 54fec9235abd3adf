import { describe, expect, test } from 'vitest'
import { printed, refusal } from './for-tests.ts'
import {
  parseModelVersionsFilter,
  parseModelVersionsOrderBy,
  parseRegisteredModelsFilter,
  parseRegisteredModelsOrderBy,
} from './registry.ts'

const ENTITIES = "Valid entity types are ('attribute', 'tag', 'tags')"
const LIST = 'While parsing a list in the query, expected'

describe('the filter of registered models takes', () => {
  for (const [why, filter, meaning] of [
    [
      'names',
      "name LIKE 'a%' AND attribute.name ilike 'B%' AND name IN ('a', 'b')",
      '(attribute name LIKE "a%" and attribute name ILIKE "B%" and attribute name IN ["a","b"])',
    ],
    ['tags, one key several times', "tag.a = 'x' AND tags.a != 'y'", '(tag a = "x" and tag a != "y")'],
    ['the clause on prompts', "tags.`mlflow.prompt.is_prompt` = 'true'", 'tag mlflow.prompt.is_prompt = "true"'],
    [
      'what MLflow lacks',
      "NOT (name = 'a' OR tags.b IN ('x')) AND name NOT RLIKE 'y'",
      '(not (attribute name = "a" or tag b IN ["x"]) and attribute name NOT RLIKE "y")',
    ],
  ] as const) {
    test(why, () => expect(printed(parseRegisteredModelsFilter(filter))).toBe(meaning))
  }
})

describe('the filter of registered models refuses', () => {
  for (const [why, filter, message] of [
    ['back-ticks around the name', "`name` = 'x'", "Invalid attribute key '`name`' specified. Valid keys are '{'name'}'"],
    ['other attributes', 'creation_timestamp > 5', "Invalid attribute key 'creation_timestamp' specified. Valid keys are '{'name'}'"],
    ['other entities', "params.a = 'x'", `Invalid entity type 'params'. ${ENTITIES}`],
    ['a number', 'name = 1', 'Expected a quoted string value or a list of quoted string values for attributes. Got value 1'],
    ['a comparator of numbers', "name > 'x'", 'Invalid comparator for attribute: >'],
    ['a comparator of numbers for a tag', "tags.a > 'x'", 'Invalid comparator for tag: >'],
    ['an unknown comparator', "name regexp 'x'", 'Invalid comparator for attribute: REGEXP'],
    ['an empty list', 'name IN ()', `${LIST} a non-empty list of string values, but got empty list`],
    ['a list of numbers', 'name IN (1)', `${LIST} string value, punctuation, or whitespace, but got different type in list: (1,)`],
    ['IS NULL, which crashes MLflow', 'tags.a IS NULL', "IS NULL / IS NOT NULL is not supported for tag 'a'"],
    ['stray pieces, without quotes', "name = 'x' OR", 'Invalid clause(s) in filter string: OR'],
  ] as const) {
    test(why, () => expect(refusal(() => parseRegisteredModelsFilter(filter)).message).toBe(message))
  }
})

describe('the filter of model versions takes', () => {
  for (const [why, filter, meaning] of [
    [
      'texts',
      "name = 'a' AND run_id IN ('r') AND source_path LIKE 's3:%' AND tags.b ilike 'c'",
      '(attribute name = "a" and attribute run_id IN ["r"] and attribute source_path LIKE "s3:%" and tag b ILIKE "c")',
    ],
    [
      'version numbers, also quoted',
      'version_number > 1 AND version_number <= \'10\' AND version_number != " 1_1 "',
      '(attribute version_number > 1 and attribute version_number <= 10 and attribute version_number != 11)',
    ],
    [
      'what MLflow lacks',
      "source_path IN ('a') OR NOT version_number BETWEEN 1 AND 3",
      '(attribute source_path IN ["a"] or not attribute version_number BETWEEN [1,3])',
    ],
  ] as const) {
    test(why, () => expect(printed(parseModelVersionsFilter(filter))).toBe(meaning))
  }
})

describe('the filter of model versions refuses', () => {
  const KEYS = "'{'name', 'run_id', 'source_path', 'version_number'}'"
  for (const [why, filter, message] of [
    ['version, a keyword', 'version = 1', 'Invalid clause(s) in filter string: version, =, 1'],
    ['other attributes', "status = 'READY'", `Invalid attribute key 'status' specified. Valid keys are ${KEYS}`],
    [
      'back-ticks around an attribute',
      '`version_number` = 1',
      `Invalid attribute key '\`version_number\`' specified. Valid keys are ${KEYS}`,
    ],
    [
      'a number for a text',
      'run_id = 1',
      "Only the '{'creation_timestamp', 'last_updated_timestamp', 'version_number'}' attributes support comparison with numeric values.",
    ],
    ['a decimal', 'version_number > 1.50', "Invalid value for numeric attribute 'version_number': 1.5"],
    ['a decimal in quotes', "version_number > '1.50'", "Invalid value for numeric attribute 'version_number': '1.50'"],
    ['a word in quotes', 'version_number = "it\'s"', "Invalid value for numeric attribute 'version_number': \"it's\""],
    ['a decimal in a range', 'version_number BETWEEN 1 AND 2.5', "Invalid value for numeric attribute 'version_number': 2.5"],
    ['LIKE for the number', "version_number LIKE '1'", 'Invalid comparator for attribute version_number: LIKE'],
    ['a comparator of numbers for a text', "source_path > 'x'", 'Invalid comparator for attribute: >'],
    [
      'a list for the number',
      "version_number IN ('1')",
      "Only ['name', 'run_id'] attributes support comparison with a list of quoted string values.",
    ],
    ['IS NULL, which crashes MLflow', 'run_id IS NOT NULL', "IS NULL / IS NOT NULL is not supported for attribute 'run_id'"],
  ] as const) {
    test(why, () => expect(refusal(() => parseModelVersionsFilter(filter)).message).toBe(message))
  }
})

describe('the order of registered models', () => {
  test('takes the name and the time of the last update', () => {
    expect(parseRegisteredModelsOrderBy(['timestamp DESC', 'name'])).toEqual([
      { entity: 'attribute', key: 'last_updated_timestamp', ascending: false },
      { entity: 'attribute', key: 'name', ascending: true },
    ])
  })
  for (const [why, items, message] of [
    [
      'the time of creation',
      ['creation_timestamp'],
      "Invalid order by key 'creation_timestamp' specified. Valid keys are '{'name', 'timestamp'}'",
    ],
    ['a prefix', ['attribute.name'], "Invalid order by key 'attribute.name' specified. Valid keys are '{'name', 'timestamp'}'"],
    ['timestamp in capitals', ['TIMESTAMP'], "Invalid order_by clause 'TIMESTAMP'. Could not be parsed."],
    [
      'a field twice',
      ['timestamp', 'last_updated_timestamp desc'],
      "`order_by` contains duplicate fields: ['timestamp', 'last_updated_timestamp desc']",
    ],
  ] as const) {
    test(`refuses ${why}`, () => expect(refusal(() => parseRegisteredModelsOrderBy(items)).message).toBe(message))
  }
})

describe('the order of model versions', () => {
  const KEYS = "{'creation_timestamp', 'last_updated_timestamp', 'name', 'version_number'}"
  test('takes four attributes', () => {
    expect(parseModelVersionsOrderBy(['name', 'version_number DESC', 'creation_timestamp asc', '`last_updated_timestamp`'])).toEqual([
      { entity: 'attribute', key: 'name', ascending: true },
      { entity: 'attribute', key: 'version_number', ascending: false },
      { entity: 'attribute', key: 'creation_timestamp', ascending: true },
      { entity: 'attribute', key: 'last_updated_timestamp', ascending: true },
    ])
  })
  test('takes a tag for the attribute of its name, as MLflow does', () => {
    expect(parseModelVersionsOrderBy(['tags.name desc'])).toEqual([{ entity: 'attribute', key: 'name', ascending: false }])
  })
  for (const [why, items, message] of [
    ['tags', ['tags.a'], `Invalid order by key 'a' specified. Valid keys are ${KEYS}`],
    ['other attributes', ['run_id'], `Invalid attribute key 'run_id' specified. Valid keys are '${KEYS}'`],
    ['a field twice', ['name', 'attribute.name'], "`order_by` contains duplicate fields: ['name', 'attribute.name']"],
  ] as const) {
    test(`refuses ${why}`, () => expect(refusal(() => parseModelVersionsOrderBy(items)).message).toBe(message))
  }
})
