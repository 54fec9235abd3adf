import { describe, expect, test } from 'vitest'
import { baseName, joinSafePath, parentPath, parseSafePath } from './safe-path.ts'

const nested = (layers: number) => `%${'25'.repeat(layers)}2e.`

describe('refused', () => {
  for (const [why, text] of [
    ['parent', '..'],
    ['parent in front', '../x'],
    ['parent in the middle', 'a/../b.txt'],
    ['parent at the end', 'a/..'],
    ['parent after a dot', './../x'],
    ['encoded parent', '%2e%2e/x'],
    ['half-encoded parent', '.%2e/x'],
    ['upper-case escapes', '%2E%2E%2Fx'],
    ['encoded separator', '..%2fx'],
    ['encoded separator before', 'a%2f..'],
    ['twice encoded parent', '%252e%252e/x'],
    ['twice encoded separator', '..%252fx'],
    ['three times encoded', '%25252e%25252e/x'],
    ['an escape assembled by decoding', '%2%35%32e%2%35%32e/x'],
    ['as deep as it is opened', `${nested(9)}/x`],
    ['deeper than it is opened', `${nested(40)}/x`],
    ['very deep', `%${'25'.repeat(4000)}2e./x`],
    ['overlong UTF-8 dots', '%c0%ae%c0%ae/x'],
    ['overlong UTF-8 dots, encoded twice', '%25c0%25ae%25c0%25ae/x'],
    ['overlong UTF-8 slash, three bytes', '..%e0%80%afx'],
    ['overlong UTF-8 slash, four bytes', '..%f0%80%80%afx'],
    ['backslash parent', '..\\x'],
    ['backslash parent inside', 'a\\..\\..\\x'],
    ['mixed separators', 'a\\../x'],
    ['encoded backslash', '..%5cx'],
    ['twice encoded backslash', '..%255cx'],
    ['NUL', 'a\0b'],
    ['encoded NUL', 'a%00b'],
    ['twice encoded NUL', 'a%2500b'],
    ['NUL hiding an extension', '../etc/passwd%00.png'],
    ['newline', 'a\nb'],
    ['encoded newline', 'a%0ab'],
    ['tab that a URL parser drops', 'a/.%09./b'],
    ['delete', 'a\x7fb'],
    ['lone surrogate', 'a\ud800b'],
    ['absolute', '/etc/passwd'],
    ['encoded absolute', '%2fetc/passwd'],
    ['twice encoded absolute', '%252fetc/passwd'],
    ['the root of the file system', '/'],
    ['host', '//host/x'],
    ['encoded host', '%2f%2fhost/x'],
    ['UNC', '\\\\host\\share'],
    ['encoded UNC', '%5c%5chost%5cshare'],
    ['rooted backslash', '\\x'],
    ['rooted backslash after a dot', './\\x'],
    ['drive', 'C:/x'],
    ['drive with backslash', 'C:\\x'],
    ['drive, encoded colon', 'C%3a/x'],
    ['drive, colon encoded twice', 'c%253a/x'],
    ['drive-relative', 'C:x'],
    ['drive alone', 'c:'],
    ['drive after a dot', './C:/x'],
    ['drive after an empty segment', './/C:/x'],
    ['file URI', 'file:///etc/passwd'],
    ['file URI without authority', 'file:/etc/passwd'],
    ['relative file URI', 'file:x'],
    ['file URI in capitals', 'FILE:x'],
    ['encoded file URI', 'file%3ax'],
    ['encoded file URI, twice', 'file%253a%252f%252fx'],
    ['file URI after a dot', './file:/x'],
    ['parent in a file URI', 'file:///../x'],
    ['fragment', 'a#b'],
    ['fragment hiding a parent', 'a#/../../b'],
    ['encoded fragment', 'a%23b'],
    ['twice encoded fragment', 'a%2523b'],
  ] as const) {
    test(why, () => {
      expect(() => parseSafePath(text)).toThrow(expect.objectContaining({ code: 'INVALID_PARAMETER_VALUE', message: 'Invalid path' }))
    })
  }

  test('a name of more than 255 bytes', () => {
    expect(() => parseSafePath(`d/${'x'.repeat(256)}`)).toThrow('Invalid path: a file or directory name may be at most 255 bytes long')
    expect(() => parseSafePath('😀'.repeat(64))).toThrow('Invalid path')
  })
})

describe('accepted', () => {
  for (const [text, path] of [
    ['', ''],
    ['.', ''],
    ['./', ''],
    ['a//b/./c', 'a/b/c'],
    ['a/', 'a'],
    ['0/3b25/artifacts/model/MLmodel', '0/3b25/artifacts/model/MLmodel'],
    ['%C3%A4%20b.txt', 'ä b.txt'],
    ['ä b.txt', 'ä b.txt'],
    ['50%25.txt', '50%.txt'],
    ['50%.txt', '50%.txt'],
    ['%zz', '%zz'],
    ['a+b.txt', 'a+b.txt'],
    ['x%3Fy.txt', 'x?y.txt'],
    ['semi;colon.txt', 'semi;colon.txt'],
    ['..;x', '..;x'],
    ['a%20b.txt', 'a b.txt'],
    ['a%2520b.txt', 'a b.txt'],
    ['a%2Fb.txt', 'a/b.txt'],
    ['%E4.txt', '\ufffd.txt'],
    ['%25E4.txt', '\ufffd.txt'],
    ['back\\slash.txt', 'back\\slash.txt'],
    ['dir/c:x.txt', 'dir/c:x.txt'],
    ['dir/file:x', 'dir/file:x'],
    ['data:x', 'data:x'],
    ['..foo', '..foo'],
    ['foo..', 'foo..'],
    ['...', '...'],
    ['. .', '. .'],
    ['.hidden', '.hidden'],
    ['~/x', '~/x'],
    [' lead', ' lead'],
    ['日本/😀', '日本/😀'],
    ['x'.repeat(255), 'x'.repeat(255)],
    ['toString/__proto__/constructor', 'toString/__proto__/constructor'],
  ] as const) {
    test(JSON.stringify(text), () => {
      expect(parseSafePath(text)).toBe(path)
      expect(parseSafePath(path), 'parsing again changes nothing').toBe(path)
    })
  }
})

test('every text that is accepted stays what it is when parsed again', () => {
  const pieces = ['.', '/', '%', '2', '5', 'e', 'f', '\\', ':', 'C', '%2e', '%25', '%c3', '%a4', ' ']
  let accepted = 0
  for (let seed = 0; seed < 20_000; seed++) {
    const text = Array.from(
      { length: 6 },
      (_, place) => pieces[Math.floor(seed / pieces.length ** (place % 4) + place * 7) % pieces.length],
    )
    const path = accept(text.join(''))
    if (path === undefined) continue
    accepted++
    expect(parseSafePath(path)).toBe(path)
    expect(path.split(/[\\/]/)).not.toContain('..')
  }
  expect(accepted).toBeGreaterThan(1000)
})

test('takes paths apart and together', () => {
  const path = joinSafePath(parseSafePath('a/b'), parseSafePath(''), parseSafePath('c'))
  expect([path, baseName(path), parentPath(path), parentPath(parentPath(parentPath(path)))]).toEqual(['a/b/c', 'c', 'a/b', ''])
})

function accept(text: string): string | undefined {
  try {
    return parseSafePath(text)
  } catch {
    return undefined
  }
}
