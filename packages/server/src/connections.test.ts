import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { type RawConnection, rawConnection, testServer } from './server-for-tests.ts'

const HEADERS_TIMEOUT = 1000
const BODY_TIMEOUT = 700
const LIMIT = 1000
const server = await testServer({ headers_timeout: HEADERS_TIMEOUT, body_timeout: BODY_TIMEOUT, max_body_bytes: LIMIT })
const port = await server.listen()

const HEAD = 'Host: localhost\r\nContent-Type: application/json\r\n'
const POST = `POST /api/2.0/mlflow/experiments/create HTTP/1.1\r\n${HEAD}`
const GET = 'GET /api/2.0/mlflow/experiments/get?experiment_id=0 HTTP/1.1\r\nHost: localhost\r\n\r\n'

/** Status and body of the first reply, once it is there whole. */
async function reply({ text }: RawConnection): Promise<[status: number, body: Record<string, unknown>]> {
  for (;;) {
    const [, status, length] = /^HTTP\/1\.1 (\d+)[^]*?\r\ncontent-length: (\d+)\r\n/i.exec(text()) ?? []
    const start = text().indexOf('\r\n\r\n') + 4
    const body = text().slice(start, start + Number(length))
    if (status && start > 3 && body.length === Number(length)) return [Number(status), JSON.parse(body) as Record<string, unknown>]
    await sleep(5)
  }
}

