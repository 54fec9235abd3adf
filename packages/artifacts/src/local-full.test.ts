import { fileURLToPath } from 'node:url'
import { canMount, runOnSmallDisk } from '@tailrace/testing'
import { expect, test } from 'vitest'

/** Runs on a file system of one mebibyte, and prints what it saw. */
const SCENARIO = `
const { LocalArtifactStore } = await import(process.env.TAILRACE_ARTIFACTS)
const { parseSafePath } = await import(process.env.TAILRACE_CONTRACT)
const { readdir } = await import('node:fs/promises')
const store = new LocalArtifactStore(process.env.TAILRACE_SMALL_DISK)
const at = parseSafePath
async function* bytes(count) { for (let left = count; left > 0; left -= 65536) yield Buffer.alloc(Math.min(left, 65536), 7) }
const write = (path, count) => store.write(at(path), bytes(count)).then(() => 'written', (error) => error.status + ' ' + error.code + ' ' + error.message)
const size = async (path) => (await (await store.read(at(path))).stream.toArray()).reduce((sum, chunk) => sum + chunk.length, 0)
const seen = {}
seen.first = await write('d/first', 500_000)
seen.tooLarge = await write('new/second', 5_000_000)
seen.replaced = await write('d/first', 5_000_000)
seen.nearlyFits = await write('new/third', 600_000)
seen.entries = (await readdir(process.env.TAILRACE_SMALL_DISK, { recursive: true })).sort()
seen.read = await size('d/first')
await store.delete(at('d/first'))
seen.after = await write('d/again', 500_000)
seen.readAfter = await size('d/again')
console.log(JSON.stringify(seen))
`

test.skipIf(!canMount())('on a full disk: 503, no half file, reads go on, and it works again once there is room', () => {
  const seen = runOnSmallDisk(SCENARIO, {
    TAILRACE_ARTIFACTS: fileURLToPath(import.meta.resolve('@tailrace/artifacts')),
    TAILRACE_CONTRACT: fileURLToPath(import.meta.resolve('@tailrace/contract')),
  })
  const full = '503 TEMPORARILY_UNAVAILABLE The artifact storage is full'
  expect(seen).toEqual({
    first: 'written',
    tooLarge: full,
    replaced: full,
    nearlyFits: full,
    entries: ['.tailrace-tmp', 'd', 'd/first'],
    read: 500_000,
    after: 'written',
    readAfter: 500_000,
  })
})
