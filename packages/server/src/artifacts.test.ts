import { mkdir, readdir, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createExperiment, createRun } from '@tailrace/contract'
import type { LightMyRequestResponse } from 'fastify'
import { describe, expect, test } from 'vitest'
import { type TestServer, expectEnvelope, rawConnection, testServer } from './server-for-tests.ts'

const PROXY = '/api/2.0/mlflow-artifacts/artifacts'
const NOBODY = 'f'.repeat(32)

async function newRun({ store }: TestServer, experiment_id = '0'): Promise<{ id: string; uri: string }> {
  const { run } = await store.call(createRun, { experiment_id })
  return { id: run.info.run_id, uri: run.info.artifact_uri ?? '' }
}

const server = await testServer()
const { app, folder } = server
const run = await newRun(server)
const root = `${PROXY}/0/${run.id}/artifacts`
const put = (path: string, payload: string | Buffer, prefix = root) => app.inject({ method: 'PUT', url: `${prefix}/${path}`, payload })
const get = (path: string, headers: Record<string, string> = {}) => app.inject({ url: `${root}/${path}`, headers })
const file = (path: string, headers: Record<string, string> = {}) =>
  app.inject({ url: `/get-artifact?${new URLSearchParams({ run_id: run.id, path })}`, headers })
const list = async (path?: string) =>
  (await app.inject({ url: `/api/2.0/mlflow/artifacts/list?${new URLSearchParams({ run_id: run.id, ...(path && { path }) })}` })).json()

const BINARY = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 7) % 256))
for (const [path, content] of [
  ['a.txt', 'hello'],
  ['data/page.html', '<script>alert(1)</script>'],
  ['data/image.svg', '<svg onload="alert(1)"/>'],
  ['data/deep/bytes.bin', BINARY],
  ['empty', ''],
  ['%C3%BCn%C3%AF%20x.txt', 'unicode'],
  ['MLmodel', 'flavors: {}'],
] as const) {
  const reply = await put(path, content)
  expect([reply.statusCode, reply.body]).toEqual([200, ''])
}

