import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { Artifacts } from './artifacts.ts'
import { createClient } from './client.ts'
import { startFaulty } from './servers-for-tests.ts'
import type { Progress } from './transfer.ts'

type Asked = { readonly method: string; readonly path: string; readonly body: string; readonly headers: IncomingMessage['headers'] }
type Answer = (asked: Asked, reply: ServerResponse, url: string) => void

let stop: () => void = () => {}
afterEach(() => {
  stop()
  delete process.env['MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE']
  delete process.env['MLFLOW_MULTIPART_UPLOAD_CHUNK_SIZE']
})

/** Files of a run below an address, on a server that answers as a test wants, and what it was asked. */
async function filesOn(answer: Answer, { uri = 'mlflow-artifacts:/1/r/artifacts', retries = 3, token = 'secret' } = {}) {
  const asked: Asked[] = []
  const server = await startFaulty((request, reply) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request
      const one = { method, path, headers, body: Buffer.concat(chunks).toString('latin1') }
      asked.push(one)
      answer(one, reply, server.url)
    })
  })
  stop = server.stop
  const client = createClient({ trackingUri: server.url, retries, maxRetryDelay: 10, token })
  const place = uri.replace('SERVER', server.url)
  return { files: new Artifacts(client, { run_id: 'r' }, place), asked, url: server.url }
}

const json = (reply: ServerResponse, value: unknown, status = 200): void => {
  reply.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}
const refuse = (reply: ServerResponse, status: number): void => json(reply, { error_code: 'NOT_IMPLEMENTED', message: 'not here' }, status)

const queryOf = ({ path }: Asked): URLSearchParams => new URL(path, 'http://x').searchParams

describe('a tree of files', () => {
  const all = async (files: Artifacts, from?: string): Promise<string[]> => {
    const paths: string[] = []
    for await (const { path } of files.walk(from)) paths.push(path)
    return paths
  }
  const folder = (path: string) => ({ path, is_dir: true })
  const file = (path: string) => ({ path, is_dir: false, file_size: 1 })

  test('is walked folder by folder', async () => {
    const tree: Readonly<Record<string, object[]>> = {
      '': [folder('a'), file('z')],
      a: [file('a/1'), folder('a/b')],
      'a/b': [file('a/b/2')],
    }
    const { files } = await filesOn((asked, reply) => json(reply, { files: tree[queryOf(asked).get('path') ?? ''] }))
    expect(await all(files)).toEqual(['a/1', 'a/b/2', 'z'])
    expect(await all(files, 'a/')).toEqual(['a/1', 'a/b/2'])
  })

  for (const [why, listed] of [
    ['a folder that holds itself', (path: string) => [folder(path || 'loop')]],
    ['folders without an end', (path: string) => [folder(path === '' ? 'deep' : `${path}/deep`)]],
    ['a file beside the folder', (path: string) => [path === '' ? folder('a') : file('b/1')]],
    ['a folder above', (path: string) => [folder(path === '' ? 'a' : 'a/../..')]],
    ['no name', () => [file('')]],
  ] as const) {
    test(`${why} is refused`, async () => {
      const { files, asked } = await filesOn((one, reply) => json(reply, { files: listed(queryOf(one).get('path') ?? '') }))
      await expect(all(files)).rejects.toThrow(/Invalid path/)
      expect(asked.length).toBeLessThan(110)
    })
  }
})

