import { describe, expect, test } from 'vitest'
import { type Doc, parseDoc } from './doc-comment.ts'
import type { Item } from './read-exports.ts'
import { lacking } from './reference.ts'

describe('comments', () => {
  for (const [what, comment, doc] of [
    ['one line', '/** Says hello. */', { text: 'Says hello.' }],
    ['lines that flow', '/**\n * Says\n * hello.\n */', { text: 'Says hello.' }],
    [
      'a tag behind the text',
      '/** Its files. @throws MlflowError UNREACHABLE */',
      { text: 'Its files.', throws: 'MlflowError UNREACHABLE' },
    ],
    [
      'an example on the line of its tag',
      "/**\n * Greets.\n *\n * @example greet('you')\n */",
      { text: 'Greets.', example: "greet('you')" },
    ],
    [
      'an example with indents, then errors',
      '/**\n * Does.\n * @example\n *   if (a) {\n *     b()\n *   }\n * @throws MlflowError\n *   when tired\n */',
      { text: 'Does.', example: 'if (a) {\n  b()\n}', throws: 'MlflowError when tired' },
    ],
    [
      'params',
      '/** Adds. @param a one\n * @param b the other */',
      {
        text: 'Adds.',
        params: [
          { name: 'a', text: 'one' },
          { name: 'b', text: 'the other' },
        ],
      },
    ],
    [
      'an address, which is no tag',
      '/** See models:/iris@champion and a@throwsb.org */',
      { text: 'See models:/iris@champion and a@throwsb.org' },
    ],
    ['nothing', '/** */', { text: '' }],
  ] as [string, string, Partial<Doc>][]) {
    test(what, () => expect(parseDoc(comment)).toEqual({ params: [], throws: undefined, example: undefined, ...doc }))
  }
})

describe('a public name', () => {
  const doc: Doc = { text: 'Does.', params: [], throws: undefined, example: 'does()' }
  const item: Item = { name: 'does', file: 'fluent', line: 7, signature: 'does(): void', doc, members: [] }
  for (const [why, changed, findings] of [
    ['has all', {}, []],
    ['lacks a comment', { doc: undefined }, ['does has no comment', 'does has no example']],
    ['lacks an example', { doc: { ...doc, example: undefined } }, ['does has no example']],
    ['stands in a module that the page leaves out', { file: 'warn' }, ['does has no place on the page']],
    ['has a member without a comment', { members: [{ ...item, name: 'now', doc: undefined }] }, ['now of does has no comment']],
    ['has a member without an example', { members: [{ ...item, name: 'now', doc: { ...doc, example: undefined } }] }, []],
    ['has a constructor without a comment', { members: [{ ...item, name: 'constructor', doc: undefined }] }, []],
  ] as [string, Partial<Item>, string[]][]) {
    test(why, () => expect(lacking({ ...item, ...changed }).map(({ what }) => what)).toEqual(findings))
  }
})
