import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { FolderSyncs } from './folder-syncs.ts'

/** A handle of a real folder whose syncs are counted and end when the test says so. */
async function folder(path: string) {
  const handle = await open(path)
  const started: { end: () => void; fail: (error: Error) => void }[] = []
  handle.sync = () => new Promise((resolve, reject) => started.push({ end: resolve, fail: reject }))
  return { handle, started }
}

test('what is put into a folder while a sync runs shares the next one; other folders do not wait; an error reaches those of its sync alone', async () => {
  const paths = [await mkdtemp(join(tmpdir(), 'tailrace-syncs-')), await mkdtemp(join(tmpdir(), 'tailrace-syncs-'))]
  const [one, other] = [await folder(paths[0] ?? ''), await folder(paths[1] ?? '')]
  try {
    const syncs = new FolderSyncs()
    const done: string[] = []
    const sync = (name: string, handle = one.handle): Promise<void> =>
      syncs.sync(handle).then(
        () => void done.push(name),
        () => void done.push(`${name} failed`),
      )
    const first = sync('first')
    const second = sync('second')
    const third = sync('third')
    const elsewhere = sync('elsewhere', other.handle)
    expect([one.started.length, other.started.length]).toEqual([1, 1])
    other.started[0]?.end()
    await elsewhere
    one.started[0]?.end()
    await first
    await expect.poll(() => one.started.length).toBe(2)
    // It began after what these two had put there.
    expect(done).toEqual(['elsewhere', 'first'])
    const fourth = sync('fourth')
    expect(one.started).toHaveLength(2)
    one.started[1]?.fail(new Error('EIO'))
    await Promise.all([second, third])
    await expect.poll(() => one.started.length).toBe(3)
    one.started[2]?.end()
    await fourth
    expect(done).toEqual(['elsewhere', 'first', 'second failed', 'third failed', 'fourth'])
    const last = sync('last')
    expect(one.started).toHaveLength(4)
    one.started[3]?.end()
    await last
  } finally {
    await Promise.all([one.handle.close(), other.handle.close()])
    for (const path of paths) await rm(path, { recursive: true })
  }
})
