import { type ReadBytes, size64, viewOf } from './read-bytes.ts'

/** A file inside of a ZIP archive. */
export interface ZipEntry {
  name: string
  /** Bytes, unpacked and packed. */
  size: number
  packed: number
  /** 0: stored, 8: deflated, others by their number. */
  method: number
  isEncrypted: boolean
  /** Where its own header begins. */
  offset: number
}

const END = 0x06054b50
const END_64 = 0x06064b50
const LOCATOR_64 = 0x07064b50
const ENTRY = 0x02014b50
const LOCAL = 0x04034b50
/** The longest comment, and the records behind the directory. */
const TAIL = 65_535 + 22 + 20
/** Bytes of a directory that are read at most. */
const MOST = 32 * 1024 * 1024
const MAX_32 = 0xffffffff

/** Reads the directory at the end of a ZIP archive; what is packed is not read. @throws Error when there is none */
export async function readZipDirectory(read: ReadBytes, size: number): Promise<ZipEntry[]> {
  const start = Math.max(0, size - TAIL)
  const tail = await read(start, size)
  const view = viewOf(tail)
  const end = findEnd(view)
  if (end < 0) throw new Error('It has no directory of a ZIP archive: it is cut off, or something else.')
  let count = view.getUint16(end + 10, true)
  let length = view.getUint32(end + 12, true)
  let offset = view.getUint32(end + 16, true)
  const locator = end - 20
  if ((count === 0xffff || length === MAX_32 || offset === MAX_32) && locator >= 0 && view.getUint32(locator, true) === LOCATOR_64) {
    const at = size64(view, locator + 8)
    const record = viewOf(await read(at, at + 56))
    if (record.byteLength < 56 || record.getUint32(0, true) !== END_64) throw new Error('Its directory is damaged.')
    count = size64(record, 32)
    length = size64(record, 40)
    offset = size64(record, 48)
  }
  if (offset + length > size) throw new Error('Its directory is cut off.')
  if (length > MOST) throw new Error('Its directory is too long to be shown.')
  return entriesIn(await read(offset, offset + length), count)
}

function findEnd(view: DataView): number {
  for (let at = view.byteLength - 22; at >= 0; at--) if (view.getUint32(at, true) === END) return at
  return -1
}

function entriesIn(bytes: Uint8Array, count: number): ZipEntry[] {
  const view = viewOf(bytes)
  const entries: ZipEntry[] = []
  let at = 0
  while (entries.length < count) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== ENTRY) throw new Error('Its directory is damaged.')
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((place) => view.getUint16(at + place, true))
    const nameEnd = at + 46 + (nameLength ?? 0)
    const extraEnd = nameEnd + (extraLength ?? 0)
    if (extraEnd > bytes.length) throw new Error('Its directory is damaged.')
    const entry = {
      name: new TextDecoder().decode(bytes.subarray(at + 46, nameEnd)),
      size: view.getUint32(at + 24, true),
      packed: view.getUint32(at + 20, true),
      method: view.getUint16(at + 10, true),
      isEncrypted: (view.getUint16(at + 8, true) & 1) === 1,
      offset: view.getUint32(at + 42, true),
    }
    entries.push(withLongSizes(entry, viewOf(bytes.subarray(nameEnd, extraEnd))))
    at = extraEnd + (commentLength ?? 0)
  }
  return entries
}

/** Sizes beyond 4 GiB stand in an extra field, those that need it, in this order. */
function withLongSizes(entry: ZipEntry, extra: DataView): ZipEntry {
  let at = 0
  while (at + 4 <= extra.byteLength) {
    const length = extra.getUint16(at + 2, true)
    const end = Math.min(extra.byteLength, at + 4 + length)
    if (extra.getUint16(at, true) === 1) {
      let place = at + 4
      const next = (value: number): number => {
        if (value !== MAX_32 || place + 8 > end) return value
        place += 8
        return size64(extra, place - 8)
      }
      const size = next(entry.size)
      const packed = next(entry.packed)
      return { ...entry, size, packed, offset: next(entry.offset) }
    }
    at += 4 + length
  }
  return entry
}

/** The first bytes of a file in an archive, at most `most`, unpacked. @throws Error for a packing that browsers do not know */
export async function readZipStart(read: ReadBytes, entry: ZipEntry, most: number): Promise<Uint8Array> {
  const header = viewOf(await read(entry.offset, entry.offset + 30))
  if (header.byteLength < 30 || header.getUint32(0, true) !== LOCAL) throw new Error(`The header of ${entry.name} is damaged.`)
  const start = entry.offset + 30 + header.getUint16(26, true) + header.getUint16(28, true)
  const packed = await read(start, start + Math.min(entry.packed, most))
  if (entry.method === 0 && !entry.isEncrypted) return packed
  if (entry.method !== 8 || entry.isEncrypted) throw new Error(`${entry.name} is packed in a way that is not read here.`)
  return inflateStart(packed, most)
}

/** Unpacks what a beginning of deflated bytes holds, at most `most` bytes. */
async function inflateStart(packed: Uint8Array, most: number): Promise<Uint8Array> {
  const reader = new Blob([packed as BlobPart]).stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader()
  const chunks: Uint8Array[] = []
  let length = 0
  while (length < most) {
    // A beginning ends in the middle of something: what came before is good.
    const { value, done } = await reader.read().catch(() => ({ value: undefined, done: true }))
    if (done || !value) break
    chunks.push(value)
    length += value.length
  }
  reader.cancel().catch(() => undefined)
  const whole = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole.subarray(0, most)
}
