import { chmod, link, lstat, mkdir, mkdtemp, open, readdir, readFile, rename, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { LocalArtifactStore } from './local.ts'
import type { ByteRange } from './range.ts'
import { parseSafePath } from '@tailrace/contract'

const at = parseSafePath

let base: string
let root: string
let store: LocalArtifactStore

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'tailrace-local-'))
  root = join(base, 'root')
  store = new LocalArtifactStore(root)
})
afterEach(() => rm(base, { recursive: true, force: true }))

async function* bytes(...parts: (string | Uint8Array)[]) {
  for (const part of parts) yield Buffer.from(part)
}

async function read(path: string, range?: ByteRange): Promise<string> {
  const { stream } = await store.read(at(path), range)
  return Buffer.concat(await stream.toArray()).toString()
}

/** All that lies below the root, directories with a slash. */
async function tree(): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  return entries.map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1) + (entry.isDirectory() ? '/' : '')).sort()
}

describe('files', () => {
  test('come back as they were written', async () => {
    await store.write(at('1/run/artifacts/ä b.txt'), bytes('hel', 'lo'))
    expect(await read('1/run/artifacts/ä b.txt')).toBe('hello')
    expect(await tree()).toEqual(['.tailrace-tmp/', '1/', '1/run/', '1/run/artifacts/', '1/run/artifacts/ä b.txt'])
  })

  test('may be empty', async () => {
    await store.write(at('empty'), bytes())
    expect(await read('empty')).toBe('')
    expect(await store.read(at('empty'))).toMatchObject({ size: 0 })
  })

  test('are replaced, while who reads the old one reads on', async () => {
    await store.write(at('f'), bytes('old'))
    const before = await store.read(at('f'))
    await store.write(at('f'), bytes('new'))
    const after = await store.read(at('f'))
    expect(after.etag).not.toBe(before.etag)
    expect([await before.stream.toArray(), await after.stream.toArray()].map(String)).toEqual(['old', 'new'])
  })

  test('tell size, time and an entity tag', async () => {
    const started = Date.now()
    await store.write(at('d/f'), bytes('hello'))
    const content = await store.read(at('d/f'))
    content.stream.destroy()
    expect(content).toMatchObject({ size: 5, etag: expect.stringMatching(/^"[\w-]+"$/) })
    expect(Math.abs(content.modified.getTime() - started)).toBeLessThan(60_000)
    const { size, modified, etag } = content
    expect(await store.stat(at('d/f'))).toEqual({ is_dir: false, size, modified, etag })
    expect(await store.stat(at('d'))).toMatchObject({ is_dir: true, size: 0 })
    expect([await store.stat(at('nope')), await store.stat(at('d/f/x'))]).toEqual([undefined, undefined])
  })

  test('lie in directories that only the server enters', async () => {
    await store.write(at('d/e/f'), bytes('x'))
    for (const path of ['', 'd', 'd/e', '.tailrace-tmp']) expect((await stat(join(root, path))).mode & 0o777).toBe(0o700)
  })

  for (const [range, text, resolved] of [
    [{ start: 1, end: 2 }, 'el', { start: 1, end: 2 }],
    [{ start: 3 }, 'lo', { start: 3, end: 4 }],
    [{ start: 0, end: 99 }, 'hello', { start: 0, end: 4 }],
    [{ last: 2 }, 'lo', { start: 3, end: 4 }],
  ] as const) {
    test(`are read from ${JSON.stringify(range)}`, async () => {
      await store.write(at('f'), bytes('hello'))
      expect(await read('f', range)).toBe(text)
      const content = await store.read(at('f'), range)
      content.stream.destroy()
      expect(content).toMatchObject({ size: 5, range: resolved })
    })
  }

  test('have no bytes behind their end', async () => {
    await store.write(at('f'), bytes('hello'))
    await expect(store.read(at('f'), { start: 5 })).rejects.toMatchObject({ name: 'RangeNotSatisfiable', size: 5 })
  })
})

