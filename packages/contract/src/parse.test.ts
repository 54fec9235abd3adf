import type { TObject } from 'typebox'
import { describe, expect, test } from 'vitest'
import { MlflowError } from './errors.ts'
import { parseRequest, queryToBody } from './parse.ts'
import { double, flag, int32, int64, list, names, object, optional, requiredText, text, Type } from './scalars.ts'

const HINT = 'See the API docs for more information about request parameters.'
const missing = (path: string) => `Missing value for required parameter '${path}'. ${HINT}`
const wrong = (shown: string, path: string, type: string) =>
  `Invalid value ${shown} for parameter '${path}' supplied:  Hint: Value was of type '${type}'. ${HINT}`

/** What a schema makes of a body: the value, or the message of the refusal. */
function parsed(schema: TObject, body: unknown): unknown {
  try {
    return parseRequest(schema, body)
  } catch (error) {
    if (!(error instanceof MlflowError)) throw error
    expect(error.code).toBe('INVALID_PARAMETER_VALUE')
    return error.message
  }
}

const MAX = 2n ** 63n - 1n
const MIN = -(2n ** 63n)

describe('one value', () => {
  const color = names({ RED: 1, BLUE: 2 })
  for (const [kind, field, cases] of [
    [
      'a text',
      optional(text()),
      [
        ['x', 'x'],
        ['', ''],
        ['ключ 🧪', 'ключ 🧪'],
        ['a\0b', 'a\0b'],
        [5, wrong('5', 'f', 'int')],
        [1.5, wrong('1.5', 'f', 'float')],
        [false, wrong('false', 'f', 'bool')],
        [['x'], wrong('["x"]', 'f', 'list')],
        [{ b: 1, a: 'é' }, wrong('{"a":"\\u00e9","b":1}', 'f', 'dict')],
        ['\ud800', `Invalid value "\\ud800" for parameter 'f' supplied: The text holds a lone surrogate, which has no UTF-8 form.`],
        ['a\udc00b', `Invalid value "a\\udc00b" for parameter 'f' supplied: The text holds a lone surrogate, which has no UTF-8 form.`],
      ],
    ],
    [
      'a whole number of 64 bits',
      optional(int64()),
      [
        [0, 0],
        [-5, -5],
        ['12', 12],
        ['+12', 12],
        ['-9007199254740993', -9007199254740993n],
        [MAX, MAX],
        [MIN, MIN],
        [String(MAX), MAX],
        [String(MIN), MIN],
        [true, 1],
        [false, 0],
        [3, 3],
        [1e15, 1e15],
        [MAX + 1n, wrong('9223372036854775808', 'f', 'int')],
        [MIN - 1n, wrong('-9223372036854775809', 'f', 'int')],
        ['9223372036854775808', wrong('"9223372036854775808"', 'f', 'str')],
        [1.5, wrong('1.5', 'f', 'float')],
        ['1.5', wrong('"1.5"', 'f', 'str')],
        ['1e3', wrong('"1e3"', 'f', 'str')],
        ['0x10', wrong('"0x10"', 'f', 'str')],
        ['', wrong('""', 'f', 'str')],
        [' 1', wrong('" 1"', 'f', 'str')],
        ['1'.repeat(5000), wrong(`"${'1'.repeat(5000)}"`, 'f', 'str')],
        [[], wrong('[]', 'f', 'list')],
      ],
    ],
    [
      'a whole number of 32 bits',
      optional(int32()),
      [
        [2147483647, 2147483647],
        ['-2147483648', -2147483648],
        [2147483648, wrong('2147483648', 'f', 'int')],
        [-2147483649, wrong('-2147483649', 'f', 'int')],
        ['2147483648', wrong('"2147483648"', 'f', 'str')],
      ],
    ],
    [
      'a double',
      optional(double()),
      [
        [1.5, 1.5],
        [-0, -0],
        [NaN, NaN],
        [-Infinity, -Infinity],
        [10n ** 30n, 1e30],
        ['1.5', 1.5],
        ['-1e-3', -0.001],
        ['.5', 0.5],
        ['5.', 5],
        ['NaN', NaN],
        ['nan', NaN],
        ['Infinity', Infinity],
        ['inf', Infinity],
        ['-Infinity', -Infinity],
        ['-inf', -Infinity],
        ...['Inf', '+Inf', 'inf', 'INFINITY', '+infinity', ' Infinity\n'].map((word) => [word, Infinity] as const),
        ...['-Inf', '-infinity', '-INF'].map((word) => [word, -Infinity] as const),
        ...['NAN', '+nan', '-NaN'].map((word) => [word, NaN] as const),
        ['1_000.2_5e1_0', 1000.25e10],
        [' 1.5 ', 1.5],
        ['1e400', Infinity],
        ['1__0', wrong('"1__0"', 'f', 'str')],
        ['_1', wrong('"_1"', 'f', 'str')],
        ['1_', wrong('"1_"', 'f', 'str')],
        ['infinit', wrong('"infinit"', 'f', 'str')],
        ['--inf', wrong('"--inf"', 'f', 'str')],
        ['9'.repeat(10_001), wrong(`"${'9'.repeat(9999)}...`, 'f', 'str')],
        [true, 1],
        ['', wrong('""', 'f', 'str')],
        ['one', wrong('"one"', 'f', 'str')],
        ['0x1', wrong('"0x1"', 'f', 'str')],
        ['1e', wrong('"1e"', 'f', 'str')],
        ['__proto__', wrong('"__proto__"', 'f', 'str')],
        [{}, wrong('{}', 'f', 'dict')],
      ],
    ],
    [
      'a name out of a set',
      optional(color),
      [
        ['RED', 'RED'],
        [2, 'BLUE'],
        ['2', 'BLUE'],
        ['red', wrong('"red"', 'f', 'str')],
        [3, wrong('3', 'f', 'int')],
        ['toString', wrong('"toString"', 'f', 'str')],
        [true, wrong('true', 'f', 'bool')],
        [[1], wrong('[1]', 'f', 'list')],
      ],
    ],
    [
      'a flag',
      optional(flag()),
      [
        [true, true],
        [false, false],
        ['true', wrong('"true"', 'f', 'str')],
        [1, wrong('1', 'f', 'int')],
      ],
    ],
    [
      'a list of texts',
      optional(list(text())),
      [
        [[], []],
        [
          ['a', ''],
          ['a', ''],
        ],
        [['a', 1], wrong('1', 'f[1]', 'int')],
        [[null], wrong('null', 'f[0]', 'NoneType')],
        ['a', wrong('"a"', 'f', 'str')],
        [{}, wrong('{}', 'f', 'dict')],
      ],
    ],
    [
      'a list that is refused whole',
      optional(list(text(), { refuseItems: 'whole', maxItems: 2 })),
      [
        [['a', 1], wrong('["a",1]', 'f', 'list')],
        [['a', 'b', 'c'], wrong('["a","b","c"]', 'f', 'list')],
      ],
    ],
    [
      'a map of texts',
      optional(Type.Record(Type.String(), Type.String())),
      [
        [{ a: 'b' }, { a: 'b' }],
        [{ a: 1 }, wrong('1', 'f.a', 'int')],
        [[], wrong('[]', 'f', 'list')],
      ],
    ],
  ] as const) {
    describe(kind, () => {
      const schema = object({ f: field })
      for (const [given, expected] of cases) {
        const shown = typeof given === 'bigint' ? `${given}n` : (JSON.stringify(given) ?? 'undefined')
        test(`${shown.slice(0, 40)} ${typeof expected === 'string' && expected.startsWith('Invalid') ? 'is refused' : 'is taken'}`, () => {
          const answer = parsed(schema, { f: given })
          expect(typeof answer === 'object' ? (answer as { f: unknown }).f : answer).toEqual(expected)
        })
      }
      test('null and absent are absent', () => {
        expect(parsed(schema, { f: null })).toEqual({})
        expect(parsed(schema, {})).toEqual({})
      })
    })
  }
})

