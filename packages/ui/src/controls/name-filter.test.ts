import { parseExperimentsFilter, parseRegisteredModelsFilter } from '@tailrace/filter'
import { describe, expect, test } from 'vitest'
import { allOf, nameFilter, tagFilter } from './name-filter.ts'

describe('a search box', () => {
  for (const [why, text, filter] of [
    ['nothing typed', '  ', undefined],
    ['part of a name', 'iris', "name ILIKE '%iris%'"],
    ['a quote in a name', "o'brien", String.raw`name ILIKE E'%o\'brien%'`],
    ['a wildcard in a name', 'top_5 %', String.raw`name ILIKE E'%top\_5 \%%'`],
    ['several words', 'my first model', "name ILIKE '%my first model%'"],
    ['a word of the grammar in a name', 'in production', "name ILIKE '%in production%'"],
    ['any script', '日本語', "name ILIKE '%日本語%'"],
    ['a condition', "tags.team = 'vision'", "tags.team = 'vision'"],
    ['a condition in quotes', "tags.`a b` != 'x'", "tags.`a b` != 'x'"],
    ['a pattern', "name LIKE 'a%'", "name LIKE 'a%'"],
    ['a condition that is not finished', 'name =', 'name ='],
  ] as const)
    test(why, () => expect(nameFilter(text)).toBe(filter))

  test('what it makes of a name can be parsed', () => {
    for (const text of ["o'brien", '100 %', '日本語', 'a/b']) {
      expect(() => parseExperimentsFilter(nameFilter(text) ?? '')).not.toThrow()
      expect(() => parseRegisteredModelsFilter(nameFilter(text) ?? '')).not.toThrow()
    }
  })
})

describe('a filter by tag', () => {
  for (const [text, filter] of [
    ['', undefined],
    ['team', 'tags.`team` IS NOT NULL'],
    ['team = vision', "tags.`team` = 'vision'"],
    ['url=a=b', "tags.`url` = 'a=b'"],
  ] as const)
    test(text || 'empty', () => {
      expect(tagFilter(text)).toBe(filter)
      if (filter) expect(() => parseExperimentsFilter(filter)).not.toThrow()
    })

  test('filters meet in AND', () => expect(allOf(undefined, 'a', '', 'b')).toBe('a AND b'))
})
