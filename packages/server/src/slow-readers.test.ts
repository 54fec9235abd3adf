import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { createServer, type Server, type ServerResponse } from 'node:http'
import { createRun, logBatch } from '@tailrace/contract'
import { afterAll, expect, test } from 'vitest'
import { testServer } from './server-for-tests.ts'
import { closeSlowReaders } from './slow-readers.ts'

const MIB = 1024 * 1024
const servers: Server[] = []
afterAll(() => servers.forEach((server) => server.close()))

async function serverOf(bytes: number, window: number, budget?: number): Promise<number> {
  const server = createServer((_request, response) => response.end(Buffer.alloc(bytes)))
  closeSlowReaders(server, { window, budget })
  servers.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

const GET = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'

test('a reader that takes nothing of a long answer is closed', async () => {
  const socket = connect(await serverOf(64 * MIB, 300), '127.0.0.1')
  socket.on('error', () => {})
  socket.write(GET)
  socket.pause()
  const server = servers.at(-1) as Server
  const [connection] = (await once(server, 'connection')) as [NodeJS.EventEmitter]
  await once(connection, 'close')
  socket.destroy()
})

test('one that reads gets the whole answer, and a connection without an answer is left alone', async () => {
  const port = await serverOf(8 * MIB, 300)
  const idle = connect(port, '127.0.0.1')
  await once(idle, 'connect')
  let isIdleClosed = false
  idle.on('close', () => (isIdleClosed = true))
  const socket = connect(port, '127.0.0.1')
  socket.write(GET)
  let bytes = 0
  for await (const chunk of socket) {
    bytes += (chunk as Buffer).length
    // Slower than the window, and faster than the least speed.
    await new Promise((resolve) => setTimeout(resolve, 5))
    if (bytes > 8 * MIB) break
  }
  expect(bytes).toBeGreaterThan(8 * MIB)
  expect(isIdleClosed).toBe(false)
  idle.destroy()
})

test('many readers that take nothing hold no more than the budget together; one that reads gets all of its answer', async () => {
  const port = await serverOf(8 * MIB, 600_000, 32 * MIB)
  const responses = new Set<ServerResponse>()
  servers.at(-1)?.on('request', (_request, response: ServerResponse) => {
    responses.add(response)
    response.once('close', () => responses.delete(response))
  })
  const held = () => [...responses].reduce((sum, response) => sum + (response.socket?.writableLength ?? 0) + response.writableLength, 0)
  const clients = Array.from({ length: 24 }, () => {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => {})
    socket.write(GET)
    return socket.pause()
  })
  await expect.poll(() => responses.size, { timeout: 20_000 }).toBeGreaterThan(8)
  const bytes = await (await fetch(`http://127.0.0.1:${port}/`)).arrayBuffer()
  expect(bytes.byteLength).toBe(8 * MIB)
  await expect.poll(held, { timeout: 20_000 }).toBeLessThanOrEqual(32 * MIB)
  // Those within the budget are left alone.
  expect(responses.size).toBeGreaterThan(0)
  for (const client of clients) client.destroy()
})

test('the server closes slow readers of its answers', async () => {
  const server = await testServer({ reading_window: 300 })
  const { run } = await server.store.call(createRun, { experiment_id: '0' })
  const points = (part: number) => Array.from({ length: 1000 }, (_, step) => ({ key: 'k'.repeat(250), value: step, timestamp: part, step }))
  for (let part = 0; part < 40; part++)
    await server.store.call(logBatch, { run_id: run.info.run_id, metrics: points(part), params: [], tags: [] })
  const port = await server.listen()
  const connected = once(server.app.server, 'connection') as Promise<[NodeJS.EventEmitter]>
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  socket.write(
    `GET /api/2.0/mlflow/metrics/get-history?run_id=${run.info.run_id}&metric_key=${'k'.repeat(250)} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
  )
  socket.pause()
  const [connection] = await connected
  await once(connection, 'close')
  socket.destroy()
})