describe('refusals', () => {
  beforeEach(async () => {
    await store.write(at('d/f'), bytes('hello'))
  })

  for (const [what, act, code, message] of [
    ['read a directory', () => store.read(at('d')), 'INVALID_PARAMETER_VALUE', "Artifact path refers to a directory, not a file: 'd'"],
    ['read the root', () => store.read(at('')), 'INVALID_PARAMETER_VALUE', "Artifact path refers to a directory, not a file: ''"],
    ['read what is missing', () => store.read(at('d/x')), 'RESOURCE_DOES_NOT_EXIST', "No such artifact: 'd/x'"],
    ['read below a file', () => store.read(at('d/f/x')), 'RESOURCE_DOES_NOT_EXIST', "No such artifact: 'd/f/x'"],
    ['write the root', () => store.write(at(''), bytes('x')), 'INVALID_PARAMETER_VALUE', 'Artifact path must include a filename'],
    [
      'write a directory',
      () => store.write(at('d'), bytes('x')),
      'INVALID_PARAMETER_VALUE',
      "Artifact path refers to a directory, not a file: 'd'",
    ],
    [
      'write below a file',
      () => store.write(at('d/f/x'), bytes('x')),
      'INVALID_PARAMETER_VALUE',
      "Artifact path lies below a file: 'd/f/x'",
    ],
    [
      'write deep below a file',
      () => store.write(at('d/f/x/y'), bytes('x')),
      'INVALID_PARAMETER_VALUE',
      "Artifact path lies below a file: 'd/f/x/y'",
    ],
    ['delete the root', () => store.delete(at('')), 'INVALID_PARAMETER_VALUE', 'The root of the artifacts cannot be deleted'],
    ['read an upload', () => store.read(at('.tailrace-tmp/x')), 'INVALID_PARAMETER_VALUE', 'Invalid path'],
    ['list the uploads', () => store.list(at('.tailrace-tmp')), 'INVALID_PARAMETER_VALUE', 'Invalid path'],
    ['write among the uploads', () => store.write(at('.tailrace-tmp/x'), bytes('x')), 'INVALID_PARAMETER_VALUE', 'Invalid path'],
    ['write uploads of a store below', () => store.write(at('d/.Tailrace-TMP/x'), bytes('x')), 'INVALID_PARAMETER_VALUE', 'Invalid path'],
    ['delete the uploads', () => store.delete(at('.tailrace-tmp')), 'INVALID_PARAMETER_VALUE', 'Invalid path'],
    ['stat an upload', () => store.stat(at('.tailrace-tmp/x')), 'INVALID_PARAMETER_VALUE', 'Invalid path'],
    [
      'write a path that is too deep',
      () => store.write(at('x/'.repeat(257)), bytes('x')),
      'INVALID_PARAMETER_VALUE',
      'Invalid path: it is too long',
    ],
    [
      'write a path that is too long',
      () => store.write(at(`${'x'.repeat(200)}/`.repeat(25)), bytes('x')),
      'INVALID_PARAMETER_VALUE',
      'Invalid path: it is too long',
    ],
  ] as const) {
    test(what, async () => {
      const before = await tree()
      await expect(act()).rejects.toMatchObject({ name: 'MlflowError', code, message })
      expect(await tree()).toEqual(before)
    })
  }

  test('a pipe is no file, and does not block the reader', async () => {
    const { execFileSync } = await import('node:child_process')
    execFileSync('mkfifo', [join(root, 'pipe')])
    await expect(store.read(at('pipe'))).rejects.toMatchObject({ code: 'RESOURCE_DOES_NOT_EXIST' })
    expect(await store.list(at(''))).toEqual([{ path: 'd', is_dir: true }])
  })
})

describe('listings', () => {
  test('show one level, sorted by code points', async () => {
    for (const path of ['d/b', 'd/a/x', 'd/B', 'd/\uffee', 'd/😀', 'd/ä']) await store.write(at(path), bytes(path))
    expect(await store.list(at('d'))).toEqual([
      { path: 'd/B', is_dir: false, file_size: 3 },
      { path: 'd/a', is_dir: true },
      { path: 'd/b', is_dir: false, file_size: 3 },
      { path: 'd/ä', is_dir: false, file_size: 4 },
      { path: 'd/\uffee', is_dir: false, file_size: 5 },
      { path: 'd/😀', is_dir: false, file_size: 6 },
    ])
    expect(await store.list(at(''))).toEqual([{ path: 'd', is_dir: true }])
  })

  test('of a file or of nothing are empty', async () => {
    expect(await store.list(at(''))).toEqual([])
    await store.write(at('f'), bytes('x'))
    for (const path of ['f', 'f/x', 'nope', 'nope/x']) expect(await store.list(at(path))).toEqual([])
  })

  test('hold every one of many files', async () => {
    await mkdir(join(root, 'many'), { recursive: true })
    for (let index = 0; index < 1000; index++) await writeFile(join(root, 'many', `f${index}`), 'x'.repeat(index % 7))
    const files = await store.list(at('many'))
    expect(files.length).toBe(1000)
    expect(files.find((file) => file.path === 'many/f13')).toEqual({ path: 'many/f13', is_dir: false, file_size: 6 })
  })
})