describe('texts with rules', () => {
  for (const [why, options, given, expected] of [
    ['the longest', { maxLength: 3 }, 'abc', 'abc'],
    ['the longest in code points', { maxLength: 3 }, '🧪🧪🧪', '🧪🧪🧪'],
    ['one code point too long', { maxLength: 3 }, '🧪🧪🧪🧪', "'f' exceeds the maximum length of 3 characters"],
    ['a label of its own', { maxLength: 3, label: 'Metric name' }, 'abcd', "'Metric name' exceeds the maximum length of 3 characters"],
    ['a value that is cut where it is stored', { cutAt: 2 }, 'a🧪b', 'a🧪b'],
    ['a form that fits', { pattern: '^m-[0-9]+$' }, 'm-1', 'm-1'],
    [
      'a form that does not',
      { pattern: '^m-[0-9]+$' },
      'm-x',
      `Invalid value "m-x" for parameter 'f' supplied: It does not have the form of such an id.`,
    ],
  ] as const) {
    test(why, () => {
      const answer = parsed(object({ f: optional(text(options)) }), { f: given })
      expect(typeof answer === 'object' ? (answer as { f: unknown }).f : answer).toBe(expected)
    })
  }
})

describe('fields', () => {
  const item = object({ key: requiredText(), value: optional(text()), at: int64({ required: true }) })
  const schema = object({ run_id: requiredText(), max_results: optional(int64()), items: optional(list(item)), s3_uri_2: optional(text()) })
  for (const [why, body, expected] of [
    ['camelCase', { runId: 'a', maxResults: 2 }, { run_id: 'a', max_results: 2 }],
    ['camelCase before digits', { run_id: 'a', s3Uri2: 'x' }, { run_id: 'a', s3_uri_2: 'x' }],
    ['camelCase within lists', { run_id: 'a', items: [{ key: 'k', at: '5' }] }, { run_id: 'a', items: [{ key: 'k', at: 5 }] }],
    ['unknown ones are ignored', { run_id: 'a', nobody: { knows: 1 } }, { run_id: 'a' }],
    ['both spellings', { run_id: 'a', runId: 'a' }, "Request specifies both 'run_id' and 'runId'; provide only one of them."],
    ['both spellings, one null', { run_id: null, runId: 'a' }, "Request specifies both 'run_id' and 'runId'; provide only one of them."],
    ['a required one absent', {}, missing('run_id')],
    ['a required one null', { run_id: null }, missing('run_id')],
    ['a required one empty', { run_id: '' }, missing('run_id')],
    ['a required one of an item absent', { run_id: 'a', items: [{ key: 'k', at: 1 }, { key: 'k' }] }, missing('items[1].at')],
    ['a required one of an item empty', { run_id: 'a', items: [{ key: '', at: 1 }] }, missing('items[0].key')],
    ['the first that does not fit', { run_id: 1, max_results: 'x' }, wrong('1', 'run_id', 'int')],
    ['a body of text is parsed once more', '{"run_id": "a"}', { run_id: 'a' }],
    ['a body of text that is no JSON', '{"run_id', 'The request body is not valid JSON.'],
    ['a body of text that holds a list', '[1]', "The request body must be a JSON object, got a value of type 'list'."],
    ['a list', [], "The request body must be a JSON object, got a value of type 'list'."],
    ['a number', 5, "The request body must be a JSON object, got a value of type 'int'."],
    ['a flag', true, "The request body must be a JSON object, got a value of type 'bool'."],
    ['null is an empty body', null, missing('run_id')],
  ] as const) {
    test(why, () => expect(parsed(schema, body)).toEqual(expected))
  }

  test('keys of JSON text that are called __proto__ set nothing', () => {
    expect(parsed(schema, JSON.parse('{"run_id": "a", "__proto__": {"max_results": 5}}'))).toEqual({ run_id: 'a' })
    expect(({} as Record<string, unknown>)['max_results']).toBeUndefined()
  })

  test('an empty text is no value of a required text or double, and one of the wrong type elsewhere', () => {
    const required = (field: TObject['properties'][string]) => parsed(object({ f: field }), { f: '' })
    expect(required(requiredText())).toBe(missing('f'))
    expect(required(double({ required: true }))).toBe(missing('f'))
    expect(required(int64({ required: true }))).toBe(wrong('""', 'f', 'str'))
    expect(required(list(text(), { required: true }))).toBe(wrong('""', 'f', 'str'))
  })

  const renamed = object({ run_id: requiredText() }, { aliases: { run_uuid: 'run_id' } })
  for (const [why, body, expected] of [
    ['the old name', { run_uuid: 'old' }, { run_id: 'old' }],
    ['the new name wins', { run_uuid: 'old', run_id: 'new' }, { run_id: 'new' }],
    ['the old name where the new one is null', { run_uuid: 'old', run_id: null }, { run_id: 'old' }],
    ['neither', {}, missing('run_id')],
    ['the old name holds another type', { run_uuid: 5 }, wrong('5', 'run_id', 'int')],
  ] as const) {
    test(`${why} of a field with two names`, () => expect(parsed(renamed, body)).toEqual(expected))
  }
})