describe('download', () => {
  const readers: readonly [string, (path: string, headers?: Record<string, string>) => Promise<LightMyRequestResponse>][] = [
    ['the proxy', get],
    ['get-artifact', file],
  ]
  for (const [by, read] of readers) {
    test(`${by} sends a file with its description`, async () => {
      const { statusCode, body, headers } = await read('a.txt')
      expect([statusCode, body]).toEqual([200, 'hello'])
      expect(headers).toMatchObject({
        'content-type': 'text/plain',
        'content-length': '5',
        'content-disposition': 'attachment; filename=a.txt',
        'cache-control': 'no-cache',
        'accept-ranges': 'bytes',
        etag: expect.stringMatching(/^".+"$/),
        'last-modified': expect.stringMatching(/ GMT$/),
      })
    })
    for (const path of ['data/page.html', 'data/image.svg']) {
      test(`${by} never lets ${path} run with the UI's origin`, async () => {
        expect((await read(path)).headers).toMatchObject({
          'content-disposition': expect.stringMatching(/^attachment/),
          'content-security-policy': "sandbox; default-src 'none'",
          'x-content-type-options': 'nosniff',
        })
      })
    }
    test(`${by} streams a large file whole`, async () => {
      const reply = await read('data/deep/bytes.bin')
      expect(reply.rawPayload.equals(BINARY)).toBe(true)
    })
    for (const [range, status, contentRange, bytes] of [
      ['bytes=0-0', 206, 'bytes 0-0/300000', [0, 1]],
      ['bytes=10-99', 206, 'bytes 10-99/300000', [10, 100]],
      ['bytes=100-', 206, 'bytes 100-299999/300000', [100, 300_000]],
      ['bytes=-5', 206, 'bytes 299995-299999/300000', [299_995, 300_000]],
      ['bytes=299990-400000', 206, 'bytes 299990-299999/300000', [299_990, 300_000]],
      ['bytes=5-1', 200, undefined, [0, 300_000]],
      ['lines=1-2', 200, undefined, [0, 300_000]],
      ['bytes=0-1,5-6', 200, undefined, [0, 300_000]],
    ] as const) {
      test(`${by} sends the range ${range}`, async () => {
        const reply = await read('data/deep/bytes.bin', { range })
        expect([reply.statusCode, reply.headers['content-range']]).toEqual([status, contentRange])
        expect(reply.rawPayload.equals(BINARY.subarray(...bytes))).toBe(true)
        expect(reply.headers['content-length']).toBe(String(bytes[1] - bytes[0]))
      })
    }
    test(`${by} refuses a range beyond the file`, async () => {
      const reply = await read('a.txt', { range: 'bytes=5-9' })
      expectEnvelope(reply, 416)
      expect(reply.headers['content-range']).toBe('bytes */5')
    })
    test(`${by} says 304 to who has the file`, async () => {
      const { headers } = await read('a.txt')
      for (const known of [
        { 'if-none-match': String(headers['etag']) },
        { 'if-none-match': `"other", W/${String(headers['etag'])}` },
        { 'if-modified-since': String(headers['last-modified']) },
      ]) {
        const reply = await read('a.txt', known)
        expect([reply.statusCode, reply.body]).toEqual([304, ''])
      }
      const since = await read('a.txt', { 'if-none-match': '"other"', 'if-modified-since': String(headers['last-modified']) })
      expect(since.statusCode).toBe(200)
    })
    test(`${by} continues only the file that was begun`, async () => {
      const { etag } = (await read('a.txt')).headers
      expect((await read('a.txt', { range: 'bytes=1-2', 'if-range': String(etag) })).body).toBe('el')
      expect((await read('a.txt', { range: 'bytes=1-2', 'if-range': '"older"' })).body).toBe('hello')
    })
    test(`${by} names what is missing`, async () => {
      const reply = await read('nothing')
      expectEnvelope(reply, 404, 'RESOURCE_DOES_NOT_EXIST')
      expect(reply.json().message).toBe(`No such artifact: '0/${run.id}/artifacts/nothing'`)
      expectEnvelope(await read('data'), 400, 'INVALID_PARAMETER_VALUE')
      expectEnvelope(await read('a.txt/below'), 404)
    })
  }
  test('names beyond ASCII', async () => {
    const { headers, body } = await get('%C3%BCn%C3%AF%20x.txt')
    expect(body).toBe('unicode')
    expect(headers['content-disposition']).toBe('attachment; filename="uni x.txt"; filename*=UTF-8\'\'%C3%BCn%C3%AF%20x.txt')
  })
  test('an empty file', async () => expect([(await get('empty')).statusCode, (await get('empty')).body]).toEqual([200, '']))
  test('HEAD tells the size', async () => {
    const { statusCode, headers, body } = await app.inject({ method: 'HEAD', url: `${root}/data/deep/bytes.bin` })
    expect([statusCode, headers['content-length'], body]).toEqual([200, '300000', ''])
  })
  test('the alias below /ajax-api', async () => {
    expect((await app.inject({ url: `${root.replace('/api/', '/ajax-api/')}/a.txt` })).body).toBe('hello')
  })
  for (const [why, query, status] of [
    ['no run', 'path=a.txt', 400],
    ['no path', `run_id=${run.id}`, 400],
    ['an unknown run', `run_id=${NOBODY}&path=a.txt`, 404],
    ['a climbing path', `run_id=${run.id}&path=../../x`, 400],
    ['an absolute path', `run_id=${run.id}&path=/etc/passwd`, 400],
    ['an encoded climb', `run_id=${run.id}&path=%252e%252e/x`, 400],
  ] as const) {
    test(`get-artifact refuses ${why}`, async () => expectEnvelope(await app.inject({ url: `/get-artifact?${query}` }), status))
  }
  test('run_uuid is the old name of run_id', async () => {
    expect((await app.inject({ url: `/get-artifact?run_uuid=${run.id}&path=a.txt` })).body).toBe('hello')
  })
})

