import { expect, test } from 'vitest'
import { type Vocabulary, complete } from './completion.ts'

const KNOWN: Vocabulary = {
  params: [
    {
      key: 'max depth',
      runs: 5,
      values: [
        { value: '3', runs: 4 },
        { value: "it's", runs: 1 },
      ],
    },
  ],
  metrics: [{ key: 'accuracy', runs: 9, min: 0.1, max: 0.9 }],
  tags: [{ key: 'team', runs: 3, values: [{ value: 'red', runs: 3 }] }],
  statuses: [{ value: 'FAILED', runs: 1 }],
  users: [{ value: 'ann', runs: 2 }],
  datasets: [{ name: 'iris', digest: 'd1', context: 'train', runs: 2 }],
}

for (const [text, first] of [
  ['', 'metrics.accuracy '],
  ['acc', 'metrics.accuracy '],
  ['max', 'params.`max depth` '],
  ['metrics.accuracy ', '> '],
  ['metrics.accuracy > ', '0.1 '],
  ['params.`max depth` = ', "'3' "],
  ["params.`max depth` = 'it", `"it's" `],
  ['attributes.status = ', "'FAILED' "],
  ["status = 'F", "'FAILED' "],
  ["params.`max depth` IN ('3', ", "'3' "],
  ['datasets.name = ', "'iris' "],
  ['metrics.accuracy > 0.5 ', 'AND '],
  ['metrics.accuracy > 0.5 AND te', 'tags.team '],
] as const)
  test(`the first proposal after ${JSON.stringify(text)}`, () => expect(complete(text, text.length, KNOWN)[0]?.insert).toBe(first))

test('a proposal takes the place of what was typed alone', () => {
  const [first] = complete('metrics.accuracy > 1 AND acc', 28, KNOWN)
  expect([first?.from, first?.to]).toEqual([25, 28])
})
