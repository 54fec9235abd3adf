import { expect, test } from 'vitest'
import type { FileEntry } from '../../files/file-source.ts'
import { type Listings, besideAs, linesBeyond, sharedRows } from './shared-files.ts'

const file = (path: string, size = 1): FileEntry => ({ path, is_dir: false, size })
const folder = (path: string): FileEntry => ({ path, is_dir: true })
const shape = (listings: Listings, ...open: string[]): string[] =>
  sharedRows(listings, new Set(open)).map(
    ({ key, depth, entries, runs, place, of }) =>
      `${'>'.repeat(depth)}${key} ${entries.map((entry) => (entry ? (entry.size ?? '/') : '-')).join(' ')} (${runs}) ${place}/${of}`,
  )

const listings: Listings = [
  new Map([
    ['', [file('b.txt', 5), folder('plots'), file('a10.txt')]],
    ['plots', [file('plots/one.png', 7)]],
  ]),
  new Map([
    ['', [file('b.txt', 6), file('a9.txt'), folder('plots')]],
    ['plots', [file('plots/one.png', 7), file('plots/two.png', 8)]],
  ]),
  new Map([['', [file('plots', 3)]]]),
]

test('what runs have in common and what only some have, folders first, numbers as numbers', () => {
  expect(shape(listings)).toEqual([
    'plots/ / / - (2) 1/5',
    'a9.txt - 1 - (1) 2/5',
    'a10.txt 1 - - (1) 3/5',
    'b.txt 5 6 - (2) 4/5',
    'plots - - 3 (1) 5/5',
  ])
})

test('an open folder shows what is in it; a file of the same name does not open', () => {
  expect(shape(listings, 'plots').slice(0, 4)).toEqual([
    'plots/ / / - (2) 1/5',
    '>plots/one.png 7 7 - (2) 1/2',
    '>plots/two.png - 8 - (1) 2/2',
    'a9.txt - 1 - (1) 2/5',
  ])
})

test('nothing is there before it was listed', () => {
  expect(shape([new Map(), new Map()])).toEqual([])
  expect(shape([new Map([['', [folder('x')]]])], 'x')).toEqual(['x/ / (1) 1/1'])
})

for (const [path, kind] of [
  ['conf/model.yaml', 'text'],
  ['MLmodel', 'text'],
  ['train.log', 'text'],
  ['table.csv', 'text'],
  ['plots/a.png', 'image'],
  ['drawing.svg', 'image'],
  ['model.pkl', undefined],
  ['data.parquet', undefined],
  ['report.pdf', undefined],
] as const)
  test(`${path} stands beside others as ${kind ?? 'nothing'}`, () => expect(besideAs(path)).toBe(kind))

test('lines that the other text lacks are marked, however often they come', () => {
  expect([...linesBeyond(['a', 'x', 'a', 'b', 'a'], ['b', 'a', 'a', 'c'])]).toEqual([1, 4])
  expect(linesBeyond(['a', 'b'], ['b', 'a']).size).toBe(0)
  expect(linesBeyond([], ['a']).size).toBe(0)
})