describe('paths that lead elsewhere are refused by every route', () => {
  for (const path of [
    '..',
    '../x',
    '%2e%2e/x',
    '%252e%252e/x',
    'a/../../x',
    '..%2fx',
    '..%5cx',
    '%2fetc%2fpasswd',
    '/etc/passwd',
    'C:%5cx',
    '%00',
    'file:/x',
  ]) {
    test(path, async () => {
      for (const method of ['GET', 'PUT', 'DELETE', 'HEAD'] as const) {
        // A raw request: clients, and the injected ones, resolve dots themselves.
        const { statusCode } = await rawRequest(method, `${PROXY}/${path}`)
        expect(statusCode).toBe(400)
      }
    })
  }
  test('nothing came to lie outside', async () => {
    expect((await readdir(folder)).filter((name) => !name.startsWith('test.db')).sort()).toEqual(['artifacts', 'ui'])
    expect((await readdir(join(folder, 'artifacts'))).filter((name) => !name.startsWith('.'))).toEqual(['0'])
  })
})

let port: number | undefined
async function rawRequest(method: string, path: string): Promise<{ statusCode: number }> {
  port ??= await server.listen()
  const connection = await rawConnection(
    port,
    `${method} ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`,
  )
  await connection.closed
  return { statusCode: Number(connection.text().slice(9, 12)) }
}

describe('upload', () => {
  test('an upload that breaks off leaves the old file', async () => {
    await put('kept.txt', 'old')
    port ??= await server.listen()
    const connection = await rawConnection(port, `PUT ${root}/kept.txt HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nnew`)
    connection.socket.destroy()
    await connection.closed
    await expect.poll(async () => (await readdir(join(folder, 'artifacts', '.tailrace-tmp'))).length, { timeout: 15_000 }).toBe(0)
    expect((await get('kept.txt')).body).toBe('old')
  })
  test('a file replaces a file', async () => {
    await put('twice.txt', 'one')
    await put('twice.txt', 'two')
    expect((await get('twice.txt')).body).toBe('two')
  })
  test('a file does not replace a directory, nor lie below a file', async () => {
    expectEnvelope(await put('data', 'x'), 400)
    expectEnvelope(await put('a.txt/x', 'x'), 400)
    expectEnvelope(await put('', 'x'), 400)
  })
  test('directories are closed to other users', async () => {
    expect((await stat(join(folder, 'artifacts', '0', run.id))).mode & 0o777).toBe(0o700)
  })
  test('delete removes a file or a tree, and does not mind a missing one', async () => {
    await put('gone/a/b.txt', 'x')
    for (const path of ['gone', 'gone']) {
      const reply = await app.inject({ method: 'DELETE', url: `${root}/${path}` })
      expect([reply.statusCode, reply.body]).toEqual([200, '{}'])
    }
    expectEnvelope(await get('gone/a/b.txt'), 404)
  })

  const upload = (query: string, payload: string | Buffer) =>
    app.inject({ method: 'POST', url: `/ajax-api/2.0/mlflow/upload-artifact?${query}`, payload, headers: { 'content-type': 'text/plain' } })
  test("the UI's route stores a file of a run", async () => {
    const reply = await upload(`run_uuid=${run.id}&path=notes/n.md`, '# note')
    expect([reply.statusCode, reply.body]).toEqual([200, ''])
    expect((await get('notes/n.md')).body).toBe('# note')
  })
  for (const [why, query, payload, message] of [
    ['no run', 'path=x', 'x', 'Request must specify run_uuid.'],
    ['no path', `run_uuid=${run.id}`, 'x', 'Request must specify path.'],
    ['no data', `run_uuid=${run.id}&path=x`, '', 'Request must specify data.'],
    ['a climbing path', `run_uuid=${run.id}&path=../x`, 'x', 'Invalid path'],
    ['more than 10 MiB', `run_uuid=${run.id}&path=x`, Buffer.alloc(10 * 1024 * 1024 + 1), 'Artifact size is too large. Max size is 10MB.'],
  ] as const) {
    test(`the UI's route refuses ${why}`, async () => {
      const reply = await upload(query, payload)
      expectEnvelope(reply, 400, 'INVALID_PARAMETER_VALUE')
      expect(reply.json().message).toBe(message)
    })
  }
  test("the UI's route refuses an unknown run", async () => expectEnvelope(await upload(`run_uuid=${NOBODY}&path=x`, 'x'), 404))
})

