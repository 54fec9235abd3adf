import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { dirname, join } from 'node:path'
import { createRun } from '@tailrace/contract'
import { describe, expect, test } from 'vitest'
import { expectEnvelope, testServer } from './server-for-tests.ts'

const server = await testServer()
const PROXY = '/api/2.0/mlflow-artifacts/artifacts'
const PYTHON = { 'user-agent': 'mlflow-python-client/2.22.0' }

/** A run and the folder of its files. */
async function newRun(): Promise<{ run_id: string; at: string; root: string }> {
  const { run } = await server.store.call(createRun, { experiment_id: '0' })
  const at = `0/${run.info.run_id}/artifacts`
  return { run_id: run.info.run_id, at, root: join(server.folder, 'artifacts', at) }
}

const put = (url: string, payload: string, headers = {}) =>
  server.app.inject({ method: 'PUT', url, payload, headers: { 'content-type': 'text/plain', ...headers } })

test('what is encoded twice is another file, with a percent sign in its name', async () => {
  const { at, root, run_id } = await newRun()
  expect((await put(`${PROXY}/${at}/a%20b.txt`, 'one')).statusCode).toBe(200)
  expect((await put(`${PROXY}/${at}/a%2520b.txt`, 'two')).statusCode).toBe(200)
  expect((await readdir(root)).toSorted()).toEqual(['a b.txt', 'a%20b.txt'])
  expect((await server.app.inject({ url: `${PROXY}/${at}/a%2520b.txt` })).body).toBe('two')
  const listed = await server.app.inject({ url: `/api/2.0/mlflow/artifacts/list?run_id=${run_id}` })
  expect(listed.json().files.map(({ path }: { path: string }) => path)).toEqual(['a b.txt', 'a%20b.txt'])
  const gone = await server.app.inject({ method: 'DELETE', url: `${PROXY}/${at}/a%2520b.txt` })
  expect([gone.statusCode, await readdir(root)]).toEqual([200, ['a b.txt']])
  expect((await server.app.inject({ url: `${PROXY}/${at}/a%2520b.txt` })).statusCode).toBe(404)
})

describe('names that MLflow’s Python client writes into addresses as they are', () => {
  // As `requests` and `urllib3` send them.
  for (const [name, sent] of [
    ['x%17.png', 'x%17.png'],
    ['50%10.csv', '50%10.csv'],
    ['x%7f.txt', 'x%7F.txt'],
    ['x%00y.txt', 'x%00y.txt'],
    ['x%09y.txt', 'x%09y.txt'],
    ['k%step%3%timestamp%1796..%ID.png', 'k%25step%253%25timestamp%251796..%25ID.png'],
    ['100%.txt', '100%25.txt'],
    ['a b.txt', 'a%20b.txt'],
  ] as const) {
    test(`${name} is stored and read under its name`, async () => {
      const { at, root } = await newRun()
      expect((await put(`${PROXY}/${at}/${sent}`, name, PYTHON)).statusCode).toBe(200)
      expect(await readdir(root)).toEqual([name])
      expect((await server.app.inject({ url: `${PROXY}/${at}/${sent}`, headers: PYTHON })).body).toBe(name)
      // Everybody else encodes the percent sign.
      expect((await server.app.inject({ url: `${PROXY}/${at}/${encodeURIComponent(name)}` })).body).toBe(name)
    })
  }

  test('a name that only looks so is a control character for everybody else', async () => {
    const { at, root } = await newRun()
    expect((await put(`${PROXY}/${at}/x%17%0Ay.txt`, 'x')).statusCode).toBe(200)
    expect(await readdir(root)).toEqual(['x\x17\ny.txt'])
    expectEnvelope(await put(`${PROXY}/${at}/x%00y.txt`, 'x'), 400)
  })

  test('a name with # is refused, since that client could not list its folder any more', async () => {
    const { at } = await newRun()
    expectEnvelope(await put(`${PROXY}/${at}/a%23b.txt`, 'x', PYTHON), 400)
    expect((await put(`${PROXY}/${at}/a%23b.txt`, 'x')).statusCode).toBe(200)
  })
})

