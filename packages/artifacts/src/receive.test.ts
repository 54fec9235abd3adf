import { open, readFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { receive } from './receive.ts'

const directory = await mkdtemp(join(tmpdir(), 'tailrace-receive-'))
afterAll(() => rm(directory, { recursive: true }))

async function* chunks(count: number, size: number) {
  for (let index = 0; index < count; index++) yield new Uint8Array(size).fill(index % 251)
}

describe('bytes arrive as they were sent', () => {
  for (const [what, count, size] of [
    ['nothing', 0, 0],
    ['one empty chunk', 1, 0],
    ['many empty chunks', 2000, 0],
    ['one byte', 1, 1],
    ['single bytes', 5000, 1],
    ['odd sizes', 700, 3001],
    ['more than one batch', 40, 65_536],
    ['a chunk larger than a batch', 3, 3_000_000],
    ['enough to be synced on the way', 140, 1_000_000],
  ] as const) {
    test(what, async () => {
      const path = join(directory, 'sent')
      const file = await open(path, 'w')
      await receive(file, chunks(count, size))
      await file.close()
      const parts: Uint8Array[] = []
      for await (const chunk of chunks(count, size)) parts.push(chunk)
      expect(Buffer.compare(await readFile(path), Buffer.concat(parts))).toBe(0)
    })
  }
})

describe('a device that is always full', () => {
  for (const [what, count, size] of [
    ['a small file', 1, 10],
    ['a large one', 100, 65_536],
    ['a large one in tiny chunks', 3000, 1],
  ] as const) {
    test(what, async () => {
      let returned = false
      async function* source() {
        try {
          yield* chunks(count, size)
        } finally {
          returned = true
        }
      }
      const file = await open('/dev/full', 'w')
      await expect(receive(file, source())).rejects.toMatchObject({ code: 'ENOSPC' })
      await file.close()
      expect(returned).toBe(true)
    })
  }
})

test('memory of the chunks of a large file is freed once they are written, that of parts of a larger buffer is left alone', async () => {
  const shared = Buffer.alloc(3000, 'abc').buffer
  const own = Array.from({ length: 12 }, (_, index) => new Uint8Array(1_000_000).fill(index))
  const parts = [new Uint8Array(shared, 0, 1500), new Uint8Array(shared, 1500)]
  const sent = Buffer.concat([...own, ...parts])
  const path = join(directory, 'freed')
  const file = await open(path, 'w')
  await receive(file, [...own, ...parts])
  await file.close()
  expect(Buffer.compare(await readFile(path), sent)).toBe(0)
  expect(own.slice(9).map(({ byteLength }) => byteLength)).toEqual([0, 0, 0])
  expect(Buffer.from(shared).toString()).toBe('abc'.repeat(1000))
})

test('a source that fails is not drowned by what was written before', async () => {
  async function* source() {
    yield* chunks(100, 65_536)
    throw new Error('the client went away')
  }
  const file = await open(join(directory, 'aborted'), 'w')
  await expect(receive(file, source())).rejects.toThrow('the client went away')
  await file.close()
})
