import { decompress as decompressZstd } from 'fzstd'
import {
  type AsyncBuffer,
  type Compressors,
  type FileMetaData,
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
  type SchemaTree,
  snappyUncompress,
} from 'hyparquet'
import { decompressBrotli } from 'hyparquet-compressors/src/brotli.js'
import { gunzip } from 'hyparquet-compressors/src/gzip.js'
import { decompressLz4, decompressLz4Raw } from 'hyparquet-compressors/src/lz4.js'

const compressors: Compressors = {
  SNAPPY: (input, length) => {
    const output = new Uint8Array(length)
    snappyUncompress(input, output)
    return output
  },
  GZIP: (input, length) => gunzip(input, new Uint8Array(length)),
  BROTLI: decompressBrotli,
  ZSTD: (input) => decompressZstd(input),
  LZ4: decompressLz4,
  LZ4_RAW: decompressLz4Raw,
}

/** A Parquet file that has been opened: its columns are known, its rows are read when they are asked for. */
export interface ParquetFile {
  columns: { name: string; type: string }[]
  rowCount: number
  /** Rows from `start` to before `end`, each the values of its columns. */
  read: (start: number, end: number) => Promise<unknown[][]>
}

/**
 * Opens a Parquet file by its footer.
 * @throws Error when it is none
 */
export async function openParquet(file: AsyncBuffer): Promise<ParquetFile> {
  const metadata = await parquetMetadataAsync(file)
  const columns = parquetSchema(metadata).children.map((child) => ({ name: child.element.name, type: typeOf(child) }))
  const names = columns.map(({ name }) => name)
  return {
    columns,
    rowCount: Number(metadata.num_rows),
    read: async (start, end) => rowsOf(await readRows(file, metadata, start, end), names),
  }
}

const readRows = (file: AsyncBuffer, metadata: FileMetaData, rowStart: number, rowEnd: number): Promise<Record<string, unknown>[]> =>
  parquetReadObjects({ file, metadata, rowStart, rowEnd, compressors })

const rowsOf = (objects: readonly Record<string, unknown>[], names: readonly string[]): unknown[][] =>
  objects.map((object) => names.map((name) => object[name]))

function typeOf({ element, children }: SchemaTree): string {
  if (children.length > 0) return element.converted_type?.toLowerCase() ?? 'struct'
  const logical = element.logical_type?.type ?? element.converted_type ?? element.type ?? ''
  return logical.toLowerCase().replace('byte_array', 'bytes').replace('utf8', 'string')
}