describe('uploads in parts', () => {
  const offered = (asked: Asked, reply: ServerResponse, url: string, parts = 3): boolean => {
    if (asked.path.endsWith('/server-info')) json(reply, { multipart_uploads_enabled: true })
    else if (asked.path.includes('/mpu/create/')) {
      const credentials = Array.from({ length: parts }, (_, index) => ({
        url: `${url}/store/${index + 1}`,
        part_number: index + 1,
        headers: { 'x-part': '1' },
      }))
      json(reply, { upload_id: 'u', credentials })
    } else return false
    return true
  }
  const small = (): void => {
    process.env['MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE'] = '10'
    process.env['MLFLOW_MULTIPART_UPLOAD_CHUNK_SIZE'] = '10'
  }

  test('go straight to the store, a broken part again, and are put together in order', async () => {
    small()
    let broken = false
    const { files, asked } = await filesOn((one, reply, url) => {
      if (offered(one, reply, url)) return
      if (one.path === '/store/2' && !broken) return void ((broken = true), reply.writeHead(503).end())
      reply.writeHead(200, { etag: `"${one.path.at(-1)}"` }).end('{}')
    })
    const progress: Progress[] = []
    await files.write('big/model.bin', new Blob(['0123456789abcdefghijKLMNO']), { onProgress: (each) => progress.push(each) })
    const stored = asked.filter(({ path }) => path.startsWith('/store/'))
    expect(stored.map(({ path, body }) => [path, body]).sort()).toEqual([
      ['/store/1', '0123456789'],
      ['/store/2', 'abcdefghij'],
      ['/store/2', 'abcdefghij'],
      ['/store/3', 'KLMNO'],
    ])
    for (const { headers } of stored) expect(headers['x-part']).toBe('1')
    const done = asked.find(({ path }) => path.includes('/mpu/complete/'))
    expect(done?.path).toBe('/api/2.0/mlflow-artifacts/mpu/complete/1/r/artifacts/big')
    expect(JSON.parse(done?.body ?? '')).toMatchObject({
      path: 'model.bin',
      upload_id: 'u',
      parts: [1, 2, 3].map((number) => ({ part_number: number, etag: `"${number}"` })),
    })
    expect(progress.at(-1)).toEqual({ path: 'big/model.bin', loaded: 25, total: 25 })
  })

  test('that fail are taken back', async () => {
    small()
    const { files, asked } = await filesOn((one, reply, url) => {
      if (offered(one, reply, url)) return
      reply.writeHead(one.path === '/store/3' ? 403 : 200).end('{}')
    })
    await expect(files.write('model.bin', new Blob(['x'.repeat(25)]))).rejects.toMatchObject({ status: 403 })
    expect(asked.map(({ path }) => path)).toContain('/api/2.0/mlflow-artifacts/mpu/abort/1/r/artifacts')
    expect(asked.some(({ path }) => path.includes('/complete/'))).toBe(false)
  })

  for (const [why, answer, bytes] of [
    [
      'the server does not offer them',
      (asked: Asked, reply: ServerResponse) => asked.path.endsWith('/server-info') && (json(reply, {}), true),
      25,
    ],
    [
      'the server does not know the question',
      (asked: Asked, reply: ServerResponse) => asked.path.endsWith('/server-info') && (refuse(reply, 404), true),
      25,
    ],
    [
      'its store has none',
      (asked: Asked, reply: ServerResponse) =>
        (asked.path.endsWith('/server-info') && (json(reply, { multipart_uploads_enabled: true }), true)) ||
        (asked.path.includes('/mpu/') && (refuse(reply, 501), true)),
      25,
    ],
    ['the file is small', () => false, 9],
  ] as const) {
    test(`${why}: the file goes in one`, async () => {
      small()
      const { files, asked } = await filesOn((one, reply) => void (answer(one, reply) || reply.end('{}')))
      await files.write('model.bin', new Blob(['x'.repeat(bytes)]))
      expect(asked.at(-1)).toMatchObject({
        method: 'PUT',
        path: '/api/2.0/mlflow-artifacts/artifacts/1/r/artifacts/model.bin',
        body: 'x'.repeat(bytes),
      })
    })
  }
})

describe('addresses that the server signs', () => {
  const uri = 's3://bucket/1/r/artifacts'

  test('take files, and get neither credentials nor more than the signature covers', async () => {
    const { files, asked } = await filesOn(
      (one, reply, url) => {
        if (one.path.includes('presigned-upload-url'))
          json(reply, { presigned_url: `${url.replace('127.0.0.1', 'localhost')}/bucket/a?sig=1`, headers: { 'x-amz-acl': 'private' } })
        else reply.end()
      },
      { uri },
    )
    await files.write('a/b.txt', 'hello')
    expect(JSON.parse(asked[0]?.body ?? '')).toEqual({ run_id: 'r', path: 'a/b.txt' })
    expect(asked[1]).toMatchObject({
      method: 'PUT',
      path: '/bucket/a?sig=1',
      body: 'hello',
      headers: { 'x-amz-acl': 'private', 'content-type': 'text/plain' },
    })
    expect([asked[0]?.headers.authorization, asked[1]?.headers.authorization]).toEqual(['Bearer secret', undefined])
  })

  test('give files', async () => {
    const { files } = await filesOn(
      (one, reply, url) =>
        one.path.includes('presigned-download-url') ? json(reply, { presigned_url: `${url}/bucket/a?sig=2` }) : void reply.end('stored'),
      { uri },
    )
    expect(await files.text('a')).toBe('stored')
  })

  test('that the server does not know: files come through the server', async () => {
    const { files, asked } = await filesOn(
      (one, reply) => (one.path.startsWith('/get-artifact') ? void reply.end('through') : refuse(reply, 501)),
      { uri },
    )
    expect(await files.text('a b/c')).toBe('through')
    expect(asked.at(-1)?.path).toBe('/get-artifact?run_id=r&path=a%20b%2Fc')
    await expect(files.write('a', 'x')).rejects.toMatchObject({ status: 501 })
  })
})

