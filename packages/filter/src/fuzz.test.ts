import { expect, test } from 'vitest'
import * as filter from './index.ts'

/** Numbers from 0 up to below 1, the same in each run (mulberry32). */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const PIECES = `metrics. params. tags. dataset. attribute. attributes. a b1 name run_id status start_time version_number experiment_id
  creation_time timestamp = != <= > == <> ~ LIKE NOT ILIKE RLIKE IN IS NULL BETWEEN AND OR and or not ( ) () [ ] [x] , ; . :: ->
  'x' "y" \`z\` '' "" '(' '[' '\\x4' ''' " \` ´ 1 -1 1.5 .5 1e5 1e999 0x1F 1_0 nan é 日 😀 \ud800 \u0000 \u0301 ('a','b') ('a' 1 (((
  ))) -- # /* */ /*x*/ $ $$ % ? : @ @a ## * + / \\ { } ! || case end as desc date interval where go __proto__ constructor`.split(/\s+/)

const PARSERS = [
  filter.parseRunsFilter,
  filter.parseExperimentsFilter,
  filter.parseRegisteredModelsFilter,
  filter.parseModelVersionsFilter,
  filter.parseLoggedModelsFilter,
  (text: string) => filter.parseRunsOrderBy([text]),
  (text: string) => filter.parseExperimentsOrderBy([text]),
  (text: string) => filter.parseRegisteredModelsOrderBy([text]),
  (text: string) => filter.parseModelVersionsOrderBy([text]),
  (text: string) => filter.parseLoggedModelsOrderBy([{ field_name: text }]),
]

function outcome(parse: (text: string) => unknown, text: string): string {
  try {
    parse(text)
    return 'accepted'
  } catch (error) {
    if (!(error instanceof filter.FilterError)) throw new Error(`${JSON.stringify(text)} broke the parser`, { cause: error })
    const { start, end } = error.position
    return start >= 0 && start <= end && end <= text.length ? 'refused' : `marks ${start} to ${end} of ${JSON.stringify(text)}`
  }
}

function outcomes(seed: number, write: (next: () => number) => string): Set<string> {
  const next = random(seed)
  const seen = new Set<string>()
  for (let round = 0; round < 1_500; round++) {
    const text = write(next)
    for (const parse of PARSERS) seen.add(outcome(parse, text))
  }
  return seen
}

const pick = (next: () => number, from: readonly string[]): string => from[Math.floor(next() * from.length)] ?? ''
const some = (next: () => number, most: number): unknown[] => Array(1 + Math.floor(next() * most)).fill(0)

test('pieces of filters in any order are accepted or refused, with a place inside the text', () => {
  const seen = outcomes(1, (next) =>
    some(next, 10)
      .map(() => pick(next, PIECES) + pick(next, ['', '', ' ', '\n']))
      .join(''),
  )
  expect([...seen].toSorted()).toEqual(['accepted', 'refused'])
})

test('filters with a letter changed are accepted or refused, with a place inside the text', () => {
  const good = '(metrics.`a b` >= -1.5e3 OR NOT params.x IN (\'y\', "z")) AND start_time BETWEEN 1 AND 2 AND tags.a IS NOT NULL'
  const seen = outcomes(2, (next) => {
    const at = Math.floor(next() * good.length)
    return good.slice(0, at) + pick(next, PIECES) + good.slice(at + Math.floor(next() * 3))
  })
  expect([...seen].toSorted()).toEqual(['accepted', 'refused'])
})

test('any characters are accepted or refused, with a place inside the text', () => {
  const seen = outcomes(3, (next) => String.fromCharCode(...some(next, 12).map(() => Math.floor(next() ** 4 * 0x10000))))
  expect(seen).toContain('refused')
  expect([...seen].filter((what) => what.startsWith('marks'))).toEqual([])
})