describe('deleting', () => {
  test('takes a file, then a tree, then nothing', async () => {
    for (const path of ['d/a', 'd/b/c', 'e']) await store.write(at(path), bytes(path))
    await store.delete(at('d/a'))
    expect(await store.list(at('d'))).toEqual([{ path: 'd/b', is_dir: true }])
    await store.delete(at('d'))
    for (const path of ['d', 'd/x', 'e/x', 'nope/x']) await store.delete(at(path))
    expect(await tree()).toEqual(['.tailrace-tmp/', 'e'])
  })

  test('of a root that was never written to is no error', async () => {
    await store.delete(at('x'))
    await expect(stat(root)).rejects.toMatchObject({ code: 'ENOENT' })
  })
})

describe('links', () => {
  beforeEach(async () => {
    await store.write(at('d/f'), bytes('inside'))
    await mkdir(join(base, 'outside/sub'), { recursive: true })
    await writeFile(join(base, 'outside/secret'), 'secret')
    await mkdir(join(base, 'root2'))
    await symlink(join(base, 'outside'), join(root, 'out'))
    await symlink('../outside/secret', join(root, 'out-file'))
    await symlink(join(base, 'root2'), join(root, 'neighbour'))
    await symlink('out', join(root, 'over'))
    await symlink('/proc/self/root', join(root, 'slash'))
    await symlink(join(base, 'outside/new'), join(root, 'dangling'))
    await symlink('loop', join(root, 'loop'))
    await symlink('d', join(root, 'in'))
    await symlink('d/f', join(root, 'in-file'))
  })

  const outside = 'Invalid path: resolved path is outside the artifact directory'
  for (const [what, act, message] of [
    ['read through a directory', () => store.read(at('out/secret')), outside],
    ['read a file', () => store.read(at('out-file')), outside],
    ['read through a link to a link', () => store.read(at('over/secret')), outside],
    ['read through the system', () => store.read(at('slash/etc/passwd')), outside],
    ['list', () => store.list(at('out')), outside],
    ['list a neighbour whose name starts alike', () => store.list(at('neighbour')), outside],
    ['stat', () => store.stat(at('out-file')), outside],
    ['write through', () => store.write(at('out/new'), bytes('x')), outside],
    ['replace through', () => store.write(at('out/secret'), bytes('x')), outside],
    ['make directories through', () => store.write(at('out/a/b/new'), bytes('x')), outside],
    ['delete through', () => store.delete(at('out/secret')), outside],
    ['delete a tree through', () => store.delete(at('out/sub')), outside],
    ['write through a loop', () => store.write(at('loop/x'), bytes('x')), 'Invalid path: it leads through a loop of links'],
    ['read a loop', () => store.read(at('loop')), 'Invalid path: it leads through a loop of links'],
  ] as const) {
    test(`never lead out: ${what}`, async () => {
      await expect(act()).rejects.toMatchObject({ code: 'INVALID_PARAMETER_VALUE', message })
      expect((await readdir(join(base, 'outside'), { recursive: true })).sort()).toEqual(['secret', 'sub'])
      expect(await readFile(join(base, 'outside/secret'), 'utf8')).toBe('secret')
      expect(await readdir(join(root, '.tailrace-tmp'))).toEqual([])
    })
  }

  test('that dangle make nothing outside', async () => {
    await expect(store.write(at('dangling/x'), bytes('x'))).rejects.toMatchObject({
      message: "Invalid path: the directory of 'dangling/x' cannot be made",
    })
    await expect(store.read(at('dangling'))).rejects.toMatchObject({ code: 'RESOURCE_DOES_NOT_EXIST' })
    expect((await readdir(join(base, 'outside'))).sort()).toEqual(['secret', 'sub'])
  })

  test('are themselves replaced and deleted', async () => {
    await store.delete(at('out'))
    await store.delete(at('in'))
    await store.delete(at('loop'))
    await store.write(at('in-file'), bytes('replaced'))
    expect(await read('d/f')).toBe('inside')
    expect(await read('in-file')).toBe('replaced')
    expect(await readFile(join(base, 'outside/secret'), 'utf8')).toBe('secret')
  })

  test('lead about inside, and are listed only then', async () => {
    expect(await read('in/f')).toBe('inside')
    expect(await read('in-file')).toBe('inside')
    await store.write(at('in/g'), bytes('x'))
    expect(await store.list(at('d'))).toMatchObject([{ path: 'd/f' }, { path: 'd/g' }])
    expect(await store.list(at(''))).toEqual([
      { path: 'd', is_dir: true },
      { path: 'in', is_dir: true },
      { path: 'in-file', is_dir: false, file_size: 6 },
    ])
  })

  test('may be the root itself', async () => {
    await symlink(root, join(base, 'alias'))
    const alias = new LocalArtifactStore(join(base, 'alias'))
    await alias.write(at('x/y'), bytes('z'))
    expect(await read('x/y')).toBe('z')
  })

  test('of a tree are not followed when it is deleted', async () => {
    await symlink(join(base, 'outside'), join(root, 'd/out'))
    await store.delete(at('d'))
    expect((await readdir(join(base, 'outside'))).sort()).toEqual(['secret', 'sub'])
  })

  test('put in the place of directories while the server reads show nothing of the outside', async () => {
    await mkdir(join(root, 'flip'))
    await writeFile(join(root, 'flip/secret'), 'inside')
    let flipping = true
    const flips = (async () => {
      while (flipping) {
        await rename(join(root, 'flip'), join(root, 'kept'))
        await symlink(join(base, 'outside'), join(root, 'flip'))
        await rm(join(root, 'flip'))
        await rename(join(root, 'kept'), join(root, 'flip'))
      }
    })()
    const seen = new Set<string>()
    for (let round = 0; round < 2000; round++) seen.add(await read('flip/secret').catch((error: Error) => error.message))
    flipping = false
    await flips
    expect([...seen].sort()).toEqual([outside, "No such artifact: 'flip/secret'", 'inside'])
  })

  test('that are turned outwards while the server writes lead nothing there', async () => {
    let flipping = true
    const flips = (async () => {
      for (let round = 0; flipping; round++) {
        await symlink(round % 2 ? join(base, 'outside') : 'd', join(root, 'next'))
        await rename(join(root, 'next'), join(root, 'in'))
      }
    })()
    const turned = "Invalid path: the directory of 'in/deep/written' cannot be made"
    const results = []
    for (let round = 0; round < 500; round++) {
      results.push(await store.write(at('in/deep/written'), bytes('x')).catch((error: Error) => error.message))
      await store.delete(at('d/deep'))
    }
    flipping = false
    await flips
    expect([...new Set(results)].filter((result) => result !== turned)).toEqual(expect.arrayContaining([undefined, outside]))
    expect([undefined, outside, turned]).toEqual(expect.arrayContaining([...new Set(results)]))
    expect((await readdir(join(base, 'outside'))).sort()).toEqual(['secret', 'sub'])
  })
})