test('the Python client finds files that got their names elsewhere, by what it reads in a listing', async () => {
  const { at, root } = await newRun()
  for (const name of ['d%20e/tab\there%41.txt', 'x\x17.png', 'same%20.txt', 'same .txt', 'a%20b', 'a%2520b']) {
    await mkdir(dirname(join(root, name)), { recursive: true })
    await writeFile(join(root, name), name)
  }
  const read = async (path: string): Promise<[number, string]> => {
    const { statusCode, body } = await server.app.inject({ url: `${PROXY}/${at}/${path}`, headers: PYTHON })
    return [statusCode, statusCode === 200 ? body : '']
  }
  expect(await read('d%20e/tabhereA.txt')).toEqual([200, 'd%20e/tab\there%41.txt'])
  expect(await read('x%17.png')).toEqual([200, 'x\x17.png'])
  expect(await read('same%20.txt')).toEqual([200, 'same .txt'])
  // Two files could be meant.
  expect(await read('a%20b')).toEqual([404, ''])
  const url = `${PROXY}?${new URLSearchParams({ path: `${at}/d e` })}`
  expect((await server.app.inject({ url, headers: PYTHON })).json()).toMatchObject({ files: [{ path: 'tab\there%41.txt' }] })
  expect((await server.app.inject({ url })).json()).toEqual({})
})

test('escapes that are malformed or no UTF-8 are read as MLflow reads them', async () => {
  const { at, root } = await newRun()
  for (const sent of ['100%.txt', '%zz', '%E4.txt', 'a%20b%2']) expect((await put(`${PROXY}/${at}/${sent}`, sent)).statusCode).toBe(200)
  expect((await readdir(root)).toSorted()).toEqual(['%zz', '100%.txt', 'a b%2', '\ufffd.txt'])
  expect(await readFile(join(root, 'a b%2'), 'utf8')).toBe('a%20b%2')
})

describe('several slashes', () => {
  const ports = { '': server.listen(), '//team/x': testServer({ static_prefix: '/team/x' }).then((prefixed) => prefixed.listen()) }
  // A raw request: injected ones, and clients, read `//health` as a host.
  const status = async (port: number, method: string, target: string, body = ''): Promise<[number, string]> => {
    const reply = await new Promise<string>((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () =>
        socket.write(
          `${method} ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
        ),
      )
      let text = ''
      socket.on('data', (chunk: Buffer) => (text += chunk.toString()))
      socket.on('end', () => resolve(text))
      socket.on('error', reject)
    })
    return [Number(reply.slice(9, 12)), reply.slice(reply.indexOf('\r\n\r\n') + 4)]
  }

  for (const prefix of ['', '//team/x'] as const) {
    test(`before and inside a route are one${prefix && ', also before a static prefix'}`, async () => {
      const port = await ports[prefix]
      const get = (path: string) => status(port, 'GET', prefix + path)
      for (const path of ['//health', '///health', '//version', '//ready', '//']) expect([path, (await get(path))[0]]).toEqual([path, 200])
      const experiment = 'mlflow/experiments/get?experiment_id=0'
      for (const path of ['//api/2.0', '/api//2.0', '//ajax-api///2.0/', '///api/2.0//']) {
        expect([path, (await get(`${path}/${experiment}`))[0]]).toEqual([path, 200])
      }
      expect((await status(port, 'POST', `${prefix}//api/2.0//mlflow/experiments/search`, '{"max_results": 1}'))[0]).toBe(200)
      for (const path of ['//get-artifact?run_id=x&path=a', '//model-versions/get-artifact?name=x&version=1&path=a']) {
        expect([path, (await get(path))[1]]).toEqual([path, expect.stringContaining('RESOURCE_DOES_NOT_EXIST')])
      }
      expect((await status(port, 'PUT', `${prefix}//api/2.0/mlflow-artifacts//artifacts/1/a.txt`, 'hello'))[0]).toBe(200)
      expect(await get('//api//2.0/mlflow-artifacts/artifacts/1//a.txt')).toEqual([200, 'hello'])
    })
  }

  test('lead nowhere else: an absolute path, another host and other routes are refused as before', async () => {
    const port = await ports['']
    for (const path of ['/etc/passwd', '//etc/passwd', '/0/a.txt']) {
      expect((await status(port, 'GET', `/${PROXY}/${path}`))[0]).toBe(400)
      expect((await status(port, 'PUT', `/${PROXY}/${path}`, 'x'))[0]).toBe(400)
    }
    for (const path of ['//evil.example/health', '//evil.example//api', '/health//', '//evil.example/../health', '/\\\\health']) {
      expect([path, (await status(port, 'GET', path))[0]]).toEqual([path, 404])
    }
  })
})
