import { createExperiment, createRun } from '@tailrace/contract'
import { describe, expect, test } from 'vitest'
import { expectEnvelope, testServer } from './server-for-tests.ts'

const PROXY = '/api/2.0/mlflow-artifacts/artifacts'
const NAMES = ['a', 'b', 'c.txt', 'd e', 'ключ', '🧪.bin', "it's", '50%', 'a+b', '?', 'a:b', 'a\\b', '.hidden', ';v=1', '...', '-', 'A']
const encoded = (path: string): string => path.split('/').map(encodeURIComponent).join('/')

/** Choices that repeat themselves. */
function choices(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return (state >>> 8) % below
  }
}

/** Files by their path; a directory is there as long as it holds one, or held one. */
class Tree {
  readonly files = new Map<string, Buffer>()
  readonly folders = new Set<string>()

  /** Whether a file can lie at a path: no folder is there, and no file above. */
  takes(path: string): boolean {
    if (this.folders.has(path)) return false
    return path.split('/').every((_, index, parts) => index === parts.length - 1 || !this.files.has(parts.slice(0, index + 1).join('/')))
  }

  write(path: string, bytes: Buffer): void {
    this.files.set(path, bytes)
    const parts = path.split('/')
    for (let end = 1; end < parts.length; end++) this.folders.add(parts.slice(0, end).join('/'))
  }

  delete(path: string): void {
    for (const file of this.files.keys()) if (file === path || file.startsWith(`${path}/`)) this.files.delete(file)
    for (const folder of this.folders) if (folder === path || folder.startsWith(`${path}/`)) this.folders.delete(folder)
  }

  /** What lies one level below a folder. */
  list(folder: string): object[] {
    const inside = (path: string) => path.startsWith(`${folder}/`) && !path.slice(folder.length + 1).includes('/')
    const base = (path: string) => path.slice(folder.length + 1)
    const files = [...this.files].filter(([path]) => inside(path))
    return [
      ...files.map(([path, bytes]) => ({ path: base(path), is_dir: false, ...(bytes.length > 0 && { file_size: bytes.length }) })),
      ...[...this.folders].filter(inside).map((path) => ({ path: base(path), is_dir: true })),
    ]
  }
}

const byPath = (files: readonly object[]): string[] => files.map((file) => JSON.stringify(file)).toSorted()

describe('random uploads, downloads and deletions', async () => {
  const { app, call } = await testServer()
  const put = (path: string, payload: Buffer) => app.inject({ method: 'PUT', url: `${PROXY}/${encoded(path)}`, payload })
  const list = async (path: string) => (await call<{ files?: object[] }>('GET', `${PROXY}?path=${encodeURIComponent(path)}`)).files ?? []

  for (const seed of [1, 2, 3]) {
    test(`leave the files that they should, seed ${seed}`, async () => {
      const below = choices(seed)
      const tree = new Tree()
      const name = (): string => NAMES[below(NAMES.length)] ?? 'a'
      const path = (): string => [`root${seed}`, ...Array.from({ length: 1 + below(3) }, name)].join('/')
      for (let round = 0; round < 150; round++) {
        const at = path()
        if (below(4) === 0) {
          expect((await app.inject({ method: 'DELETE', url: `${PROXY}/${encoded(at)}` })).statusCode).toBe(200)
          tree.delete(at)
          continue
        }
        const bytes = Buffer.alloc(below(3) === 0 ? 0 : below(200_000), `${round} `)
        const reply = await put(at, bytes)
        if (!tree.takes(at)) {
          expectEnvelope(reply, 400, 'INVALID_PARAMETER_VALUE')
          continue
        }
        expect([at, reply.statusCode]).toEqual([at, 200])
        tree.write(at, bytes)
      }
      expect(tree.files.size).toBeGreaterThan(10)
      for (const [at, bytes] of tree.files) {
        const reply = await app.inject({ url: `${PROXY}/${encoded(at)}` })
        expect([at, reply.statusCode, reply.rawPayload.equals(bytes)]).toEqual([at, 200, true])
        expect(reply.headers['content-length']).toBe(String(bytes.length))
      }
      for (const folder of [`root${seed}`, ...tree.folders])
        expect([folder, byPath(await list(folder))]).toEqual([folder, byPath(tree.list(folder))])
    })
  }

  test('uploads of one file at a time leave one of them whole, and readers see one whole', async () => {
    const versions = Array.from({ length: 12 }, (_, index) => Buffer.alloc(100_000 + index, String.fromCharCode(65 + index)))
    await put('race/file', versions[0] ?? Buffer.alloc(0))
    const reads = Array.from({ length: 24 }, () => app.inject({ url: `${PROXY}/race/file` }))
    const replies = await Promise.all([...versions.map((bytes) => put('race/file', bytes)), ...reads])
    expect(replies.map(({ statusCode }) => statusCode)).toEqual(replies.map(() => 200))
    const last = await app.inject({ url: `${PROXY}/race/file` })
    for (const { rawPayload } of [...replies.slice(versions.length), last])
      expect(versions.some((bytes) => bytes.equals(rawPayload))).toBe(true)
    expect(await list('race')).toEqual([{ path: 'file', is_dir: false, file_size: last.rawPayload.length }])
  })
})

