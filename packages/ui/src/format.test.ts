import { expect, test } from 'vitest'
import { ago, bytes, duration, exact, number, plural, shortNumeral } from './format.ts'

for (const [value, text] of [
  [0.96444, '0.96444'],
  [0.1234567, '0.123457'],
  [1.23e-7, '1.23e-7'],
  [12345, '12,345'],
  [-0.5, '-0.5'],
  [0, '0'],
  [1.5e12, '1,500,000,000,000'],
  [1.5e22, '1.5e+22'],
  ['NaN', 'NaN'],
  ['Infinity', 'Infinity'],
  ['-Infinity', '-Infinity'],
  [6.309573444801929e-5, '6.31e-5'],
  [8.2e-7, '8.2e-7'],
  [10992.6, '10,992.6'],
  [10773, '10,773'],
  [1234567.89, '1,234,568'],
  [123456.78, '123,456.8'],
  [0.30000000000000004, '0.3'],
  [0.99999999, '1.00000'],
  [-1e-300, '-1e-300'],
] as const) {
  test(`the number ${value} reads ${text}`, () => expect(number(value)).toBe(text))
}

for (const [ms, text] of [
  [0, '0 ms'],
  [999, '999 ms'],
  [12_400, '12.4 s'],
  [165_000, '2m 45s'],
  [11_040_000, '3h 04m'],
  [190_800_000, '2d 5h'],
  [-1, ''],
] as const) {
  test(`${ms} ms last ${text || 'nothing'}`, () => expect(duration(ms)).toBe(text))
}

for (const [seconds, text] of [
  [3, 'just now'],
  [42, '42 s ago'],
  [180, '3 min ago'],
  [7200, '2 h ago'],
  [432_000, '5 d ago'],
] as const) {
  test(`${seconds} s ago reads ${text}`, () => expect(ago(1e12, 1e12 + seconds * 1000)).toBe(text))
}

test('bytes and counts', () => {
  expect([bytes(12), bytes(3482), bytes(1024 ** 3 * 150), bytes(undefined)]).toEqual(['12 B', '3.4 KiB', '150 GiB', ''])
  expect([plural(1, 'run'), plural(1204, 'run')]).toEqual(['1 run', '1,204 runs'])
})

test('the largest number is what databases make of infinity', () => {
  expect([number(Number.MAX_VALUE), number(-Number.MAX_VALUE)]).toEqual(['Infinity', '-Infinity'])
  expect([exact(-Number.MAX_VALUE), exact('NaN'), exact(0.1 + 0.2), exact(undefined)]).toEqual([
    '-Infinity',
    'NaN',
    '0.30000000000000004',
    '',
  ])
})

/** Numbers of every size, the same in every run of the tests. */
function* someNumbers(count: number): Generator<number> {
  let state = 1
  const random = (): number => (state = (state * 48271) % 2147483647) / 2147483647
  for (let index = 0; index < count; index++) {
    const value = (random() - 0.5) * 10 ** Math.floor(random() * 40 - 20)
    yield value
    yield Number(value.toPrecision(3))
    yield Math.round(value)
  }
}

test('whatever the number: its size, its sign and four digits or more stay, and six are enough', () => {
  for (const value of someNumbers(5000)) {
    const text = number(value)
    const read = Number(text.replaceAll(',', ''))
    expect(Math.abs(read - value), text).toBeLessThanOrEqual(Math.abs(value) * 5.1e-4)
    if (Math.abs(value) >= 1e-4 && Math.abs(value) < 1e9) expect(Math.abs(read - value), text).toBeLessThanOrEqual(Math.abs(value) * 5.1e-6)
    expect(text.length, text).toBeLessThanOrEqual(Number.isInteger(value) ? 20 : 12)
    const digits = text.replace(/e.*/, '').replace(/\D/g, '').replace(/^0+/, '').length
    if (!Number.isInteger(value) && Math.abs(value) < 1e6) expect(digits, text).toBeLessThanOrEqual(7)
  }
})

for (const [text, short] of [
  ['6.309573444801929e-05', '6.31e-5'],
  ['0.123456789', '0.123457'],
  ['0.001', '0.001'],
  ['1e-3', '1e-3'],
  ['0.10', '0.10'],
  ['007', '007'],
  ['12345678901', '12345678901'],
  ['1.2.3', '1.2.3'],
  ['adam', 'adam'],
  ['', ''],
] as const)
  test(`the param ${JSON.stringify(text)} reads ${short}`, () => expect(shortNumeral(text)).toBe(short))
