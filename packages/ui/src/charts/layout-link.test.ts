import { describe, expect, test } from 'vitest'
import type { Layout } from './layout.ts'
import { layoutOf, layoutText } from './layout-link.ts'

const LAYOUT: Layout = {
  columns: 3,
  height: 240,
  deleted: ['line:lr'],
  sections: [
    {
      id: 'auto:val',
      name: 'val',
      collapsed: false,
      panels: [
        { id: 'line:val/acc', kind: 'line', axes: ['metrics.val/acc'] },
        { id: 'line:val/模型 ü', kind: 'line', axes: ['metrics.val/模型 ü'], log: true, low: 0.5 },
      ],
    },
    {
      id: 'mine',
      name: 'My charts',
      collapsed: true,
      panels: [{ id: 'scatter:1', kind: 'scatter', axes: ['params.lr', 'metrics.val/acc'] }],
    },
  ],
}

test('a link keeps cards, sections, axes and sizes, in letters that addresses take', () => {
  const text = layoutText(LAYOUT)
  expect(text).toMatch(/^[\w-]+$/)
  expect(layoutOf(text)).toEqual(LAYOUT)
})

test('automatic charts take little room, and what is too long stays out', () => {
  const panels = (count: number) =>
    Array.from({ length: count }, (_, at) => ({ id: `line:m${at}`, kind: 'line' as const, axes: [`metrics.m${at}`] }))
  const layout = (count: number): Layout => ({ deleted: [], sections: [{ id: 'a', name: 'a', collapsed: false, panels: panels(count) }] })
  expect(layoutText(layout(50)).length).toBeLessThan(600)
  expect(layoutOf(layoutText(layout(50)))).toEqual(layout(50))
  expect(layoutText(layout(12_000))).toBe('')
})

describe('what makes no sense is no arrangement', () => {
  for (const text of [undefined, '', '%%%', 'bm9uc2Vuc2U', '-_-']) test(String(text), () => expect(layoutOf(text)).toBeUndefined())
})
