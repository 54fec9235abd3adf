import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

/** Runs in a mount namespace of its own, on a file system of one mebibyte, and prints what it saw. */
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

/** Mounting needs a namespace in which the process is its own administrator; where the system forbids that, the test says so. */
const unshare = ['unshare', '--mount', ...(process.geteuid?.() === 0 ? [] : ['--user', '--map-root-user'])] as const
const mountable = spawnSync(unshare[0], [...unshare.slice(1), 'mount', '-t', 'tmpfs', 'tmpfs', tmpdir()]).status === 0

test.skipIf(!mountable)('on a full disk: 503, no half file, reads go on, and it works again once there is room', () => {
  const base = mkdtempSync(join(tmpdir(), 'tailrace-full-'))
  try {
    const script = join(base, 'scenario.mjs')
    writeFileSync(script, SCENARIO)
    const mountAndRun = 'disk=$(mktemp -d) && mount -t tmpfs -o size=1m tmpfs "$disk" && TAILRACE_SMALL_DISK="$disk" exec "$0" "$1"'
    const output = execFileSync(unshare[0], [...unshare.slice(1), 'sh', '-c', mountAndRun, process.execPath, script], {
      encoding: 'utf8',
      env: {
        ...process.env,
        TMPDIR: base,
        TAILRACE_ARTIFACTS: fileURLToPath(import.meta.resolve('@tailrace/artifacts')),
        TAILRACE_CONTRACT: fileURLToPath(import.meta.resolve('@tailrace/contract')),
      },
    })
    const full = '503 TEMPORARILY_UNAVAILABLE The artifact storage is full'
    expect(JSON.parse(output)).toEqual({
      first: 'written',
      tooLarge: full,
      replaced: full,
      nearlyFits: full,
      entries: ['.tailrace-tmp', 'd', 'd/first'],
      read: 500_000,
      after: 'written',
      readAfter: 500_000,
    })
  } finally {
    rmSync(base, { recursive: true })
  }
})
