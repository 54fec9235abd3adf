import { describe, expect, test } from 'vitest'
import { parseExperimentsFilter, parseExperimentsOrderBy } from './experiments.ts'
import { printed, refusal } from './for-tests.ts'

const KEYS = "'{'creation_time', 'experiment_id', 'last_update_time', 'name'}'"
const ENTITIES = "Valid entity types are ('attribute', 'tag', 'tags')"
const TEXTUAL = "'{'!=', '=', 'ILIKE', 'IN', 'LIKE', 'NOT IN'}"

describe('the filter of experiments takes', () => {
  for (const [why, filter, meaning] of [
    [
      'names',
      "name = 'a' AND attribute.name LIKE 'b%' AND `name` != 'c'",
      '(attribute name = "a" and attribute name LIKE "b%" and attribute name != "c")',
    ],
    [
      'tags',
      "tag.a = 'x' AND tags.b ILIKE 'y' AND tags.c IS NULL AND tags.d IS NOT NULL",
      '(tag a = "x" and tag b ILIKE "y" and tag c IS NULL and tag d IS NOT NULL)',
    ],
    [
      'ids',
      "experiment_id = '1' AND experiment_id NOT IN ('2', '3')",
      '(attribute experiment_id = "1" and attribute experiment_id NOT IN ["2","3"])',
    ],
    ['ids as Python reads them', "experiment_id IN (' 12 ', '+3', '1_0', '007')", 'attribute experiment_id IN ["12","3","10","7"]'],
    ['times', 'creation_time >= 1 AND last_update_time < 2', '(attribute creation_time >= 1 and attribute last_update_time < 2)'],
    [
      'what MLflow lacks',
      "NOT name RLIKE '^a' OR (name IN ('b') AND creation_time BETWEEN 1 AND 2)",
      '(not attribute name RLIKE "^a" or (attribute name IN ["b"] and attribute creation_time BETWEEN [1,2]))',
    ],
    [
      'comparators in small letters',
      "name ilike 'x' AND tags.a like 'y' AND experiment_id in ('1')",
      '(attribute name ILIKE "x" and tag a LIKE "y" and attribute experiment_id IN ["1"])',
    ],
  ] as const) {
    test(why, () => expect(printed(parseExperimentsFilter(filter))).toBe(meaning))
  }
})

describe('the filter of experiments refuses', () => {
  for (const [why, filter, message] of [
    ['stray pieces, without quotes', 'name x', 'Invalid clause(s) in filter string: name x'],
    ['other words for attribute', "attributes.name = 'x'", `Invalid entity type 'attributes'. ${ENTITIES}`],
    ['short words for attribute', "attr.name = 'x'", `Invalid entity type 'attr'. ${ENTITIES}`],
    ['entities of runs', 'metrics.a = 1', `Invalid entity type 'metrics'. ${ENTITIES}`],
    ['back-ticks around the entity', "`tags`.a = 'x'", `Invalid entity type '\`tags\`'. ${ENTITIES}`],
    ['an unknown attribute', "lifecycle_stage = 'active'", `Invalid attribute key 'lifecycle_stage' specified. Valid keys are ${KEYS}`],
    ['a number for the name', 'name = 1', 'Expected a quoted string value for attributes. Got value 1'],
    ['a number for the id', 'experiment_id = 1', 'Expected a quoted string value for attributes. Got value 1'],
    ['an id that is none', "experiment_id = 'x'", "Invalid experiment ID 'x'. Experiment ID must be a valid integer."],
    [
      'an id that is too large',
      "experiment_id = '9223372036854775808'",
      "Invalid experiment ID '9223372036854775808'. Experiment ID must be a valid integer.",
    ],
    ['an id in a list that is none', "experiment_id IN ('1', 'x')", "Invalid experiment ID 'x'. Experiment ID must be a valid integer."],
    ['LIKE for the id', "experiment_id LIKE '1'", 'Invalid comparator for experiment_id: LIKE'],
    ['RLIKE for the id', "experiment_id RLIKE '1'", 'Invalid comparator for experiment_id: RLIKE'],
    ['a decimal for a time', 'creation_time > 5.5', "Invalid value for numeric attribute 'creation_time': '5.5'"],
    ['an exponent for a time', 'creation_time > 1e3', "Invalid value for numeric attribute 'creation_time': '1000.0'"],
    ['a huge decimal for a time', 'creation_time > 1e22', "Invalid value for numeric attribute 'creation_time': '1e+22'"],
    ['a tiny decimal for a time', 'creation_time > 0.00001', "Invalid value for numeric attribute 'creation_time': '1e-05'"],
    ['a decimal in a range', 'creation_time BETWEEN 1 AND 2.5', "Invalid value for numeric attribute 'creation_time': '2.5'"],
    ['a string for a time', "creation_time > '5'", "Expected numeric value type for numeric attribute: creation_time. Found '5'"],
    ['a comparator of numbers for the name', "name > 'x'", `Invalid comparator '>' not one of ${TEXTUAL}'`],
    ['a comparator of texts for a time', 'creation_time LIKE 5', `Invalid comparator 'LIKE' not one of ${TEXTUAL}`],
    ['a comparator of numbers for a tag', "tags.a > 'x'", 'Invalid comparator for tag: >'],
    ['IS NULL of an attribute', 'name IS NULL', "IS NULL / IS NOT NULL is only supported for tags, not for attribute 'name'"],
    ['a list without IN', "name = ('x')", "Only ['experiment_id'] attributes support comparison with a list of quoted string values."],
  ] as const) {
    test(why, () => expect(refusal(() => parseExperimentsFilter(filter)).message).toBe(message))
  }
})

describe('the order of experiments', () => {
  test('takes attributes', () => {
    expect(parseExperimentsOrderBy(['name DESC', 'attribute.experiment_id', 'creation_time', '`last_update_time` asc'])).toEqual([
      { entity: 'attribute', key: 'name', ascending: false },
      { entity: 'attribute', key: 'experiment_id', ascending: true },
      { entity: 'attribute', key: 'creation_time', ascending: true },
      { entity: 'attribute', key: 'last_update_time', ascending: true },
    ])
  })
  test('takes a field twice, as MLflow', () => expect(parseExperimentsOrderBy(['name', 'name desc'])).toHaveLength(2))
  test('refuses tags', () => expect(refusal(() => parseExperimentsOrderBy(['tags.a'])).message).toBe('Invalid order_by entity: tag'))
  test('refuses what is no attribute', () => {
    expect(refusal(() => parseExperimentsOrderBy(['status'])).message).toBe(
      `Invalid attribute key 'status' specified. Valid keys are ${KEYS}`,
    )
  })
})