describe('what is no proper HTTP gets an envelope', () => {
  for (const [why, sent, status, code] of [
    ['no HTTP at all', 'hello\r\n\r\n', 400, 'BAD_REQUEST'],
    ['an unknown method', 'FROB / HTTP/1.1\r\nHost: localhost\r\n\r\n', 400, 'BAD_REQUEST'],
    ['a header without a name', 'GET / HTTP/1.1\r\nHost: localhost\r\n: x\r\n\r\n', 400, 'BAD_REQUEST'],
    ['a length that is no number', `${POST}Content-Length: ten\r\n\r\n`, 400, 'BAD_REQUEST'],
    ['two lengths', `${POST}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`, 400, 'BAD_REQUEST'],
    [
      'a length and chunks, as smugglers send',
      `${POST}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      400,
      'BAD_REQUEST',
    ],
    ['headers over 64 KiB', `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(70_000)}\r\n\r\n`, 431, 'BAD_REQUEST'],
    ['no Host', 'GET / HTTP/1.1\r\n\r\n', 403, 'PERMISSION_DENIED'],
    ['an empty Host', 'GET / HTTP/1.1\r\nHost:\r\n\r\n', 403, 'PERMISSION_DENIED'],
    ['HTTP/1.0 without Host', 'GET / HTTP/1.0\r\n\r\n', 403, 'PERMISSION_DENIED'],
    ['an address of another server', 'GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n', 403, 'PERMISSION_DENIED'],
    [
      'an address of another server with the Host of this one',
      'GET http://evil.example/health HTTP/1.1\r\nHost: localhost\r\n\r\n',
      403,
      'PERMISSION_DENIED',
    ],
    ['another scheme', 'GET ftp://evil.example/health HTTP/1.1\r\nHost: localhost\r\n\r\n', 403, 'PERMISSION_DENIED'],
    ['two Hosts', 'GET /health HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n', 400, 'BAD_REQUEST'],
    ['the same Host twice', 'GET /health HTTP/1.1\r\nHost: localhost\r\nhOST: localhost\r\n\r\n', 400, 'BAD_REQUEST'],
    ['HTTP/0.9', 'GET /health\r\n\r\n', 400, 'BAD_REQUEST'],
    ['a packed body', `${POST}Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}`, 415, 'BAD_REQUEST'],
    [
      'a packed upload',
      `PUT /api/2.0/mlflow-artifacts/artifacts/a HTTP/1.1\r\n${HEAD}Content-Encoding: br\r\nContent-Length: 2\r\n\r\n{}`,
      415,
      'BAD_REQUEST',
    ],
    ['another expectation', `${POST}Expect: a miracle\r\nContent-Length: 2\r\n\r\n{}`, 417, 'BAD_REQUEST'],
    ['NUL in the path', 'GET /\0 HTTP/1.1\r\nHost: localhost\r\n\r\n', 400, 'BAD_REQUEST'],
    ['chunks that are none', `${POST}Transfer-Encoding: chunked\r\n\r\nzz\r\n`, 400, 'BAD_REQUEST'],
  ] as const) {
    test(why, async () => {
      const connection = await rawConnection(port, sent)
      const [is, body] = await reply(connection)
      connection.socket.destroy()
      expect([is, body['error_code']]).toEqual([status, code])
    })
  }
})

test('an address of this server is answered as its path', async () => {
  const connection = await rawConnection(port, GET.replace(' /', ' http://localhost:5000/'))
  await expect.poll(() => connection.text()).toMatch(/^HTTP\/1\.1 200 [^]*"experiment"/)
  connection.socket.destroy()
})

test('a body without an encoding of its own is read', async () => {
  const connection = await rawConnection(port, `${POST}Content-Encoding: identity\r\nContent-Length: 2\r\n\r\n{}`)
  expect((await reply(connection))[1]).toMatchObject({ message: expect.stringContaining("'name'") })
  connection.socket.destroy()
})

describe('Expect: 100-continue', () => {
  const expecting = (length: number) => `${POST}Expect: 100-continue\r\nContent-Length: ${length}\r\n\r\n`
  test('a body that is wanted is asked for, and read', async () => {
    const connection = await rawConnection(port, expecting(18))
    await expect.poll(() => connection.text()).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\n$/)
    connection.socket.write('{"name": "waited"}')
    await expect.poll(() => connection.text()).toMatch(/\r\n\r\nHTTP\/1\.1 200 /)
    connection.socket.destroy()
  })
  for (const [why, sent, status] of [
    ['over the limit', expecting(LIMIT + 1), 413],
    ['for another host', expecting(18).replace('localhost', 'evil.example'), 403],
    ['of another type', expecting(18).replace('application/json', 'text/plain'), 400],
    ['at no address', expecting(18).replace('experiments/create', 'nowhere'), 404],
  ] as const) {
    test(`a body ${why} is refused without being asked for, and the connection closed`, async () => {
      const connection = await rawConnection(port, sent)
      expect((await reply(connection))[0]).toBe(status)
      expect(connection.text()).not.toMatch(/100 Continue/)
      if (!connection.socket.closed) await once(connection.socket, 'close')
    })
  }
})

describe('413 before buffering', () => {
  test('a declared length over the limit is refused before the body is sent', async () => {
    const connection = await rawConnection(port, `${POST}Content-Length: 1073741824\r\n\r\n`)
    const [status, body] = await reply(connection)
    connection.socket.destroy()
    expect([status, body['error_code']]).toEqual([413, 'BAD_REQUEST'])
  })
  test('a body without a length is refused once it is over the limit', async () => {
    const chunk = `400\r\n${'x'.repeat(1024)}\r\n`
    const connection = await rawConnection(port, `${POST}Transfer-Encoding: chunked\r\n\r\n${chunk}`)
    expect((await reply(connection))[0]).toBe(413)
    connection.socket.destroy()
  })
  test('a body at the limit is read', async () => {
    const body = JSON.stringify({ name: 'x', ignored: '' })
    const padded = JSON.stringify({ name: 'x', ignored: '.'.repeat(LIMIT - body.length) })
    const connection = await rawConnection(port, `${POST}Content-Length: ${LIMIT}\r\n\r\n${padded}`)
    expect((await reply(connection))[0]).toBe(200)
    connection.socket.destroy()
  })
  test('a sender that closes afterwards gets the answer, too', async () => {
    const size = 8 << 20
    const connection = await rawConnection(port, `${POST}Connection: close\r\nContent-Length: ${size}\r\n\r\n`)
    for (let sent = 0; sent < size; sent += 1 << 16) {
      if (!connection.socket.write(Buffer.alloc(1 << 16))) await once(connection.socket, 'drain')
    }
    await connection.closed
    expect(connection.text()).toMatch(/^HTTP\/1\.1 413 [^]*"error_code":"BAD_REQUEST"/)
  })
  test('the connection is cut when the sender of a refused body goes on and on', async () => {
    const connection = await rawConnection(port, `${POST}Content-Length: 1073741824\r\n\r\n`)
    const block = Buffer.alloc(1 << 20)
    let isOpen = true
    void connection.closed.then(() => (isOpen = false))
    let sent = 0
    while (isOpen && sent < 1024) {
      if (!connection.socket.write(block))
        await Promise.race([new Promise((next) => connection.socket.once('drain', next)), connection.closed])
      sent++
    }
    await connection.closed
    expect(sent).toBeLessThan(1024)
  })
})

describe('time', () => {
  test('a sender of slow headers is closed', async () => {
    const connection = await rawConnection(port, 'GET /health HTTP/1.1\r\nHost: local')
    await connection.closed
    expect(connection.text()).toContain('408')
  })
  test('a sender that never begins is closed', async () => {
    const connection = await rawConnection(port)
    await connection.closed
  })
  test('a sender of a slow body is closed', async () => {
    const connection = await rawConnection(port, `${POST}Content-Length: 100\r\n\r\n{"name": `)
    expect((await reply(connection))[0]).toBe(408)
    await connection.closed
  })
  test('a sender of drops is closed, too', async () => {
    const connection = await rawConnection(port, `${POST}Content-Length: 100\r\n\r\n`)
    const drops = setInterval(() => connection.socket.write(' '), 50)
    await connection.closed
    clearInterval(drops)
    expect(connection.text()).toContain('408')
  })
  test('slow senders and idle connections keep nobody from being answered', async () => {
    const slow = await Promise.all([
      ...Array.from({ length: 60 }, () => rawConnection(port, `${POST}Content-Length: 100\r\n\r\n{`)),
      ...Array.from({ length: 60 }, () => rawConnection(port, 'GET /health HTTP/1.1\r\nHost: local')),
      ...Array.from({ length: 200 }, () => rawConnection(port, GET)),
    ])
    let open = slow.length
    for (const { closed } of slow) void closed.then(() => open--)
    const honest = await rawConnection(port, GET)
    expect((await reply(honest))[0]).toBe(200)
    // The senders that are slow may have been closed by now; those that wait are not.
    expect(open).toBeGreaterThanOrEqual(200)
    honest.socket.destroy()
    await Promise.all(slow.slice(0, 120).map(({ closed }) => closed))
    for (const { socket } of slow) socket.destroy()
  })
})

test('a sender that goes away amid its body leaves the server as it was', async () => {
  const connection = await rawConnection(port, `${POST}Content-Length: 100\r\n\r\n{"name": "gone"`)
  connection.socket.destroy()
  await connection.closed
  const next = await rawConnection(port, GET)
  expect((await reply(next))[0]).toBe(200)
  next.socket.destroy()
})
