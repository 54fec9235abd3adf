import { inflateSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { type Pixels, imageFile, steppedImagePath } from './image.ts'

/** The parts of a PNG file by name, and its rows as they were before compression. */
async function partsOf(pixels: Pixels) {
  const bytes = Buffer.from(await (await imageFile(pixels)).arrayBuffer())
  const parts: Record<string, Buffer> = {}
  for (let at = 8; at < bytes.length;) {
    const length = bytes.readUInt32BE(at)
    parts[bytes.toString('latin1', at + 4, at + 8)] = bytes.subarray(at + 8, at + 8 + length)
    at += length + 12
  }
  return { bytes, header: [...(parts['IHDR'] ?? [])], rows: [...inflateSync(parts['IDAT'] ?? Buffer.alloc(0))], names: Object.keys(parts) }
}

for (const [what, pixels, color, rows] of [
  ['gray', { width: 2, height: 2, channels: 1, data: new Uint8Array([1, 2, 3, 4]) }, 0, [0, 1, 2, 0, 3, 4]],
  ['RGB', { width: 1, height: 2, channels: 3, data: new Uint8Array([1, 2, 3, 4, 5, 6]) }, 2, [0, 1, 2, 3, 0, 4, 5, 6]],
  ['a canvas', { width: 1, height: 1, data: new Uint8ClampedArray([1, 2, 3, 255]) }, 6, [0, 1, 2, 3, 255]],
] as [string, Pixels, number, number[]][]) {
  test(`${what}: header, rows and checksums of a PNG`, async () => {
    const file = await partsOf(pixels)
    expect(file.names).toEqual(['IHDR', 'IDAT', 'IEND'])
    expect(file.header).toEqual([0, 0, 0, pixels.width, 0, 0, 0, pixels.height, 8, color, 0, 0, 0])
    expect(file.rows).toEqual(rows)
    // The last part is the same in every PNG, with its checksum.
    expect(file.bytes.subarray(-12).toString('hex')).toBe('0000000049454e44ae426082')
  })
}

describe('what is a file already stays as it is', () => {
  test('bytes', async () => {
    const bytes = new Uint8Array([1, 2, 3])
    expect(new Uint8Array(await (await imageFile(bytes)).arrayBuffer())).toEqual(bytes)
  })
  test('a Blob', async () => {
    const blob = new Blob(['x'], { type: 'image/webp' })
    expect(await imageFile(blob)).toBe(blob)
  })
})

for (const [why, pixels] of [
  ['too few bytes', { width: 2, height: 2, data: new Uint8Array(15) }],
  ['too many bytes', { width: 1, height: 1, channels: 1, data: new Uint8Array(2) }],
  ['no pixels', { width: 0, height: 0, data: new Uint8Array() }],
] as [string, Pixels][]) {
  test(`${why} are refused`, () => expect(imageFile(pixels)).rejects.toMatchObject({ code: 'INVALID_PARAMETER_VALUE' }))
}

test('a picture of a step lies where the pages of runs look', () => {
  expect(steppedImagePath('val/map', 4, 1000)).toMatch(/^images\/val~map\+step\+4\+timestamp\+1000\+[0-9a-f]{32}\.png$/)
})
