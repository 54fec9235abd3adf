import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { type Endpoint, endpoints } from './index.ts'
import { int32, int64, list, object, optional, text } from './scalars.ts'

/** A schema as text: keys in order, nothing left out but descriptions, which are not on the wire. */
function canonical(value: unknown, key = ''): string {
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => canonical(item))
    return `[${(key === 'required' ? items.toSorted() : items).join(',')}]`
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value)
      .filter(([name, item]) => !(name === 'description' && typeof item === 'string') && item !== undefined)
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
    return `{${entries.map(([name, item]) => `${JSON.stringify(name)}:${canonical(item, name)}`).join(',')}}`
  }
  if (typeof value === 'function' || typeof value === 'symbol') throw new Error(`a schema holds a ${typeof value} under ${key}`)
  return typeof value === 'bigint' ? `${value}n` : JSON.stringify(value)
}

const hash = (value: unknown): string => createHash('sha256').update(canonical(value)).digest('hex').slice(0, 12)

const lineOf = ({ name, method, path, prefixes, request, response, errors }: Endpoint): string =>
  `${method} ${path} ${hash({ prefixes, request, response, errors: errors.toSorted() })} ${name}`

test('the wire is the recorded one', async () => {
  const lines = endpoints.map(lineOf).toSorted()
  const message =
    'The wire changed. If every line of the difference is meant, record it: npx vitest run packages/contract/src/contract-hash.test.ts -u'
  await expect(`${lines.join('\n')}\n`, message).toMatchFileSnapshot('./contract-hashes.txt')
})

const schema = object({ run_id: text({ maxLength: 3 }), steps: optional(list(object({ step: int64() }))) })
for (const [change, other] of [
  ['a keyword', object({ run_id: text({ maxLength: 4 }), steps: optional(list(object({ step: int64() }))) })],
  ['a nested type', object({ run_id: text({ maxLength: 3 }), steps: optional(list(object({ step: int32() }))) })],
  ['a nested optional field', object({ run_id: text({ maxLength: 3 }), steps: optional(list(object({ step: optional(int64()) }))) })],
  ['a required field', object({ run_id: text({ maxLength: 3 }), steps: list(object({ step: int64() })) })],
  ['a new field', object({ run_id: text({ maxLength: 3 }), steps: optional(list(object({ step: int64() }))), a: text() })],
] as const) {
  test(`the hash tells ${change}`, () => {
    expect(hash(other)).not.toBe(hash(schema))
  })
}

test('the hash leaves descriptions and the order of fields aside', () => {
  const other = object({
    steps: optional(list(object({ step: int64({ description: 'counted from 0' }) }))),
    run_id: text({ maxLength: 3, description: '32 hex digits' }),
  })
  expect(hash(other)).toBe(hash(schema))
})
