import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createRun } from '@tailrace/contract'
import { expect, test } from 'vitest'
import { testServer } from './server-for-tests.ts'

const server = await testServer()
const { run_id } = (await server.store.call(createRun, { experiment_id: '0' })).run.info
const folder = join(server.folder, 'artifacts', '0', run_id, 'artifacts')
await mkdir(folder, { recursive: true })
await writeFile(join(folder, 'digits.txt'), '0123456789')
await writeFile(join(folder, 'empty.txt'), '')

const get = (headers: Record<string, string>, file = 'digits.txt') =>
  server.app.inject({ method: 'GET', url: `/get-artifact?run_id=${run_id}&path=${file}`, headers })

for (const [what, range, status, body, contentRange] of [
  ['a part', 'bytes=2-4', 206, '234', 'bytes 2-4/10'],
  ['one byte', 'bytes=0-0', 206, '0', 'bytes 0-0/10'],
  ['the rest', 'bytes=7-', 206, '789', 'bytes 7-9/10'],
  ['a suffix', 'bytes=-3', 206, '789', 'bytes 7-9/10'],
  ['a suffix longer than the file', 'bytes=-99', 206, '0123456789', 'bytes 0-9/10'],
  ['a part that reaches beyond the end', 'bytes=8-99', 206, '89', 'bytes 8-9/10'],
  ['what begins beyond the end', 'bytes=10-', 416, undefined, 'bytes */10'],
  ['an empty suffix', 'bytes=-0', 416, undefined, 'bytes */10'],
  // HTTP lets a server answer these with the whole file.
  ['several ranges', 'bytes=0-1,4-5', 200, '0123456789', undefined],
  ['a reversed range', 'bytes=4-2', 200, '0123456789', undefined],
  ['another unit', 'lines=0-1', 200, '0123456789', undefined],
] as const) {
  test(`${what}: ${range}`, async () => {
    const reply = await get({ range })
    expect([reply.statusCode, reply.headers['content-range']]).toEqual([status, contentRange])
    if (body === undefined) return expect(reply.headers['content-type']).toMatch(/^application\/json/)
    expect([reply.body, reply.headers['content-length'], reply.headers['accept-ranges']]).toEqual([body, String(body.length), 'bytes'])
  })
}

test('no byte of an empty file can be asked for', async () => {
  const reply = await get({ range: 'bytes=0-' }, 'empty.txt')
  expect([reply.statusCode, reply.headers['content-range']]).toEqual([416, 'bytes */0'])
})

test('a known file is not sent again; a range of another one is sent whole', async () => {
  const { headers } = await get({})
  const { etag, 'last-modified': modified } = headers
  expect((await get({ 'if-none-match': String(etag) })).statusCode).toBe(304)
  expect((await get({ 'if-modified-since': String(modified) })).statusCode).toBe(304)
  expect((await get({ range: 'bytes=2-4', 'if-range': String(etag) })).statusCode).toBe(206)
  expect((await get({ range: 'bytes=2-4', 'if-range': '"other"' })).body).toBe('0123456789')
})