describe('downloads', () => {
  const text = 'abcdefghijklmnopqrstuvwxyz'
  /** Gives at most ten bytes at a time and then breaks the connection. */
  const breaking =
    (etag: string | undefined, changes = false): Answer =>
    ({ headers }, reply) => {
      const from = Number(/bytes=(\d+)-/.exec(headers.range ?? '')?.[1] ?? 0)
      const rest = text.slice(from)
      const isPart = from > 0 && !changes
      reply.writeHead(isPart ? 206 : 200, { 'content-length': isPart ? rest.length : text.length, ...(etag !== undefined && { etag }) })
      if (rest.length <= 10) reply.end(rest)
      else reply.write(rest.slice(0, 10), () => setTimeout(() => reply.destroy(), 20))
    }

  test('that break go on where they stopped', async () => {
    const { files, asked } = await filesOn(breaking('"v1"'))
    const progress: number[] = []
    expect(await files.text('a.txt', { onProgress: ({ loaded }) => progress.push(loaded) })).toBe(text)
    expect(asked.map(({ headers }) => headers.range)).toEqual([undefined, 'bytes=10-', 'bytes=20-'])
    expect(asked.at(-1)?.headers['if-range']).toBe('"v1"')
    expect(progress.at(-1)).toBe(text.length)
  })

  for (const [why, answer, options, message] of [
    ['the file has changed', breaking('"v1"', true), {}, /has changed while it was read/],
    ['the file has no version', breaking(undefined), {}, /./],
    ['too often', breaking('"v1"'), { retries: 1 }, /./],
  ] as const) {
    test(`fail when ${why}`, async () => {
      const { files } = await filesOn(answer, options)
      await expect(files.text('a.txt')).rejects.toThrow(message)
    })
  }

  test('to this machine leave no half files', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tailrace-files-'))
    try {
      const listed = [
        { path: 'sub/good.txt', is_dir: false },
        { path: 'sub/bad.txt', is_dir: false },
      ]
      const { files } = await filesOn((one, reply) => {
        if (one.path.includes('/artifacts/list')) return json(reply, { files: listed })
        if (one.path.endsWith('good.txt')) return void reply.end('good')
        breaking(undefined)(one, reply, '')
      })
      await expect(files.download('sub', folder)).rejects.toThrow()
      expect(readdirSync(join(folder, 'sub'))).toEqual(['good.txt'])
      expect(readFileSync(join(folder, 'sub/good.txt'), 'utf8')).toBe('good')
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})

describe('paths and places', () => {
  for (const path of ['../a', 'a/../../b', '/etc/passwd', 'a//b', '..']) {
    test(`${path} is refused before anything is sent`, async () => {
      const { files, asked } = await filesOn((_, reply) => void reply.end())
      await expect(files.write(path, 'x')).rejects.toThrow(/Invalid path/)
      await expect(files.text(path)).rejects.toThrow(/Invalid path/)
      await expect(files.list(path)).rejects.toThrow(/Invalid path/)
      expect(asked).toEqual([])
    })
  }

  test('a file needs a name', async () => {
    const { files } = await filesOn((_, reply) => void reply.end())
    await expect(files.write('', 'x')).rejects.toThrow(/needs a name/)
  })

  for (const [uri, path] of [
    ['mlflow-artifacts:/1/r/artifacts', '/api/2.0/mlflow-artifacts/artifacts/1/r/artifacts/a%20b/%C3%A9.txt'],
    ['SERVER/api/2.0/mlflow-artifacts/artifacts/x/', '/api/2.0/mlflow-artifacts/artifacts/x/a%20b/%C3%A9.txt'],
  ] as const) {
    test(`${uri}: a file lies at ${path}`, async () => {
      const { files, asked } = await filesOn((_, reply) => void reply.end(), { uri })
      await files.write('a b/é.txt', 'x')
      expect(asked[0]?.path).toBe(path)
      expect(asked[0]?.headers.authorization).toBe('Bearer secret')
    })
  }

  test('a stream is sent once: nobody could read it again', async () => {
    const { files, asked } = await filesOn((_, reply) => void reply.writeHead(503).end())
    await expect(files.write('a', new Blob(['x']).stream())).rejects.toMatchObject({ status: 503 })
    expect(asked).toHaveLength(1)
    await expect(files.write('a', 'x')).rejects.toMatchObject({ status: 503 })
    expect(asked).toHaveLength(5)
  })
})
