import { describe, expect, test } from 'vitest'
import { parseBody, parseJson } from './body.ts'
import { readJsonText } from './json-reader.ts'
import { LIMITS } from './limits.ts'
import { PythonFloat } from './python-text.ts'
import { list, object, optional, requiredText, text } from './scalars.ts'

/** A generator of the same numbers in every run. */
function randomBelow(seed: number): (limit: number) => number {
  let state = seed
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state % limit
  }
}

const PARTS = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  ' ',
  '\n',
  '"a"',
  '"\\u00e9\\n"',
  '"\\x"',
  '"',
  '\\',
  '0',
  '-0',
  '-',
  '12',
  '01',
  '1.5',
  '1.',
  '.5',
]
const MORE = ['1e5', '1E+2', '1e', '-1e-2', 'true', 'false', 'null', 'nul', '"__proto__"', '\u00a0', '"\t"', '"🧪"', '+1', '123456789']

/** JSON.parse with whole numbers beyond 2^53 as bigint. */
const exactParse = (source: string): unknown =>
  JSON.parse(source, (_key, value: unknown, { source: digits = '' }: { source?: string } = {}) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(digits) ? BigInt(digits) : value,
  )

test('texts are read as JSON.parse reads them, or refused where it refuses', () => {
  const below = randomBelow(1)
  const parts = [...PARTS, ...MORE]
  const outcome = (read: (source: string) => unknown, source: string): unknown => {
    try {
      return read(source)
    } catch {
      return 'refused'
    }
  }
  const valueOf = (depth: number): string => {
    const kind = below(depth > 4 ? 3 : 5)
    if (kind === 3) return `[${Array.from({ length: below(4) }, () => valueOf(depth + 1)).join(',')}]`
    if (kind === 4) return `{${Array.from({ length: below(4) }, (_, n) => `"k${n}" : ${valueOf(depth + 1)}`).join(' , ')}}`
    return ['"a\\tb\\ud83e"', '-12.5e-3', 'true', 'null', '""', '0', '9007199254740991', '"__proto__"'][below(8)] ?? ''
  }
  for (let round = 0; round < 5000; round++) {
    const noise = Array.from({ length: 1 + below(8) }, () => parts[below(parts.length)]).join('')
    const valid = valueOf(0)
    const cut = below(valid.length + 1)
    for (const written of [noise, valid, valid.slice(0, cut), valid.slice(0, cut) + noise + valid.slice(cut)])
      expect([written, outcome(readJsonText, written)]).toEqual([written, outcome(exactParse, written)])
  }
})

describe('numbers', () => {
  const written = (source: string) => readJsonText(source, { asWritten: true })
  test('keep whether they have a point', () => {
    expect(written('[9.0, 9, 9e0, 9.5, 1e20, -0.0]')).toEqual([
      new PythonFloat(9),
      9,
      new PythonFloat(9),
      9.5,
      new PythonFloat(1e20),
      new PythonFloat(-0),
    ])
  })
  test('have 4300 digits at most when they are whole', () => {
    expect(readJsonText('9'.repeat(4300))).toBe(10n ** 4300n - 1n)
    expect(() => readJsonText('9'.repeat(4301))).toThrow('a whole number of 4301 digits; at most 4300 are read')
    expect(readJsonText(`0.${'3'.repeat(10_000)}`)).toBe(1 / 3)
  })
})

const MIB = 1024 * 1024
const SIZE = 16 * MIB
const schema = object({ run_id: requiredText(), names: optional(list(text())) })
const bytes = (start: string, part: string, end: string): Uint8Array => {
  const times = Math.floor((SIZE - start.length - end.length) / part.length)
  return new TextEncoder().encode(start + part.repeat(times) + end)
}

/** Bodies at the size limit, and what they come to: the request, or a part of the refusal. */
const BODIES: readonly (readonly [why: string, body: Uint8Array, outcome: unknown])[] = [
  ['long numbers in an unknown field', bytes('{"run_id":"a","x":[', '12345678901234567890,', '1]}'), { run_id: 'a' }],
  ['small values and one long number', bytes('{"run_id":"a","x":[12345678901234567890', ',1', ']}'), { run_id: 'a' }],
  ['empty lists in an unknown field', bytes('{"run_id":"a","x":[[]', ',[]', ']}'), { run_id: 'a' }],
  [
    'long numbers in a list of texts',
    bytes('{"run_id":"a","names":[1', ',12345678901234567890', ']}'),
    `more than ${LIMITS.bodyValues} values`,
  ],
  ['empty objects in a list of texts', bytes('{"run_id":"a","names":[{}', ',{}', ']}'), `more than ${LIMITS.bodyValues} values`],
  ['keys in an object', bytes('{"run_id":{"":1', ',"ab":1', '}}'), `more than ${LIMITS.bodyValues} values`],
  ['one number', bytes('{"run_id":', '1', '}'), 'a whole number of'],
  ['one fraction', bytes('{"run_id":0.', '1', '}'), 'Invalid value 0.1111111111111111 for'],
  ['brackets', bytes('{"run_id":"a","x":', '[', '}'), 'nested too deep'],
  ['one text without an end', bytes('{"run_id":["', 'a', ''), 'is not valid JSON'],
  ['one long text', bytes('{"run_id":"', 'a', '"}'), { run_id: expect.stringMatching(/^a/) }],
]

describe('a body at the size limit', () => {
  for (const [why, body, outcome] of BODIES) {
    test(why, () => {
      const read = () => parseBody(schema, body)
      if (typeof outcome === 'string') expect(read).toThrow(outcome)
      else expect(read()).toEqual(outcome)
    })
  }

  test('a message shows the first 10,000 characters of its value', () => {
    const shown = `["${'a'.repeat(9998)}...`
    expect(() => parseBody(schema, bytes('{"run_id":["', 'a', '"]}'))).toThrow(`Invalid value ${shown} for parameter 'run_id'`)
  })
})

test('a message names a value as the body has it', () => {
  const message = (body: string) => () => parseBody(schema, new TextEncoder().encode(body))
  expect(message('{"run_id": 9.0}')).toThrow("Invalid value 9.0 for parameter 'run_id' supplied:  Hint: Value was of type 'float'.")
  expect(message('{"run_id": 9}')).toThrow("Invalid value 9 for parameter 'run_id' supplied:  Hint: Value was of type 'int'.")
  expect(message('{"run_id": 1e20}')).toThrow("Invalid value 1e+20 for parameter 'run_id'")
  expect(message('{"run_id": [1.0, 2, NaN]}')).toThrow("Invalid value [1.0,2,NaN] for parameter 'run_id'")
})

test('a small body that holds no long number is still bounded by its bytes alone', () => {
  expect(parseJson(new TextEncoder().encode(`[${'1,'.repeat(400_000)}1]`))).toHaveLength(400_001)
})
