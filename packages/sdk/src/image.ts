import { MlflowError } from './errors.ts'
import { randomHex } from './runtime.ts'

/**
 * Pixels, row by row from the top: `channels` bytes each (1 gray, 3 RGB, 4 RGBA), as a canvas has them.
 *
 * @example const red: Pixels = { width: 1, height: 1, channels: 3, data: new Uint8Array([255, 0, 0]) }
 */
export interface Pixels {
  /** Pixels of a row. */
  readonly width: number
  /** Rows. */
  readonly height: number
  /** `width` x `height` x `channels` bytes. */
  readonly data: Uint8Array | Uint8ClampedArray
  /** 4 when absent. */
  readonly channels?: 1 | 3 | 4
}

/**
 * A picture: pixels, or the bytes of a PNG, JPEG or WebP file.
 *
 * @example const picture: Picture = new Blob([new Uint8Array([1])], { type: 'image/png' })
 */
export type Picture = Pixels | Uint8Array<ArrayBuffer> | Blob

/** Name under which the pages of runs find a picture of a step. A slash in the key becomes ~: servers refuse the # of the Python client. */
export function steppedImagePath(key: string, step: number, timestamp: number): string {
  return `images/${key.replaceAll('/', '~')}+step+${step}+timestamp+${timestamp}+${randomHex()}.png`
}

/** The bytes to store: pixels become a PNG file. @throws MlflowError INVALID_PARAMETER_VALUE when pixels are missing */
export async function imageFile(picture: Picture): Promise<Blob> {
  if (picture instanceof Blob) return picture
  if (picture instanceof Uint8Array) return new Blob([picture])
  return png(picture)
}

const COLOR_TYPE = { 1: 0, 3: 2, 4: 6 } as const

async function png({ width, height, data, channels = 4 }: Pixels): Promise<Blob> {
  if (!(width > 0 && height > 0) || data.length !== width * height * channels) {
    throw new MlflowError('INVALID_PARAMETER_VALUE', `${data.length} bytes are not ${width} x ${height} pixels of ${channels}.`)
  }
  const line = width * channels
  // Each line begins with the number of its filter: none.
  const lines = new Uint8Array((line + 1) * height)
  for (let y = 0; y < height; y++) lines.set(data.subarray(y * line, (y + 1) * line), y * (line + 1) + 1)
  const header = new DataView(new ArrayBuffer(13))
  header.setUint32(0, width)
  header.setUint32(4, height)
  header.setUint8(8, 8)
  header.setUint8(9, COLOR_TYPE[channels])
  const compressed = await new Response(new Blob([lines]).stream().pipeThrough(new CompressionStream('deflate'))).arrayBuffer()
  const signature = new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10])
  const chunks = [chunk('IHDR', new Uint8Array(header.buffer)), chunk('IDAT', new Uint8Array(compressed)), chunk('IEND', new Uint8Array())]
  return new Blob([signature, ...chunks], { type: 'image/png' })
}

function chunk(type: string, data: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(data.length + 12)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, data.length)
  bytes.set(new TextEncoder().encode(type), 4)
  bytes.set(data, 8)
  view.setUint32(data.length + 8, crc32(bytes.subarray(4, data.length + 8)))
  return bytes
}

function crc32(bytes: Uint8Array): number {
  let crc = ~0
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (0xed_b8_83_20 & -(crc & 1))
  }
  return ~crc >>> 0
}
