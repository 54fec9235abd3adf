import { expect, test } from 'vitest'
import { leafCount, paramTree, visibleRows } from './param-tree.ts'

const tree = (...keys: string[]): string[] =>
  visibleRows(paramTree(keys.map((key) => ({ key, value: '1' }))), new Set()).map(({ node, depth }) => '  '.repeat(depth) + node.label)

test('keys with a common prefix stand below it', () => {
  expect(tree('optim/lr', 'seed', 'optim/name', 'model.a.x', 'model.a.y', 'model.b')).toEqual([
    'model.',
    '  a.',
    '    x',
    '    y',
    '  b',
    'optim/',
    '  lr',
    '  name',
    'seed',
  ])
})

test('a prefix of one param is no level', () => expect(tree('data.train.size', 'lr')).toEqual(['data.train.size', 'lr']))

test('a key can be a value and a prefix', () => expect(tree('model', 'model.a', 'model.b')).toEqual(['model', 'model.', '  a', '  b']))

for (const key of ['.hidden', 'end.', '..', '/', 'a//b', '']) test(`the key "${key}" is kept whole`, () => expect(tree(key)).toEqual([key]))

test('numbers are ordered as numbers', () => expect(tree('layer10', 'layer9')).toEqual(['layer9', 'layer10']))

test('a closed prefix hides what is below it, and counts it', () => {
  const nodes = paramTree(['a.x', 'a.y', 'b'].map((key) => ({ key, value: '1' })))
  expect(visibleRows(nodes, new Set(['a.'])).map(({ node }) => node.label)).toEqual(['a.', 'b'])
  expect(nodes.map(leafCount)).toEqual([2, 1])
})

test('12,000 keys of many levels', () => {
  const keys = Array.from({ length: 12_000 }, (_, index) => `a.b${index % 10}.c.d.e.f.g.h.i.j${index}`)
  expect(tree(...keys).filter((line) => line.includes('j')).length).toBe(12_000)
})