describe('list', () => {
  test('paths of a run are relative to its root', async () => {
    const { root_uri, files } = await list()
    expect(root_uri).toBe(run.uri)
    expect(files).toContainEqual({ path: 'a.txt', is_dir: false, file_size: 5 })
    expect(files).toContainEqual({ path: 'data', is_dir: true })
    expect((await list('data')).files).toEqual([
      { path: 'data/deep', is_dir: true },
      { path: 'data/image.svg', is_dir: false, file_size: 24 },
      { path: 'data/page.html', is_dir: false, file_size: 25 },
    ])
  })
  test('a file and a missing path have no files', async () => {
    for (const path of ['a.txt', 'nowhere']) expect(await list(path)).toEqual({ root_uri: run.uri })
  })
  test('the proxy lists base names, and never its own folder', async () => {
    expect((await app.inject({ url: `${PROXY}?path=0/${run.id}/artifacts/data` })).json()).toMatchObject({
      files: [{ path: 'deep', is_dir: true }, { path: 'image.svg' }, { path: 'page.html' }],
    })
    expect((await app.inject({ url: PROXY })).json()).toEqual({ files: [{ path: '0', is_dir: true }] })
    expect((await app.inject({ url: `${PROXY}?path=none` })).json()).toEqual({})
  })
})

describe('addresses for object stores, which a local folder has not', () => {
  const post = (url: string, payload: object) => app.inject({ method: 'POST', url, payload })
  for (const [step, payload] of [
    ['create', { path: 'a', num_parts: 2 }],
    ['complete', { path: 'a', upload_id: 'u', parts: [{ part_number: 1, etag: 'e' }] }],
    ['abort', { path: 'a', upload_id: 'u' }],
  ] as const) {
    test(`multipart ${step}`, async () => {
      const reply = await post(`/api/2.0/mlflow-artifacts/mpu/${step}/dir`, payload)
      expect([reply.statusCode, reply.json()]).toEqual([
        501,
        { error_code: 'NOT_IMPLEMENTED', message: 'Multipart upload is not supported for the current artifact repository' },
      ])
      expectEnvelope(await post(`/api/2.0/mlflow-artifacts/mpu/${step}/dir`, {}), 400)
    })
  }
  test('presigned download behind the proxy', async () => {
    expectEnvelope(await app.inject({ url: '/api/2.0/mlflow-artifacts/presigned/a' }), 501, 'NOT_IMPLEMENTED')
    expectEnvelope(await app.inject({ url: '/api/2.0/mlflow-artifacts/presigned/%252e%252e/a' }), 400)
  })
  const PROXIED = 'proxied artifact storage (artifact URI scheme: mlflow-artifacts). This endpoint requires'
  for (const [kind, payload, status, message] of [
    ['upload', { run_id: run.id, path: 'a' }, 400, `Presigned upload is not supported for ${PROXIED} a direct cloud storage artifact URI.`],
    ['upload', { path: 'a' }, 400, 'Exactly one of run_id and model_id must be provided.'],
    ['upload', { run_id: run.id, model_id: 'm', path: 'a' }, 400, 'Exactly one of run_id and model_id must be provided.'],
    ['upload', { run_id: run.id, path: '../a' }, 400, 'Invalid path'],
    ['upload', { run_id: NOBODY, path: 'a' }, 404, `Run with id=${NOBODY} not found`],
    [
      'download',
      { run_id: run.id, path: 'a' },
      400,
      `Presigned download is not supported for runs with ${PROXIED} a run with a direct cloud storage artifact URI.`,
    ],
    ['download', { run_id: run.id, path: 'a', expiration: -1 }, 400, 'expiration must be between 1 and 604800 seconds (got -1).'],
    ['download', { run_id: run.id, path: 'a', expiration: 604_801 }, 400, 'expiration must be between 1 and 604800 seconds (got 604801).'],
  ] as const) {
    test(`presigned ${kind}: ${message.slice(0, 60)}`, async () => {
      const reply = await post(`/api/2.0/mlflow/artifacts/presigned-${kind}-url`, payload)
      expectEnvelope(reply, status)
      expect(reply.json().message).toBe(message)
    })
  }
})

