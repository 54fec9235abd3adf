import { describe, expect, test } from 'vitest'
import { conjunction, conjuncts, takeTagClauses } from './ast.ts'
import { printed } from './for-tests.ts'
import { parseRegisteredModelsFilter } from './registry.ts'

const KEY = 'mlflow.prompt.is_prompt'

describe('conjuncts and conjunction are each other’s counterpart', () => {
  for (const [why, filter, parts] of [
    ['an empty filter', '', []],
    ['one clause', "name = 'a'", ['attribute name = "a"']],
    ['clauses joined by AND', "name = 'a' AND tags.b = 'c'", ['attribute name = "a"', 'tag b = "c"']],
    ['OR', "name = 'a' OR tags.b = 'c'", ['(attribute name = "a" or tag b = "c")']],
    ['NOT', "NOT (name = 'a' AND tags.b = 'c')", ['not (attribute name = "a" and tag b = "c")']],
  ] as const) {
    test(why, () => {
      const expression = parseRegisteredModelsFilter(filter)
      expect(conjuncts(expression).map(printed)).toEqual(parts)
      expect(conjunction(conjuncts(expression))).toEqual(expression)
    })
  }
})

describe('clauses on prompts are taken out of', () => {
  for (const [why, filter, clauses, rest] of [
    ['an empty filter', '', [], 'everything'],
    ['a filter without them', "name = 'a'", [], 'attribute name = "a"'],
    ['a filter of nothing else', `tags.\`${KEY}\` = 'true'`, [`tag ${KEY} = "true"`], 'everything'],
    [
      'the clauses joined by AND',
      `tag.${KEY} != 'true' AND name = 'a' AND tags.b = 'c'`,
      [`tag ${KEY} != "true"`],
      '(attribute name = "a" and tag b = "c")',
    ],
    ['not of OR', `tags.${KEY} = 'true' OR name = 'a'`, [], `(tag ${KEY} = "true" or attribute name = "a")`],
    ['not of lists', `tags.${KEY} IN ('true') AND name = 'a'`, [], `(tag ${KEY} IN ["true"] and attribute name = "a")`],
  ] as const) {
    test(why, () => {
      const taken = takeTagClauses(parseRegisteredModelsFilter(filter), KEY)
      expect(taken.clauses.map(printed)).toEqual(clauses)
      expect(printed(taken.rest)).toBe(rest)
    })
  }
})
