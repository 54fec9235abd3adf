import { describe, expect, test } from 'vitest'
import { holdsWords, runFilters } from './match.ts'

describe('what a text finds among runs', () => {
  test.each([
    ['lr', ["attributes.run_name ILIKE '%lr%'"]],
    ["it's", ["attributes.run_name ILIKE E'%it\\'s%'"]],
    ['3f2a', ["attributes.run_name ILIKE '%3f2a%'", "attributes.run_id LIKE '3f2a%'"]],
    ['lr=0.1', ["params.`lr` = '0.1'"]],
    ['params.model/depth = "3"', ["params.`model/depth` = '3'"]],
  ])('%s', (text, filters) => expect(runFilters(text)).toEqual(filters))
})

test('words are found in any order', () => {
  expect(holdsWords('Compare the selected runs', 'runs compare')).toBe(true)
  expect(holdsWords('Compare the selected runs', 'runs delete')).toBe(false)
})