describe('without a proxy', async () => {
  const direct = await testServer({ serve_artifacts: false })
  const { folder: place } = direct
  const inside = await testServer({ serve_artifacts: false, local_artifact_roots: [place] })
  const runIn = async (location: string, owner = inside) => {
    const { experiment_id } = await owner.store.call(createExperiment, { name: location, artifact_location: location })
    return newRun(owner, experiment_id)
  }
  const listOf = (id: string, owner = inside) => owner.app.inject({ url: `/api/2.0/mlflow/artifacts/list?run_id=${id}` })
  const fileOf = (id: string, path: string, owner = inside) => owner.app.inject({ url: `/get-artifact?run_id=${id}&path=${path}` })

  test('the proxy answers 503', async () => {
    for (const [method, url] of [
      ['GET', PROXY],
      ['GET', `${PROXY}/a`],
      ['PUT', `${PROXY}/a`],
      ['DELETE', `${PROXY}/a`],
      ['POST', '/api/2.0/mlflow-artifacts/mpu/create/a'],
      ['GET', '/ajax-api/2.0/mlflow-artifacts/presigned/a'],
    ] as const) {
      expectEnvelope(await direct.app.inject({ method, url }), 503, 'FEATURE_DISABLED')
    }
  })
  test('runs below a configured root are listed and read', async () => {
    const { id, uri } = await runIn(join(place, 'kept'))
    await mkdir(join(uri, 'sub'), { recursive: true })
    await writeFile(join(uri, 'sub', 'x.txt'), 'local')
    expect((await listOf(id)).json()).toEqual({ root_uri: uri, files: [{ path: 'sub', is_dir: true }] })
    expect((await fileOf(id, 'sub/x.txt')).body).toBe('local')
  })
  test('a link out of the root is not followed', async () => {
    const { id, uri } = await runIn(join(place, 'linked'))
    await mkdir(uri, { recursive: true })
    await symlink('/etc', join(uri, 'out'))
    expect((await listOf(id)).json()).toEqual({ root_uri: uri })
    expectEnvelope(await fileOf(id, 'out/passwd'), 400)
  })
  test('proxied runs say what is missing', async () => {
    const { id } = await runIn('mlflow-artifacts:/7')
    expectEnvelope(await listOf(id), 503)
  })
})

describe('--artifacts-only', async () => {
  const only = await testServer({ artifacts_only: true })
  test('artifacts are served', async () => {
    expect((await only.app.inject({ method: 'PUT', url: `${PROXY}/x`, payload: 'x' })).statusCode).toBe(200)
    expect((await only.app.inject({ url: PROXY })).json()).toEqual({ files: [{ path: 'x', is_dir: false, file_size: 1 }] })
  })
  for (const url of ['/health', '/version', '/ready', '/', '/api/3.0/mlflow/server-info']) {
    test(`${url} is answered`, async () => expect((await only.app.inject({ url })).statusCode).toBe(200))
  }
  for (const url of [
    '/api/2.0/mlflow/runs/get?run_id=x',
    '/api/2.0/mlflow/artifacts/list?run_id=x',
    '/get-artifact?run_id=x&path=y',
    '/model-versions/get-artifact?name=x&version=1&path=y',
    '/ajax-api/2.0/mlflow/metrics/get-history-bulk',
  ]) {
    test(`${url} is switched off`, async () => expectEnvelope(await only.app.inject({ url }), 503, 'FEATURE_DISABLED'))
  }
})