describe('every byte range of a small file', async () => {
  const { app } = await testServer()
  const text = '0123456789'
  await app.inject({ method: 'PUT', url: `${PROXY}/digits`, payload: text })
  for (let start = 0; start <= text.length + 1; start++) {
    test(`from ${start}`, async () => {
      for (const [range, from, to] of [
        ...Array.from({ length: text.length + 2 }, (_, end) => [`bytes=${start}-${end}`, start, end] as const),
        [`bytes=${start}-`, start, text.length - 1] as const,
        [`bytes=-${start}`, Math.max(0, text.length - start), start === 0 ? -1 : text.length - 1] as const,
      ]) {
        const reply = await app.inject({ url: `${PROXY}/digits`, headers: { range } })
        // A reversed range is none: the whole file is sent.
        if (/^bytes=\d+-\d+$/.test(range) && to < from) expect([range, reply.statusCode, reply.body]).toEqual([range, 200, text])
        else if (from >= text.length || to < from) {
          expect([range, reply.statusCode, reply.headers['content-range']]).toEqual([range, 416, `bytes */${text.length}`])
        } else {
          const end = Math.min(to, text.length - 1)
          expect([range, reply.statusCode, reply.body]).toEqual([range, 206, text.slice(from, end + 1)])
          expect(reply.headers['content-range']).toBe(`bytes ${from}-${end}/${text.length}`)
          expect(reply.headers['content-length']).toBe(String(end + 1 - from))
        }
      }
    })
  }
})

test('a file of a run is the same through every route', async () => {
  const { app, store, call } = await testServer()
  const { experiment_id } = await store.call(createExperiment, { name: 'files' })
  const { run } = await store.call(createRun, { experiment_id, tags: [] })
  const { run_id } = run.info
  for (const name of NAMES) {
    const path = `dir/${name}`
    const root = `${experiment_id}/${run_id}/artifacts`
    const stored = await app.inject({ method: 'PUT', url: `${PROXY}/${root}/${encoded(path)}`, payload: `bytes of ${name}` })
    expect([name, stored.statusCode]).toEqual([name, 200])
    for (const url of [
      `${PROXY}/${root}/${encoded(path)}`,
      `/get-artifact?run_id=${run_id}&path=${encodeURIComponent(path)}`,
      `/get-artifact?run_uuid=${run_id}&path=${encodeURIComponent(path)}`,
      `/ajax-api/2.0/mlflow-artifacts/artifacts/${root}/${encoded(path)}`,
    ]) {
      const reply = await app.inject({ url })
      expect([url, reply.statusCode, reply.body]).toEqual([url, 200, `bytes of ${name}`])
      expect(reply.headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'content-disposition': expect.stringMatching(/^attachment/),
      })
    }
  }
  const { files = [] } = await call<{ files?: { path: string }[] }>('GET', `/api/2.0/mlflow/artifacts/list?run_id=${run_id}&path=dir`)
  expect(files.map(({ path }) => path).toSorted()).toEqual(NAMES.map((name) => `dir/${name}`).toSorted())
})
