import { expect, test } from 'vitest'
import { openParquet } from './parquet.ts'

/** Two columns (n: int64 1, 2, 3; s: string "a", null, "c"), snappy, as pyarrow writes it. */
const FILE = new Uint8Array(
  Buffer.from(
    'UEFSMRUEFTAVLkwVBhUAEgAAGAQBAAkBPAIAAAAAAAAAAwAAAAAAAAAVABUUFRgsFQYVEBUGFQYcAAAACiQCAAAABgECAyQAFQQVFBUYTBUEFQASAAAKJAEAAABhAQAAAGMVABUSFRYsFQYVEBUGFQYcAAAACSACAAAAAwUBAwIVBBk8NQAYBnNjaGVtYRUEABUEJQIYAW4AFQwlAhgBcyUATBwAAAAWBhkcGSwmABwVBBk1AAYQGRgBbhUCFgYWhgEWiAEmUiYIKSwVBBUAFQIAFQAVEBUCADwpBhkmAAYAAAAmABwVDBk1AAYQGRgBcxUCFgYWaBZwJsQBJpABKSwVBBUAFQIAFQAVEBUCADwWBBkGGSYCBAAAABbuARYGJggW+AEAKCBwYXJxdWV0LWNwcC1hcnJvdyB2ZXJzaW9uIDI1LjAuMRksHAAAHAAAANEAAABQQVIx',
    'base64',
  ),
)

test('columns, rows and parts of them', async () => {
  const asked: [number, number | undefined][] = []
  const file = await openParquet({
    byteLength: FILE.length,
    slice: (start, end) => {
      asked.push([start, end])
      return FILE.buffer.slice(start, end)
    },
  })
  expect(file.rowCount).toBe(3)
  expect(file.columns).toEqual([
    { name: 'n', type: 'int64' },
    { name: 's', type: 'string' },
  ])
  const rows = await file.read(1, 3)
  expect(rows.map(([n, s]) => [Number(n), s ?? null])).toEqual([
    [2, null],
    [3, 'c'],
  ])
  expect(asked.length).toBeGreaterThan(1)
})

test('what is no Parquet file is refused', async () => {
  const bytes = new Uint8Array(64)
  await expect(openParquet({ byteLength: 64, slice: (start, end) => bytes.buffer.slice(start, end) })).rejects.toThrow(/parquet/i)
})