describe('queries', () => {
  const schema = object(
    { run_id: optional(text()), max_results: optional(int64()), order_by: optional(list(text())), archived: optional(flag()) },
    { aliases: { run_uuid: 'run_id' } },
  )
  for (const [query, expected] of [
    ['', {}],
    ['run_id=a%20b', { run_id: 'a b' }],
    ['run_id=a+b', { run_id: 'a b' }],
    ['run_id=first&run_id=second', { run_id: 'first' }],
    ['runId=a', { run_id: 'a' }],
    ['run_uuid=a', { run_id: 'a' }],
    ['max_results=5', { max_results: 5 }],
    ['order_by=a&order_by=b,c', { order_by: ['a', 'b,c'] }],
    ['archived=TRUE', { archived: true }],
    ['archived=false', { archived: false }],
    ['archived=1', wrong('"1"', 'archived', 'str')],
    ['archived=', wrong('""', 'archived', 'str')],
    ['max_results=x', wrong('"x"', 'max_results', 'str')],
    ['run_id=a&runId=b', "Request specifies both 'run_id' and 'runId'; provide only one of them."],
    ['nobody=knows&__proto__=x', {}],
  ] as const) {
    test(query || 'an empty one', () => {
      const read = () => {
        try {
          return queryToBody(schema, new URLSearchParams(query))
        } catch (error) {
          return (error as MlflowError).message
        }
      }
      const body = read()
      expect(typeof body === 'string' ? body : parsed(schema, body)).toEqual(expected)
    })
  }
})
