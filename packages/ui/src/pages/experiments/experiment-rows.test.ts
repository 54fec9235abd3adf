import type { Experiment } from '@tailrace/contract'
import { describe, expect, test } from 'vitest'
import { experimentRows, firstLine, tagOf } from './experiment-rows.ts'

const named = (name: string, id: string): Experiment => ({
  experiment_id: id,
  name,
  artifact_location: '',
  lifecycle_stage: 'active',
  workspace: '',
})
const all = [named('b', '1'), named('vision/seg', '2'), named('vision/det', '3'), named('vision/old/x', '4'), named('a', '5')]
const byName = { value: (_: readonly Experiment[], label: string) => label, descending: false }
const shown = (rows: ReturnType<typeof experimentRows>): string[] => rows.map(({ label, depth }) => `${'-'.repeat(depth)}${label}`)

describe('rows of experiments', () => {
  test('a tree by the slashes in the names, each level in order', () => {
    expect(shown(experimentRows(all, { isTree: true, closed: new Set(), ...byName }))).toEqual([
      'a',
      'b',
      'vision',
      '-det',
      '-old',
      '--x',
      '-seg',
    ])
  })
  test('a closed folder hides what is in it and still knows it', () => {
    const rows = experimentRows(all, { isTree: true, closed: new Set(['vision']), ...byName })
    expect(shown(rows)).toEqual(['a', 'b', 'vision'])
    expect(rows[2]?.kind === 'folder' && rows[2].experiments).toHaveLength(3)
  })
  test('a flat list has whole names', () => {
    expect(shown(experimentRows(all, { isTree: false, closed: new Set(), ...byName }))).toEqual([
      'a',
      'b',
      'vision/det',
      'vision/old/x',
      'vision/seg',
    ])
  })
  test('folders are ordered by what is in them', () => {
    const value = (experiments: readonly Experiment[]): number =>
      experiments.reduce((sum, { experiment_id }) => sum + Number(experiment_id), 0)
    expect(shown(experimentRows(all, { isTree: true, closed: new Set(['vision']), value, descending: true }))).toEqual(['vision', 'a', 'b'])
  })
})

test('a note shows its first line without marks', () => {
  expect(firstLine('\n# Who is **about** to leave?\nmore')).toBe('Who is about to leave?')
  expect(firstLine(undefined)).toBe('')
})
test('a tag is found by its key', () => expect(tagOf([{ key: 'a', value: '1' }], 'a')).toBe('1'))