describe('writers and readers at once', () => {
  test('readers see one whole version or another', async () => {
    const versions = Array.from({ length: 8 }, (_, index) => Buffer.alloc(300_000 + index * 1000, String(index)))
    await store.write(at('d/f'), bytes(...versions.slice(0, 1)))
    let writing = true
    const writers = Promise.all(
      versions.map(async (version) => {
        for (let round = 0; round < 8; round++) await store.write(at('d/f'), bytes(version.subarray(0, 100_000), version.subarray(100_000)))
      }),
    ).finally(() => (writing = false))
    let reads = 0
    while (writing) {
      const text = await read('d/f')
      const version = Number(text[0])
      expect(text.length).toBe(300_000 + version * 1000)
      expect(text).toBe(text[0]?.repeat(text.length))
      reads++
    }
    await writers
    expect(reads).toBeGreaterThan(0)
    expect(await tree()).toEqual(['.tailrace-tmp/', 'd/', 'd/f'])
  })

  test('of the same new directories all succeed', async () => {
    const paths = Array.from({ length: 50 }, (_, index) => `a/b/c/${index}`)
    await Promise.all(paths.map((path) => store.write(at(path), bytes(path))))
    expect((await store.list(at('a/b/c'))).length).toBe(50)
  })

  test('and a delete of their directory leave files that are whole, or none', async () => {
    for (let round = 0; round < 20; round++) {
      const writes = Array.from({ length: 10 }, (_, index) => store.write(at(`t/d${index}/f`), bytes('whole')))
      await Promise.all([...writes, store.delete(at('t')), store.delete(at('t'))])
      for (const { path } of await store.list(at('t'))) {
        for (const file of await store.list(at(path))) expect(file.file_size).toBe(5)
      }
    }
    expect(await readdir(join(root, '.tailrace-tmp'))).toEqual([])
  })

  test('that disagree about a name: one kind wins, the others are refused', async () => {
    const writes = [store.write(at('n'), bytes('x')), store.write(at('n/x'), bytes('x')), store.write(at('n'), bytes('y'))]
    const refused = (await Promise.allSettled(writes)).filter((result) => result.status === 'rejected')
    expect(refused.length).toBeGreaterThan(0)
    for (const { reason } of refused) expect(reason).toMatchObject({ code: 'INVALID_PARAMETER_VALUE' })
  })
})

