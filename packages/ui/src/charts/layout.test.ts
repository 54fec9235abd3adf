import { expect, test } from 'vitest'
import {
  EMPTY_LAYOUT,
  type Layout,
  addSection,
  deletePanel,
  deleteSection,
  movePanel,
  moveSection,
  present,
  shiftPanel,
  titleOf,
  withAutomatic,
} from './layout.ts'
import { parseLayout } from './layout-store.ts'

const available = { metrics: ['loss', 'acc', 'val/acc', 'system/cpu'], varying: ['lr'], telling: ['acc'], several: true }
const shape = ({ sections }: Layout): string[] => sections.map(({ name, panels }) => `${name}: ${panels.map(({ id }) => id).join(' ')}`)
const layout = withAutomatic(EMPTY_LAYOUT, available)

test('metrics make sections by prefix, system metrics last', () => {
  expect(shape(layout)).toEqual(['Metrics: line:loss line:acc', 'val: line:val/acc', 'Runs: parallel', 'system: line:system/cpu'])
})

test('the section of the metric that matters most stands first, and that metric gives the colors', () => {
  const ranked = { ...available, metrics: ['val/acc', 'loss', 'system/cpu'], telling: ['val/acc', 'loss'] }
  const first = withAutomatic(EMPTY_LAYOUT, ranked)
  expect(shape(first)).toEqual(['val: line:val/acc', 'Metrics: line:loss', 'Runs: parallel', 'system: line:system/cpu'])
  expect(first.sections[2]?.panels[0]?.axes).toEqual(['params.lr', 'metrics.loss', 'metrics.val/acc'])
})

test('many sections come folded, but for the first few; what the reader opened stays open', () => {
  const metrics = Array.from({ length: 12_000 }, (_, at) => `layer_${at % 400}/w${at}`)
  const many = withAutomatic(EMPTY_LAYOUT, { ...available, metrics, varying: [] })
  expect(many.sections).toHaveLength(400)
  expect(many.sections.filter(({ collapsed }) => !collapsed).map(({ name }) => name)).toEqual(['layer_0', 'layer_1', 'layer_2'])
  const opened = { ...many, sections: many.sections.map((section) => ({ ...section, collapsed: false })) }
  const later = withAutomatic(opened, { ...available, metrics: [...metrics, 'layer_7/new', 'late/acc'], varying: [] })
  expect(later.sections.filter(({ collapsed }) => collapsed).map(({ name }) => name)).toEqual(['late'])
})

test('sizes of cards are kept, and stay when something is deleted; what makes no sense is left out', () => {
  const sized = { ...layout, columns: 2, height: 300 }
  expect(parseLayout(JSON.parse(JSON.stringify(sized)))).toEqual(sized)
  expect(deleteSection(deletePanel(sized, 'line:acc'), 'auto:val')).toMatchObject({ columns: 2, height: 300 })
  expect(parseLayout({ columns: 7, height: 'high' })).toEqual({ sections: [], deleted: [] })
})

test('a metric that appears later joins its section; one that was deleted stays away', () => {
  const later = withAutomatic(deletePanel(layout, 'line:acc'), { ...available, metrics: [...available.metrics, 'val/loss', 'f1'] })
  expect(shape(later).slice(0, 2)).toEqual(['Metrics: line:loss line:f1', 'val: line:val/acc line:val/loss'])
  expect(withAutomatic(later, available)).toBe(later)
})

test('panels move inside and between sections', () => {
  expect(shape(shiftPanel(layout, 'line:acc', -1))[0]).toBe('Metrics: line:acc line:loss')
  expect(shape(shiftPanel(layout, 'line:loss', 1))[0]).toBe('Metrics: line:acc line:loss')
  expect(shiftPanel(layout, 'line:loss', -1)).toBe(layout)
  expect(shape(movePanel(layout, 'line:loss', 'auto:val', 'line:val/acc')).slice(0, 2)).toEqual([
    'Metrics: line:acc',
    'val: line:loss line:val/acc',
  ])
  expect(shape(movePanel(layout, 'line:loss', 'auto:val')).slice(1, 2)).toEqual(['val: line:val/acc line:loss'])
})

test('sections move, are added in front and are deleted for good', () => {
  expect(shape(moveSection(layout, 'auto:system', 'auto:Metrics'))[0]).toBe('system: line:system/cpu')
  expect(shape(addSection(layout, 'mine', 'Mine'))[0]).toBe('Mine: ')
  expect(shape(withAutomatic(deleteSection(layout, 'auto:val'), available))).not.toContain('val: line:val/acc')
})

test('panels of metrics that these runs do not have are not drawn', () => {
  expect(shape(present(layout, ['acc']))).toEqual(['Metrics: line:acc', 'Runs: parallel'])
})

for (const [panel, title] of [
  [{ id: '1', kind: 'line', axes: ['metrics.val/acc'] }, 'val/acc'],
  [{ id: '1', kind: 'scatter', axes: ['params.a.b', 'metrics.y'] }, 'y by a.b'],
  [{ id: '1', kind: 'box', axes: ['params.k', 'metrics.y'] }, 'y by k'],
] as const)
  test(`the title of a ${panel.kind} is ${title}`, () => expect(titleOf(panel)).toBe(title))

for (const [why, given, expected] of [
  ['nothing', null, EMPTY_LAYOUT],
  ['a text', 'x', EMPTY_LAYOUT],
  ['sections of no shape', { sections: [1, { id: 'a' }], deleted: [1, 'x'] }, { sections: [], deleted: ['x'] }],
  [
    'a panel of no kind',
    {
      sections: [
        {
          id: 'a',
          name: 'A',
          panels: [
            { id: 'p', kind: 'pie' },
            { id: 'q', kind: 'bar', axes: ['metrics.a', 3], low: 'x' },
          ],
        },
      ],
    },
    { sections: [{ id: 'a', name: 'A', collapsed: false, panels: [{ id: 'q', kind: 'bar', axes: ['metrics.a'] }] }], deleted: [] },
  ],
] as const)
  test(`a stored layout that is ${why} is read as far as it makes sense`, () => expect(parseLayout(given)).toEqual(expected))

test('a stored formula is read back, one that cannot be read is left out', () => {
  const stored = (expression: unknown): unknown => ({
    sections: [{ id: 's', name: 'S', collapsed: false, panels: [{ id: 'p', kind: 'line', axes: ['metrics.loss'], expression }] }],
    deleted: [],
  })
  expect(parseLayout(stored('${loss} * 2'))).toEqual(stored('${loss} * 2'))
  for (const nonsense of ['${loss} *', '', 7]) expect(shape(parseLayout(stored(nonsense)))).toEqual(['S: p'])
  expect(parseLayout(stored('${loss} *')).sections[0]?.panels[0]).not.toHaveProperty('expression')
})

test('what was stored is read back', () => expect(parseLayout(JSON.parse(JSON.stringify(layout)))).toEqual(layout))
