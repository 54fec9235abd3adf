import { expect, test } from 'vitest'
import { extensionOf, kindOf } from './file-kind.ts'

for (const [path, kind] of [
  ['a/b/PLOT.PNG', 'image'],
  ['images/key%step%3%timestamp%1%uuid.webp', 'image'],
  ['model/MLmodel', 'mlmodel'],
  ['notes.MD', 'markdown'],
  ['x.tar.gz', 'unknown'],
  ['conda.yaml', 'data'],
  ['t.parquet', 'parquet'],
  ['n.ipynb', 'notebook'],
  ['train.log', 'text'],
  ['requirements.txt', 'text'],
  ['.env', 'unknown'],
  ['constructor', 'unknown'],
  ['a.constructor', 'unknown'],
  ['', 'unknown'],
] as const)
  test(`${path} is shown as ${kind}`, () => expect(kindOf(path)).toBe(kind))

test('extensions', () => {
  expect(extensionOf('a.b/c')).toBe('')
  expect(extensionOf('a.b/c.TXT')).toBe('txt')
})
