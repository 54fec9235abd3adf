import { deflateRawSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { formatOf, isPickle, summarize, type SummaryFormat } from './summarize.ts'

const text = (value: string): Uint8Array => new TextEncoder().encode(value)
const join = (...parts: Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts))

function npy(descr: string, shape: string, version = 1, order = 'False'): Uint8Array {
  const header = text(`{'descr': ${descr}, 'fortran_order': ${order}, 'shape': ${shape}, }`)
  const length = new Uint8Array(version === 1 ? 2 : 4)
  new DataView(length.buffer).setUint16(0, header.length, true)
  return join(new Uint8Array([0x93]), text('NUMPY'), new Uint8Array([version, 0]), length, header, new Uint8Array(64))
}

function zip(files: Readonly<Record<string, Uint8Array>>, { pack = false, long = false } = {}): Uint8Array {
  const [parts, directory]: [Uint8Array[], Uint8Array[]] = [[], []]
  let offset = 0
  for (const [name, data] of Object.entries(files)) {
    const packed = pack ? deflateRawSync(data) : data
    const label = text(name)
    const [local, entry] = [Buffer.alloc(30), Buffer.alloc(46)]
    local.writeUInt32LE(0x04034b50, 0)
    local.writeUInt16LE(label.length, 26)
    entry.writeUInt32LE(0x02014b50, 0)
    entry.writeUInt16LE(pack ? 8 : 0, 10)
    entry.writeUInt32LE(long ? 0xffffffff : packed.length, 20)
    entry.writeUInt32LE(long ? 0xffffffff : data.length, 24)
    entry.writeUInt16LE(label.length, 28)
    const extra = Buffer.alloc(long ? 20 : 0)
    if (long) {
      extra.writeUInt16LE(1, 0)
      extra.writeUInt16LE(16, 2)
      extra.writeBigUInt64LE(BigInt(data.length), 4)
      extra.writeBigUInt64LE(BigInt(packed.length), 12)
    }
    entry.writeUInt16LE(extra.length, 30)
    entry.writeUInt32LE(offset, 42)
    parts.push(local, label, packed)
    directory.push(entry, label, extra)
    offset += 30 + label.length + packed.length
  }
  const table = join(...directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(Object.keys(files).length, 10)
  end.writeUInt32LE(table.length, 12)
  end.writeUInt32LE(offset, 16)
  return join(...parts, table, end)
}

function safetensors(header: object | string): Uint8Array {
  const json = text(typeof header === 'string' ? header : JSON.stringify(header))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(json.length))
  return join(length, json, new Uint8Array(64))
}

/** Sums up, and tells which bytes were read of how many. */
async function sum(bytes: Uint8Array, format: SummaryFormat | undefined = formatOf(bytes, 'safetensors')) {
  if (!format) throw new Error('no format')
  let most = 0
  const read = async (start: number, end: number): Promise<Uint8Array> => {
    most += Math.max(0, Math.min(end, bytes.length) - start)
    return bytes.slice(start, end)
  }
  return { ...(await summarize(format, read, bytes.length)), read: most }
}

test('an array', async () => {
  const { title, facts } = await sum(npy("'<f4'", '(3, 28, 28)'))
  expect([title, Object.fromEntries(facts)]).toEqual([
    'NumPy array',
    { Type: 'float32', Shape: '3 × 28 × 28', Values: '2,352', Order: 'rows first (C)' },
  ])
})

test.each([
  ["'>i8'", '()', 'int64 (big-endian)', 'one value'],
  ["'|b1'", '(5,)', 'bool', '5'],
  ["'<U10'", '(0, 2)', 'text, 10 characters', '0 × 2'],
  ["'|O'", '(1,)', 'object', '1'],
  ["[('x', '<f4'), ('y', '<i2')]", '(7,)', "[('x', '<f4'), ('y', '<i2')]", '7'],
  ["'<M8[ns]'", '(2L,)', 'datetime', '2'],
])('an array of %s and %s', async (descr, shape, dtype, shown) => {
  for (const version of [1, 2, 3])
    expect((await sum(npy(descr, shape, version))).facts.slice(0, 2).map(([, value]) => value)).toEqual([dtype, shown])
})