describe('aborted uploads', () => {
  test('leave nothing, not even directories', async () => {
    await store.write(at('old'), bytes('old'))
    async function* source() {
      yield Buffer.alloc(3_000_000)
      throw new Error('aborted')
    }
    await expect(store.write(at('new/d/f'), source())).rejects.toThrow('aborted')
    await expect(store.write(at('old'), source())).rejects.toThrow('aborted')
    expect(await tree()).toEqual(['.tailrace-tmp/', 'old'])
    expect(await read('old')).toBe('old')
  })

  test('by a client that hangs up amid its request leave nothing', async () => {
    const ended = Promise.withResolvers<unknown>()
    const server = createServer((req) => {
      store.write(at('new/f'), req).then(() => ended.resolve('written'), ended.resolve)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const client = request({ port, host: '127.0.0.1', method: 'PUT', headers: { 'content-length': 5_000_000 } })
    client.on('error', () => undefined)
    client.write(Buffer.alloc(2_000_000), () => setTimeout(() => client.destroy(), 50))
    expect(await ended.promise).toBeInstanceOf(Error)
    server.close()
    expect(await tree()).toEqual(['.tailrace-tmp/'])
  })

  test('of a killed server are swept when they are old, those under way are not', async () => {
    await mkdir(join(root, '.tailrace-tmp'), { recursive: true })
    for (const name of ['old', 'young']) await writeFile(join(root, '.tailrace-tmp', name), 'x')
    const yesterday = new Date(Date.now() - 25 * 3600 * 1000)
    await utimes(join(root, '.tailrace-tmp/old'), yesterday, yesterday)
    expect(await store.sweep()).toBe(1)
    expect(await readdir(join(root, '.tailrace-tmp'))).toEqual(['young'])
    expect(await new LocalArtifactStore(join(base, 'nowhere')).sweep()).toBe(0)
  })
})

test('a file that grows under the reader is read as long as it was announced', async () => {
  await store.write(at('f'), bytes('hello'))
  const content = await store.read(at('f'))
  const file = await open(join(root, 'f'), 'a')
  await file.write(' world')
  await file.close()
  expect(String(Buffer.concat(await content.stream.toArray()))).toBe('hello')
})

test('a hard link elsewhere keeps its bytes when the file is replaced', async () => {
  await store.write(at('f'), bytes('old'))
  await link(join(root, 'f'), join(base, 'kept'))
  await store.write(at('f'), bytes('new'))
  expect(await readFile(join(base, 'kept'), 'utf8')).toBe('old')
  expect((await lstat(join(root, 'f'))).nlink).toBe(1)
})

test('no file stays open', async () => {
  const openFiles = async () => (await readdir('/proc/self/fd')).length
  await store.write(at('d/f'), bytes('x'))
  const before = await openFiles()
  for (let round = 0; round < 20; round++) {
    await store.write(at('d/f'), bytes('x'))
    await read('d/f')
    await store.list(at('d'))
    await store.stat(at('d/f'))
    await store.read(at('d')).catch(() => undefined)
    await store.read(at('d/f'), { start: 9 }).catch(() => undefined)
    await store.write(at('d'), bytes('x')).catch(() => undefined)
    await store.delete(at('d/nope'))
  }
  expect(await openFiles()).toBeLessThan(before + 10)
})

test('a directory that the server may not use is reported without its path', async () => {
  await mkdir(root)
  await chmod(root, 0o555)
  await chmod(base, 0o755)
  // The administrator may write everywhere, so become somebody else for a moment.
  const administrator = process.geteuid?.() === 0
  if (administrator) process.seteuid?.(65_534)
  try {
    const refused = await store.write(at('f'), bytes('x')).catch((error: unknown) => error)
    expect(refused).toMatchObject({
      code: 'TEMPORARILY_UNAVAILABLE',
      message: 'The server lacks the permission to use its artifact storage',
    })
    await expect(store.probe()).rejects.toMatchObject({
      code: 'TEMPORARILY_UNAVAILABLE',
      fault: expect.stringContaining('EACCES') as string,
    })
  } finally {
    if (administrator) process.seteuid?.(0)
  }
})
