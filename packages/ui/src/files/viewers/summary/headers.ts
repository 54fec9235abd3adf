import { size64, viewOf } from './read-bytes.ts'

/** An array or tensor, by its header alone. */
export interface ArrayInfo {
  name: string
  /** e.g. `float32`; as the file writes it where that is not known here. */
  dtype: string
  shape: number[]
  /** Bytes of its values; absent when the header does not say. */
  bytes?: number
}

const DTYPES: Readonly<Record<string, string>> = {
  f: 'float',
  i: 'int',
  u: 'uint',
  c: 'complex',
  b: 'bool',
  S: 'bytes',
  U: 'text',
  O: 'object',
  M: 'datetime',
  m: 'timedelta',
}

/** `<f4` as numpy writes it becomes `float32`. */
function dtypeOf(text: string): { dtype: string; itemSize?: number } {
  const [, order = '', kind = '', digits = ''] = /^([<>|=]?)([a-zA-Z])(\d*)(?:\[.*\])?$/.exec(text) ?? []
  const name = DTYPES[kind]
  if (name === undefined) return { dtype: text }
  const itemSize = Number(digits) * (kind === 'U' ? 4 : 1)
  const big = order === '>' && itemSize > 1 ? ' (big-endian)' : ''
  if ('fiuc'.includes(kind)) return { dtype: `${name}${itemSize * 8}${big}`, itemSize }
  if ('SU'.includes(kind)) return { dtype: `${name}, ${digits} characters`, itemSize }
  return kind === 'O' ? { dtype: name } : { dtype: name, itemSize }
}

/** The header of an array that numpy saved. @throws Error when it is none */
export function parseNpyHeader(bytes: Uint8Array, name: string): ArrayInfo & { isFortran: boolean } {
  const view = viewOf(bytes)
  if (bytes.length < 12 || view.getUint32(0) !== 0x934e554d || view.getUint16(4) !== 0x5059) throw new Error(`${name} is no numpy array.`)
  const isFirst = bytes[6] === 1
  const length = isFirst ? view.getUint16(8, true) : view.getUint32(8, true)
  const start = isFirst ? 10 : 12
  if (start + length > bytes.length) throw new Error(`The header of ${name} is cut off.`)
  const text = new TextDecoder(bytes[6] === 3 ? 'utf-8' : 'latin1').decode(bytes.subarray(start, start + length))
  const [, plain] = /'descr':\s*'([^']*)'/.exec(text) ?? []
  const [, fields] = /'descr':\s*(\[.*?\]),\s*'fortran_order'/.exec(text) ?? []
  const [, order] = /'fortran_order':\s*(True|False)/.exec(text) ?? []
  const [, numbers] = /'shape':\s*\(([\d\sL,]*)\)/.exec(text) ?? []
  if ((plain ?? fields) === undefined || order === undefined || numbers === undefined)
    throw new Error(`The header of ${name} cannot be read.`)
  const shape = numbers.split(',').flatMap((part) => (part.trim() === '' ? [] : [Number.parseInt(part, 10)]))
  const { dtype, itemSize } = plain === undefined ? { dtype: fields ?? '' } : dtypeOf(plain)
  const count = shape.reduce((product, each) => product * each, 1)
  return { name, dtype, shape, ...(itemSize !== undefined && { bytes: count * itemSize }), isFortran: order === 'True' }
}

/** Bytes of a header of safetensors that are read at most: the limit of the format itself. */
const MOST_HEADER = 100_000_000

/** Where the header of a safetensors file ends. @throws Error for a length that cannot be */
export function safetensorsEnd(first: Uint8Array, size: number): number {
  const length = first.length < 8 ? NaN : size64(viewOf(first), 0)
  if (!(length >= 2 && length <= MOST_HEADER && 8 + length <= size)) throw new Error('It has no header of a safetensors file.')
  return 8 + length
}

/** Tensors and notes in the header of a safetensors file. @throws Error for a header that cannot be read */
export function parseSafetensors(header: Uint8Array): { tensors: ArrayInfo[]; metadata: [key: string, value: string][] } {
  const parsed = JSON.parse(new TextDecoder().decode(header)) as Record<string, unknown>
  const notes = parsed['__metadata__']
  const tensors = Object.entries(parsed).flatMap(([name, value]): ArrayInfo[] => {
    const { dtype, shape, data_offsets } = (value ?? {}) as { dtype?: unknown; shape?: unknown; data_offsets?: unknown }
    if (name === '__metadata__' || typeof dtype !== 'string' || !Array.isArray(shape)) return []
    const [from, to] = Array.isArray(data_offsets) ? data_offsets.map(Number) : []
    return [{ name, dtype, shape: shape.map(Number), ...(from !== undefined && to !== undefined && { bytes: to - from }) }]
  })
  return {
    tensors,
    metadata: typeof notes === 'object' && notes !== null ? Object.entries(notes).map(([key, value]) => [key, String(value)]) : [],
  }
}

/** What the ends of a gzip file say: its name and time, and its size unpacked, which counts up to 4 GiB only. */
export function parseGzip(first: Uint8Array, last: Uint8Array): { name?: string; time?: number; size: number } {
  const view = viewOf(first)
  if (first.length < 18 || view.getUint16(0) !== 0x1f8b || last.length < 4) throw new Error('It is no gzip file, or is cut off.')
  const flags = first[3] ?? 0
  const seconds = view.getUint32(4, true)
  let at = 10
  if ((flags & 4) !== 0) at += 2 + view.getUint16(at, true)
  const end = (flags & 8) === 0 ? at : first.indexOf(0, at)
  const name = end > at ? new TextDecoder('latin1').decode(first.subarray(at, end)) : undefined
  return {
    ...(name !== undefined && { name }),
    ...(seconds > 0 && { time: seconds * 1000 }),
    size: viewOf(last).getUint32(last.length - 4, true),
  }
}
