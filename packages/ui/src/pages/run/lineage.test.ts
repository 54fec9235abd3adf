import { expect, test } from 'vitest'
import { BOX, curve, placeNodes } from './lineage.ts'

const node = (id: string, column: number) => ({ id, column, title: id, note: '' })

test('columns are centerd and empty ones take no room', () => {
  const { placed, width, height } = placeNodes([node('a', 0), node('b', 0), node('run', 1), node('v', 3)])
  expect(height).toBe(2 * BOX.height + BOX.gapY)
  expect(width).toBe(3 * BOX.width + 2 * BOX.gapX)
  expect(placed.map(({ id, x, y }) => [id, x, y])).toEqual([
    ['a', 0, 0],
    ['b', 0, BOX.height + BOX.gapY],
    ['run', BOX.width + BOX.gapX, (BOX.height + BOX.gapY) / 2],
    ['v', 2 * (BOX.width + BOX.gapX), (BOX.height + BOX.gapY) / 2],
  ])
})

test('no nodes', () => expect(placeNodes([])).toEqual({ placed: [], width: 0, height: BOX.height }))

test('a curve leads from right to left side', () => {
  const { placed } = placeNodes([node('a', 0), node('b', 1)])
  const [a, b] = placed
  if (!a || !b) throw new Error('two nodes')
  expect(curve(a, b)).toMatch(new RegExp(`^M${BOX.width},22C.* ${BOX.width + BOX.gapX},22$`))
})