describe.each([
  ['stored', {}],
  ['deflated', { pack: true }],
  ['with long sizes', { long: true }],
])('an archive of arrays, %s', (_how, how) => {
  test('lists them', async () => {
    const { title, rows } = await sum(zip({ 'x.npy': npy("'<f8'", '(10, 2)'), 'labels/y.npy': npy("'<i4'", '(10,)') }, how))
    expect(title).toBe('NumPy arrays')
    expect(rows.map((row) => row.slice(0, 4))).toEqual([
      ['x', 'float64', '10 × 2', 20],
      ['labels/y', 'int32', '10', 10],
    ])
  })
})

test('a PyTorch archive is summed up without its pickle, and any other ZIP by its directory', async () => {
  const { title, facts, note, rows } = await sum(
    zip({
      'net/data.pkl': text('never read'),
      'net/data/0': new Uint8Array(4000),
      'net/data/1': new Uint8Array(96),
      'net/version': text('3'),
    }),
  )
  expect([title, facts[0], rows.length]).toEqual(['PyTorch archive', ['Storages of tensors', '2, 4.0 KiB'], 4])
  expect(note).toContain('not opened')
  const plain = await sum(zip({ 'a.txt': text('hello'), 'folder/': new Uint8Array() }, { pack: true }))
  expect([plain.title, plain.rows]).toEqual(['ZIP archive', [['a.txt', 5, 7]]])
  expect((await sum(zip({}))).rows).toEqual([])
})

test('of a large archive the directory alone is read', async () => {
  const { read } = await sum(zip({ 'net/data.pkl': new Uint8Array(10), 'net/data/0': new Uint8Array(2_000_000) }))
  expect(read).toBeLessThan(200_000)
})

test('gzip tells its size unpacked and its name', async () => {
  const packed = gzipSync(Buffer.alloc(5000))
  expect((await sum(new Uint8Array(packed))).facts).toEqual([['Unpacked', '4.9 KiB']])
  const named = join(new Uint8Array([0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3]), text('data.csv\0'), new Uint8Array(packed.subarray(10)))
  expect((await sum(named)).facts[0]).toEqual(['Packed file', 'data.csv'])
})

test('safetensors: tensors, parameters, notes', async () => {
  const header = { __metadata__: { format: 'pt' }, 'layer.weight': { dtype: 'F16', shape: [4, 8], data_offsets: [0, 64] }, odd: 3 }
  const { title, facts, rows } = await sum(safetensors(header))
  expect([title, facts]).toEqual([
    'Safetensors',
    [
      ['Tensors', '1'],
      ['Parameters', '32'],
      ['format', 'pt'],
    ],
  ])
  expect(rows).toEqual([['layer.weight', 'F16', '4 × 8', 32, 64]])
})

const whole = zip({ 'x.txt': text('hello') })
test.each<[what: string, bytes: Uint8Array, format: SummaryFormat]>([
  ['an archive that is cut off', whole.slice(0, -20), 'zip'],
  ['an archive whose directory is elsewhere', join(whole.slice(0, -6), new Uint8Array([255, 255, 0, 0, 0, 0])), 'zip'],
  ['an array that is cut off', npy("'<f4'", '(3,)').slice(0, 30), 'npy'],
  ['an array without a shape', npy("'<f4'", 'x'), 'npy'],
  [
    'safetensors with a header that is too long',
    join(new Uint8Array([255, 255, 255, 255, 255, 255, 255, 255]), new Uint8Array(50)),
    'safetensors',
  ],
  ['safetensors without JSON', safetensors('{nonsense'), 'safetensors'],
  ['gzip that is cut off', new Uint8Array([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]), 'gzip'],
])('%s is refused', async (_what, bytes, format) => {
  await expect(sum(bytes, format)).rejects.toThrow()
})

test('what is summed up is known by its first bytes', () => {
  expect(formatOf(npy("'<f4'", '(3,)'), 'npy')).toBe('npy')
  expect(formatOf(whole, 'pt')).toBe('zip')
  expect(formatOf(new Uint8Array(gzipSync('x')), 'gz')).toBe('gzip')
  expect(formatOf(safetensors({}), 'safetensors')).toBe('safetensors')
  expect(formatOf(safetensors({}), 'bin')).toBeUndefined()
  expect(formatOf(text('hello there'), 'txt')).toBeUndefined()
  expect([isPickle(new Uint8Array([0x80, 4, 0x95])), isPickle(text('x'))]).toEqual([true, false])
})
