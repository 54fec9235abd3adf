import { expect, test } from 'vitest'
import { above, inOrder, moveOf, rowsOf } from './file-tree.ts'

const file = (path: string) => ({ path, is_dir: false, size: 1 })
const folder = (path: string) => ({ path, is_dir: true })
const listings = new Map([
  ['', [folder('a'), folder('b'), file('z.txt')]],
  ['a', [file('a/1'), file('a/2')]],
])
const rows = rowsOf(listings, new Set(['a', 'b']))

test('open folders show what was listed', () =>
  expect(rows.map(({ entry, depth, open, place, of }) => [entry.path, depth, open, place, of])).toEqual([
    ['a', 0, true, 1, 3],
    ['a/1', 1, false, 1, 2],
    ['a/2', 1, false, 2, 2],
    ['b', 0, true, 2, 3],
    ['z.txt', 0, false, 3, 3],
  ]))

for (const [key, from, move] of [
  ['ArrowDown', 'a', { to: 'a/1' }],
  ['j', 'a/2', { to: 'b' }],
  ['ArrowDown', 'z.txt', undefined],
  ['ArrowDown', '', { to: 'a' }],
  ['k', 'b', { to: 'a/2' }],
  ['ArrowUp', 'a', undefined],
  ['Home', 'z.txt', { to: 'a' }],
  ['End', 'a', { to: 'z.txt' }],
  ['ArrowRight', 'a', { to: 'a/1' }],
  ['ArrowRight', 'b', undefined],
  ['ArrowRight', 'z.txt', undefined],
  ['ArrowLeft', 'a', { close: 'a' }],
  ['ArrowLeft', 'a/2', { to: 'a' }],
  ['ArrowLeft', 'z.txt', undefined],
  ['Enter', 'b', { close: 'b' }],
  ['x', 'a', undefined],
] as const)
  test(`${key} on "${from}"`, () => expect(moveOf(key, rows, from)).toEqual(move))

test('a closed folder opens', () => expect(moveOf('ArrowRight', rowsOf(listings, new Set()), 'a')).toEqual({ open: 'a' }))
test('folders above a path', () => expect(above('a/b/c')).toEqual(['a', 'a/b']))
test('folders come first, numbers as numbers', () =>
  expect(inOrder([file('step10'), file('step9'), file('B'), folder('z'), file('a')]).map(({ path }) => path)).toEqual([
    'z',
    'a',
    'B',
    'step9',
    'step10',
  ]))
