import { beforeAll, expect, test } from 'vitest'
import type * as byteWindow from './byte-window.ts'

let part: typeof byteWindow
beforeAll(async () => {
  // A module below asks for the document's address when it is loaded.
  Object.assign(globalThis, { document: { baseURI: 'http://localhost/' } })
  part = await import('./byte-window.ts')
})
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

for (const [why, text, start, end, size, lines] of [
  ['a whole file', 'a\nb\n', 0, 4, 4, ['a', 'b']],
  ['without a last line end', 'a\nb', 0, 3, 3, ['a', 'b']],
  ['the end of a file begins after a line end', 'lf\nb\n', 90, 95, 95, ['b']],
  ['an empty line stays', 'a\n\n', 0, 3, 3, ['a', '']],
  ['nothing', '', 0, 0, 0, []],
] as const)
  test(why, () => expect(part.linesOf({ bytes: bytes(text), start, end, size })).toEqual(lines))

test('a character that is cut at the end is left out until the rest comes', () =>
  expect(part.linesOf({ bytes: bytes('aé').slice(0, 2), start: 0, end: 2, size: 9 })).toEqual(['a']))

test('steps grow with what was read', () => {
  expect(part.nextStep(0)).toBe(65_536)
  expect(part.nextStep(65_536)).toBe(196_608)
  expect(part.nextStep(1e9)).toBe(4_194_304)
})
