import { bytes, count, moment, plural } from '../../../format.ts'
import { type ArrayInfo, parseGzip, parseNpyHeader, parseSafetensors, safetensorsEnd } from './headers.ts'
import { type ReadBytes, viewOf } from './read-bytes.ts'
import { readZipDirectory, readZipStart, type ZipEntry } from './zip-directory.ts'

export type SummaryFormat = 'npy' | 'zip' | 'gzip' | 'safetensors'

/** The summary of a file whose content is not read. */
export interface Summary {
  title: string
  facts: [name: string, value: string][]
  /** Said below the facts. */
  note?: string
  columns: string[]
  rows: unknown[][]
}

/** Bytes that a header of an array may have here. */
const HEADER = 64 * 1024
/** Arrays of an archive whose headers are read. */
const ARRAYS = 200
const PICKLE = 'The pickle inside is not opened: loading one can run any code.'

/** The format by the first bytes of a file and its extension; undefined for a file that is not summarized. */
export function formatOf(first: Uint8Array, extension: string): SummaryFormat | undefined {
  if (first.length < 8) return undefined
  const magic = viewOf(first).getUint32(0)
  if (magic === 0x934e554d) return 'npy'
  if (magic === 0x504b0304 || magic === 0x504b0506) return 'zip'
  if (magic >>> 16 === 0x1f8b) return 'gzip'
  return extension === 'safetensors' ? 'safetensors' : undefined
}

/** Whether the first bytes are those of a Python pickle. */
export const isPickle = (first: Uint8Array): boolean => first[0] === 0x80 && (first[1] ?? 0) >= 2 && (first[1] ?? 9) <= 5

/** Sums a file up by its headers and directories alone. @throws Error for a file that is damaged */
export async function summarize(format: SummaryFormat, read: ReadBytes, size: number): Promise<Summary> {
  if (format === 'zip') return summarizeZip(read, await readZipDirectory(read, size))
  if (format === 'gzip') return summarizeGzip(await read(0, Math.min(size, HEADER)), await read(Math.max(0, size - 4), size), size)
  if (format === 'npy') {
    const array = parseNpyHeader(await read(0, Math.min(size, HEADER)), 'It')
    return {
      title: 'NumPy array',
      facts: [
        ['Type', array.dtype],
        ['Shape', shapeText(array.shape)],
        ['Values', count(valuesOf(array))],
        ['Order', array.isFortran ? 'columns first (Fortran)' : 'rows first (C)'],
      ],
      columns: [],
      rows: [],
    }
  }
  const end = safetensorsEnd(await read(0, 8), size)
  const { tensors, metadata } = parseSafetensors(await read(8, end))
  return {
    title: 'Safetensors',
    facts: [['Tensors', count(tensors.length)], ['Parameters', count(tensors.reduce((sum, each) => sum + valuesOf(each), 0))], ...metadata],
    ...arrayTable(tensors),
  }
}

function summarizeGzip(first: Uint8Array, last: Uint8Array, size: number): Summary {
  const { name, time, size: unpacked } = parseGzip(first, last)
  return {
    title: 'Gzip',
    facts: [
      ...(name === undefined ? [] : [['Packed file', name] as [string, string]]),
      ...(time === undefined ? [] : [['Packed at', moment(time)] as [string, string]]),
      ['Unpacked', `${bytes(unpacked)}${size > 2 ** 31 ? ' (counted up to 4 GiB only)' : ''}`],
    ],
    columns: [],
    rows: [],
  }
}

async function summarizeZip(read: ReadBytes, entries: readonly ZipEntry[]): Promise<Summary> {
  const files = entries.filter(({ name }) => !name.endsWith('/'))
  const unpacked = files.reduce((sum, { size }) => sum + size, 0)
  const facts: Summary['facts'] = [
    ['Files', count(files.length)],
    ['Unpacked', bytes(unpacked)],
  ]
  const arrays = files.filter(({ name }) => name.endsWith('.npy'))
  if (arrays.length > 0 && arrays.length === files.length) return summarizeArrays(read, arrays, facts)
  const table = {
    columns: ['Name', 'Size', 'Packed'],
    rows: files.map(({ name, size, packed, isEncrypted }) => [name, size, isEncrypted ? `${packed} (encrypted)` : packed]),
  }
  const storages = files.filter(({ name }) => /\/data\/\d+$/.test(name))
  if (!files.some(({ name }) => /(^|\/)data\.pkl$/.test(name))) return { title: 'ZIP archive', facts, ...table }
  return {
    title: files.some(({ name }) => /\/code\//.test(name)) ? 'TorchScript archive' : 'PyTorch archive',
    facts: [['Storages of tensors', `${count(storages.length)}, ${bytes(storages.reduce((sum, { size }) => sum + size, 0))}`], ...facts],
    note: PICKLE,
    ...table,
  }
}

async function summarizeArrays(read: ReadBytes, entries: readonly ZipEntry[], facts: Summary['facts']): Promise<Summary> {
  const arrays = await Promise.all(
    entries.slice(0, ARRAYS).map(async (entry): Promise<ArrayInfo> => {
      const name = entry.name.replace(/\.npy$/, '')
      try {
        return { ...parseNpyHeader(await readZipStart(read, entry, HEADER), name), name, bytes: entry.size }
      } catch (error) {
        return { name, dtype: error instanceof Error ? error.message : 'cannot be read', shape: [], bytes: entry.size }
      }
    }),
  )
  return {
    title: 'NumPy arrays',
    facts,
    ...(entries.length > ARRAYS && { note: `The first ${ARRAYS} of ${plural(entries.length, 'array')} are listed.` }),
    ...arrayTable(arrays),
  }
}

const valuesOf = ({ shape }: ArrayInfo): number => shape.reduce((product, each) => product * each, 1)
const shapeText = (shape: readonly number[]): string => (shape.length === 0 ? 'one value' : shape.map(String).join(' × '))

const arrayTable = (arrays: readonly ArrayInfo[]): Pick<Summary, 'columns' | 'rows'> => ({
  columns: ['Name', 'Type', 'Shape', 'Values', 'Bytes'],
  rows: arrays.map((array) => [array.name, array.dtype, shapeText(array.shape), valuesOf(array), array.bytes]),
})
