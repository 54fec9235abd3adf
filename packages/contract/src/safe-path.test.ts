import { describe, expect, test } from 'vitest'
import { baseName, decodePath, joinSafePath, mlflowReading, parentPath, parseRequestedPath, parseSafePath } from './safe-path.ts'

/** As an address is read. */
const parseAddress = (text: string) => parseRequestedPath(decodePath(text))
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
    ['NUL hiding an extension', '../etc/passwd%00.png'],
    ['tab that a URL parser drops', 'a/.%09./b'],
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
    ['fragment hiding a parent', 'a#/../../b'],
  ] as const) {
    test(why, () => {
      expect(() => parseAddress(text)).toThrow(
        expect.objectContaining({ code: 'INVALID_PARAMETER_VALUE', message: expect.stringMatching(/^Invalid path/) as string }),
      )
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
    ['a%09b%0Ac%7f', 'a\tb\nc\x7f'],
    ['a%23b.txt', 'a#b.txt'],
    ['a%2523b.txt', 'a%23b.txt'],
    ['a%2500b', 'a%00b'],
    ['x%2517.png', 'x%17.png'],
    ['c:x.txt', 'c:x.txt'],
    ['c:', 'c:'],
    ['x%2e%2e.txt', 'x...txt'],
    ['100%2541', '100%41'],
    ['ä b.txt', 'ä b.txt'],
    ['50%25.txt', '50%.txt'],
    ['50%.txt', '50%.txt'],
    ['%zz', '%zz'],
    ['a+b.txt', 'a+b.txt'],
    ['x%3Fy.txt', 'x?y.txt'],
    ['semi;colon.txt', 'semi;colon.txt'],
    ['..;x', '..;x'],
    ['a%20b.txt', 'a b.txt'],
    ['a%2520b.txt', 'a%20b.txt'],
    ['a%2Fb.txt', 'a/b.txt'],
    ['a%252Fb.txt', 'a%2Fb.txt'],
    ['%E4.txt', '\ufffd.txt'],
    ['%25E4.txt', '%E4.txt'],
    ['x%c0%ae.txt', 'x\ufffd\ufffd.txt'],
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
      expect(parseAddress(text)).toBe(path)
      expect(parseSafePath(path), 'as a name it is not decoded again').toBe(path)
    })
  }
})

test('every text that is accepted is a name that never leads upwards, however often it is decoded', () => {
  const pieces = ['.', '/', '%', '2', '5', 'e', 'f', '\\', ':', 'C', '%2e', '%25', '%c3', '%a4', ' ', '\t']
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
    for (let form: string = path, before = ''; form !== before; before = form, form = decodePath(form)) {
      expect(form.split(/[\\/]/)).not.toContain('..')
    }
  }
  expect(accepted).toBeGreaterThan(1000)
})

describe('a name is data', () => {
  for (const name of [
    'a%20b',
    '%2e%2e',
    '..%2fx',
    '%2fetc',
    'a%',
    '%zz',
    'c:\\x',
    '\\x',
    'file:x',
    'a#b?c;d',
    '\t',
    '\x17',
    '%c0%ae',
    'x%2500',
  ]) {
    test(JSON.stringify(name), () => expect(parseSafePath(name)).toBe(name))
  }
  for (const name of ['..', 'a/..', '..\\x', '/x', 'a\0', '\ud800']) {
    test(`but not ${JSON.stringify(name)}`, () => expect(() => parseSafePath(name)).toThrow('Invalid path'))
  }
})

test('a random name comes back from its encoded form, and is another name when encoded twice', () => {
  const pieces = [
    '%',
    '25',
    '17',
    '%20',
    ' ',
    '+',
    '#',
    '?',
    ':',
    'c:',
    '\t',
    '\n',
    '\x7f',
    '&',
    'e\u0301',
    'é',
    '\u202e',
    '😀',
    '.',
    '_',
    'a',
    '%zz',
    '~',
  ]
  let accepted = 0
  for (let seed = 1, state = 7; seed < 5000; seed++) {
    const name = Array.from({ length: 1 + (seed % 5) }, () => pieces[(state = (state * 48_271) % 2_147_483_647) % pieces.length]).join('')
    if (accept(encodeURIComponent(name)) === undefined) continue
    accepted++
    expect(parseAddress(encodeURIComponent(name))).toBe(name === '.' ? '' : name)
    const twice = encodeURIComponent(encodeURIComponent(name))
    if (name !== '.' && accept(twice) !== undefined) expect(parseAddress(twice)).toBe(encodeURIComponent(name))
  }
  expect(accepted).toBeGreaterThan(4000)
})

test('the escapes of control characters can stay', () => {
  expect(decodePath('x%17%7F%00%20%C3%A4%25.png', { keepControls: true })).toBe('x%17%7f%00 ä%.png')
})

test('the reading of MLflow', () => {
  expect(['a%2520b', 'x%17', 'x\x17', 'a\tb', 'a b', '%zz', 'k%step%1%timestamp%1796'].map(mlflowReading)).toEqual([
    'a b',
    'x%17',
    'x%17',
    'ab',
    'a b',
    '%zz',
    'k%step%1%timestamp%1796',
  ])
})

test('takes paths apart and together', () => {
  const path = joinSafePath(parseSafePath('a/b'), parseSafePath(''), parseSafePath('c'))
  expect([path, baseName(path), parentPath(path), parentPath(parentPath(parentPath(path)))]).toEqual(['a/b/c', 'c', 'a/b', ''])
})

function accept(text: string): string | undefined {
  try {
    return parseAddress(text)
  } catch {
    return undefined
  }
}
