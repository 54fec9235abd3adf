import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { IS_LONG } from './length.ts'
import { type ServerProcess, startServerProcess } from './server-process.ts'

const ROUNDS = IS_LONG ? 20 : 4
const WRITERS = 8

interface Kind {
  readonly name: (count: number) => string
  readonly bytes: number
}

/** New small files, a small one and a large one that are replaced again and again, new large files. */
const KINDS: readonly [Kind, ...Kind[]] = [
  { name: (count: number) => `small-${count}`, bytes: 2_000 },
  { name: () => 'replaced', bytes: 3_000 },
  { name: (count: number) => `large-${count}`, bytes: 200_000 },
  { name: () => 'replaced-large', bytes: 150_000 },
]

/** Digests of a file's content: what may be there, and how many of the first of them are too old since a later one was acknowledged. */
interface Versions {
  sent: string[]
  acknowledged: number
}

const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

/** Uploads to a folder of its own until the server is gone, and notes what was sent and what was acknowledged. */
async function upload(server: ServerProcess, folder: string, files: Map<string, Versions>, onAcknowledged: () => void): Promise<void> {
  for (let count = 0; ; count++) {
    const { name, bytes } = KINDS[count % KINDS.length] ?? KINDS[0]
    const body = randomBytes(bytes + count)
    const file = `${folder}/${name(count)}`
    const versions = files.get(file) ?? { sent: [], acknowledged: 0 }
    files.set(file, versions)
    versions.sent.push(digest(body))
    const reply = await fetch(`${server.url}/api/2.0/mlflow-artifacts/artifacts/${file}`, { method: 'PUT', body }).catch(() => undefined)
    if (!reply) return
    expect(reply.status).toBe(200)
    versions.acknowledged = versions.sent.length
    onAcknowledged()
  }
}

test(`killed ${ROUNDS} times amid uploads: what was acknowledged is there, and every file is whole`, { timeout: 240_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tailrace-trial-'))
  const artifacts = join(folder, 'artifacts')
  const files = new Map<string, Versions>()
  let count = 0
  try {
    for (let round = 0; round < ROUNDS; round++) {
      const server = await startServerProcess(`sqlite:///${join(folder, 'mlflow.db')}`, artifacts)
      const enough = count + WRITERS * KINDS.length
      const writers = Promise.all(
        Array.from({ length: WRITERS }, (_, writer) => upload(server, `${round}-${writer}`, files, () => count++)),
      )
      const loaded = async () => {
        await expect.poll(() => count, { timeout: 60_000, interval: 20 }).toBeGreaterThan(enough)
      }
      await Promise.race([writers, loaded()])
      await sleep(Math.random() * 300)
      await server.end('SIGKILL')
      await writers
    }
    const there = readdirSync(artifacts, { recursive: true, withFileTypes: true }).filter(
      (entry) => entry.isFile() && !entry.parentPath.endsWith('.tailrace-tmp'),
    )
    const found = new Map<string, string>()
    for (const { parentPath, name } of there) {
      const path = join(parentPath, name)
      found.set(path.slice(artifacts.length + 1), digest(readFileSync(path)))
    }
    for (const [file, { sent, acknowledged }] of files) {
      // The one that was under way when the server was killed may be there, too.
      const possible: (string | undefined)[] = sent.slice(Math.max(0, acknowledged - 1))
      if (acknowledged === 0) possible.push(undefined)
      expect(possible, `${file}, ${acknowledged} of ${sent.length} versions were acknowledged`).toContain(found.get(file))
    }
    expect([...found.keys()].filter((file) => !files.has(file))).toEqual([])
    expect(count).toBeGreaterThan(ROUNDS * WRITERS * KINDS.length)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
