import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { testServer } from './server-for-tests.ts'

const SCRIPT = "fetch('ajax-api/2.0/mlflow/experiments/search')"

test('the page runs the scripts that its build wrote into it, by their content, and no others', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tailrace-ui-'))
  try {
    await writeFile(join(folder, 'index.html'), `<!doctype html><script>${SCRIPT}</script><script type="module" src="./a.js"></script>`)
    const { app } = await testServer({ ui_folder: folder })
    const { headers } = await app.inject({ url: '/' })
    const directive = String(headers['content-security-policy'])
      .split('; ')
      .find((each) => each.startsWith('script-src'))
    expect(directive).toBe(`script-src 'self' 'sha256-${createHash('sha256').update(SCRIPT).digest('base64')}'`)
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('a page without scripts of its own allows none', async () => {
  const { app } = await testServer()
  expect((await app.inject({ url: '/' })).headers['content-security-policy']).toContain("script-src 'self';")
})

test('the page travels packed to those who take it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tailrace-ui-'))
  try {
    const page = `<!doctype html><script>${SCRIPT}</script>`
    await writeFile(join(folder, 'index.html'), page)
    await writeFile(join(folder, 'index.html.br'), brotliCompressSync(page))
    const { app } = await testServer({ ui_folder: folder })
    const [plain, packed] = await Promise.all(
      ['gzip', 'gzip, br'].map((accepted) => app.inject({ url: '/', headers: { 'accept-encoding': accepted } })),
    )
    expect([plain?.headers['content-encoding'], plain?.body]).toEqual([undefined, page])
    expect([packed?.headers['content-encoding'], brotliDecompressSync(packed?.rawPayload ?? '').toString()]).toEqual(['br', page])
    expect(packed?.headers['content-security-policy']).toBe(plain?.headers['content-security-policy'])
    const etag = String(packed?.headers['etag'])
    expect(etag).not.toBe(plain?.headers['etag'])
    expect((await app.inject({ url: '/', headers: { 'accept-encoding': 'br', 'if-none-match': etag } })).statusCode).toBe(304)
  } finally {
    await rm(folder, { recursive: true })
  }
})
