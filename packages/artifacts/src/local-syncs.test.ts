import type * as promises from 'node:fs/promises'
import { type FileHandle, link, mkdir, mkdtemp, open, readFile, readdir, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseSafePath } from '@tailrace/contract'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { LocalArtifactStore } from './local.ts'

const faults = vi.hoisted(() => ({ withoutLinks: false }))
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof promises>()
  const refused = () => Promise.reject(Object.assign(new Error('EPERM: operation not permitted, link'), { code: 'EPERM' }))
  return { ...real, link: (from: string, to: string) => (faults.withoutLinks ? refused() : real.link(from, to)) }
})

type Kind = 'file' | 'folder'

let root: string
let store: LocalArtifactStore
const path = (name: string): string => join(root, name)
const content = (name: string): Promise<string> => readFile(path(name), 'utf8').catch((error: NodeJS.ErrnoException) => error.code ?? '')
const write = (name: string, text: string): Promise<void> => store.write(parseSafePath(name), chunks(text))
const diskError = (): Error => Object.assign(new Error('EIO: i/o error, fsync'), { code: 'EIO' })
const LARGE = 'x'.repeat(70_000)

async function* chunks(text: string) {
  for (let at = 0; at < text.length; at += 50_000) yield Buffer.from(text.slice(at, at + 50_000))
}

/** Calls `look` before every sync from now on; what it throws is thrown in place of the sync. */
async function beforeSyncs(look: (kind: Kind) => Promise<void>): Promise<void> {
  const handle = await open(root)
  const prototype = Object.getPrototypeOf(handle) as FileHandle
  await handle.close()
  const sync = prototype.sync
  vi.spyOn(prototype, 'sync').mockImplementation(async function (this: FileHandle) {
    await look((await this.stat()).isDirectory() ? 'folder' : 'file')
    await sync.call(this)
  })
}

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'tailrace-syncs-'))
  store = new LocalArtifactStore(root)
  // So that no folder is still to be made, which syncs, too.
  await write('d/old', 'old')
})
afterEach(async () => {
  vi.restoreAllMocks()
  faults.withoutLinks = false
  await rm(root, { recursive: true })
})

describe('what is synced to the disk, and when', () => {
  test('a small file of a new name: file and folder at the same time, both with the name in place', { timeout: 10_000 }, async () => {
    const seen: string[] = []
    const both = Promise.withResolvers<void>()
    await beforeSyncs(async (kind) => {
      seen.push(`${kind}: ${await content('d/new')}`)
      if (seen.length === 2) both.resolve()
      // Never resolves when one is only begun after the other.
      await both.promise
    })
    await write('d/new', 'new')
    expect(seen.toSorted()).toEqual(['file: new', 'folder: new'])
  })

  for (const [what, name, text, before, after] of [
    ['a small file that replaces another', 'd/old', 'new', 'old', 'new'],
    ['a large file of a new name', 'd/large', LARGE, 'ENOENT', LARGE],
    ['a large file that replaces another', 'd/old', LARGE, 'old', LARGE],
    ['a small file where the file system has no hard links', 'd/new', 'new', 'ENOENT', 'new'],
  ] as const) {
    test(`${what}: the file before its name, then the folder`, async () => {
      faults.withoutLinks = what.includes('no hard links')
      const seen: [Kind, string][] = []
      await beforeSyncs(async (kind) => void seen.push([kind, await content(name)]))
      await write(name, text)
      expect(seen).toEqual([
        ['file', before],
        ['folder', after],
      ])
      expect(await content(name)).toBe(text)
    })
  }
})

describe('a disk that fails at the sync', () => {
  for (const failing of ['file', 'folder'] as const) {
    test(`of the ${failing}: a new small file is taken away, and nothing is left behind`, async () => {
      await beforeSyncs(async (kind) => {
        if (kind === failing) throw diskError()
      })
      await expect(write('d/new', 'new')).rejects.toMatchObject({ code: 'TEMPORARILY_UNAVAILABLE' })
      expect(await readdir(path('d'))).toEqual(['old'])
      expect(await readdir(path('.tailrace-tmp'))).toEqual([])
    })
  }

  test('of the file: one that it would replace stays', async () => {
    await beforeSyncs(async (kind) => {
      if (kind === 'file') throw diskError()
    })
    for (const text of ['new', LARGE]) await expect(write('d/old', text)).rejects.toMatchObject({ code: 'TEMPORARILY_UNAVAILABLE' })
    expect(await content('d/old')).toBe('old')
    expect(await readdir(path('.tailrace-tmp'))).toEqual([])
  })

  test('of the file: one that another server has put in its place meanwhile stays', async () => {
    await writeFile(path('other'), 'other')
    await beforeSyncs(async (kind) => {
      if (kind === 'folder') return
      await rename(path('other'), path('d/new'))
      throw diskError()
    })
    await expect(write('d/new', 'new')).rejects.toMatchObject({ code: 'TEMPORARILY_UNAVAILABLE' })
    expect(await content('d/new')).toBe('other')
  })
})

test('what a server that was killed between two steps left behind is swept, the file it had put into place stays', async () => {
  await mkdir(path('.tailrace-tmp'), { recursive: true })
  await writeFile(path('.tailrace-tmp/upload'), 'whole')
  await link(path('.tailrace-tmp/upload'), path('d/new'))
  const yesterday = new Date(Date.now() - 25 * 3600 * 1000)
  await utimes(path('.tailrace-tmp/upload'), yesterday, yesterday)
  const restarted = new LocalArtifactStore(root)
  expect(String(await (await restarted.read(parseSafePath('d/new'))).stream.toArray())).toBe('whole')
  expect(await restarted.sweep()).toBe(1)
  expect([await readdir(path('.tailrace-tmp')), await content('d/new')]).toEqual([[], 'whole'])
})
