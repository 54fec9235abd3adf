import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib'
import { endpoints } from '@tailrace/contract'
import { afterAll, describe, expect, test } from 'vitest'
import { extraRoutes } from '../extra-routes.ts'
import { expectEnvelope, testServer } from '../server-for-tests.ts'
import { html } from './html.ts'

const ui = mkdtempSync(join(tmpdir(), 'tailrace-ui-'))
mkdirSync(join(ui, 'static-files'))
writeFileSync(join(ui, 'index.html'), '<!doctype html><title>Tailrace</title>')
writeFileSync(join(ui, 'secret.txt'), 'no file of the UI')
writeFileSync(join(ui, 'static-files', 'index-abc.js'), 'let one = 1')
writeFileSync(join(ui, 'static-files', 'index-abc.js.br'), brotliCompressSync('let one = 1'))
const { app } = await testServer({ ui_folder: ui })
afterAll(() => rmSync(ui, { recursive: true }))

describe('the page of the API', () => {
  test('runs no script that is written into it, and loads nothing from elsewhere', async () => {
    const { headers, body } = await app.inject({ url: '/docs' })
    expect(headers['content-type']).toBe('text/html; charset=utf-8')
    const policy = String(headers['content-security-policy'])
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self';")
    expect(policy).not.toMatch(/unsafe|\*|http/)
    expect(body).not.toMatch(/<script(?! src="static-files\/)|\son\w+=|style="|javascript:|<style/i)
    for (const [, address = ''] of body.matchAll(/(?:src|href)="([^"]*)"/g))
      expect(address).toMatch(/^(#|\.\/|docs|openapi\.json|static-files\/|data:,)/)
  })
  test('has a language, a title and a link past its bar', async () => {
    const { body } = await app.inject({ url: '/docs' })
    expect(body).toMatch(/<html lang="en">/)
    expect(body).toMatch(/<title>.+<\/title>/)
    expect(body).toContain('class="skip"')
    expect(body).toContain('name="viewport"')
  })
  test('what it loads is there, and asked for again only when it changed', async () => {
    const { headers } = await app.inject({ url: '/static-files/pages.css' })
    expect(headers).toMatchObject({ 'content-type': 'text/css; charset=utf-8', 'cache-control': 'no-cache' })
    const again = await app.inject({ url: '/static-files/pages.css', headers: { 'if-none-match': String(headers['etag']) } })
    expect([again.statusCode, again.body]).toEqual([304, ''])
  })
})

describe('the web UI', () => {
  test('is one page under a policy that lets it run its own scripts alone', async () => {
    const { statusCode, headers, body } = await app.inject({ url: '/' })
    expect([statusCode, headers['content-type'], body]).toEqual([200, 'text/html; charset=utf-8', '<!doctype html><title>Tailrace</title>'])
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self';/)
    expect(headers['content-security-policy']).not.toMatch(/unsafe-eval|\*|http/)
    const again = await app.inject({ url: '/', headers: { 'if-none-match': String(headers['etag']) } })
    expect([again.statusCode, again.body]).toEqual([304, ''])
  })
  test('built files are kept for good, and sent compressed to those who take it', async () => {
    const plain = await app.inject({ url: '/static-files/index-abc.js' })
    expect([plain.body, plain.headers['content-type']]).toEqual(['let one = 1', 'text/javascript; charset=utf-8'])
    expect(plain.headers['cache-control']).toContain('immutable')
    const packed = await app.inject({ url: '/static-files/index-abc.js', headers: { 'accept-encoding': 'gzip, br' } })
    expect(packed.headers['content-encoding']).toBe('br')
    expect(brotliDecompressSync(packed.rawPayload).toString()).toBe('let one = 1')
  })
  for (const name of ['missing.js', '../secret.txt', '..%2fsecret.txt', '%2e%2e/secret.txt', 'sub/index-abc.css', '', '.'])
    test(`no other file is served: ${name}`, async () => expectEnvelope(await app.inject({ url: `/static-files/${name}` }), 404))
  test('a server without a built UI says what to do, and serves the API', async () => {
    const bare = await testServer({ ui_folder: join(ui, 'missing') })
    expectEnvelope(await bare.app.inject({ url: '/' }), 503, 'TEMPORARILY_UNAVAILABLE')
    expectEnvelope(await bare.app.inject({ url: '/static-files/index-abc.js' }), 404)
    expect((await bare.app.inject({ url: '/docs' })).statusCode).toBe(200)
  })
})

describe('the API', () => {
  test('/openapi.json holds every endpoint and every other route', async () => {
    const { headers, body } = await app.inject({ url: '/openapi.json' })
    expect(headers['content-type']).toMatch(/^application\/json/)
    const document = JSON.parse(body) as { openapi: string; paths: Record<string, Record<string, { operationId: string }>> }
    expect(document.openapi).toBe('3.1.1')
    const ids = Object.values(document.paths).flatMap((methods) => Object.values(methods).map(({ operationId }) => operationId))
    expect(new Set(ids)).toEqual(new Set([...endpoints, ...extraRoutes].map(({ name }) => name)))
    expect(ids.length).toBe(new Set(ids).size)
  })
  test('/docs tells of each, with an address of its own', async () => {
    const { body } = await app.inject({ url: '/docs' })
    for (const { name } of [...endpoints, ...extraRoutes]) expect(body).toContain(`<h3 id="${name}">`)
    expect(body).toContain('at most 500 characters')
    const anchors = new Set([...body.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id))
    for (const [, target] of body.matchAll(/href="#([^"]+)"/g)) expect(anchors).toContain(target)
  })
  test('addresses follow the static prefix', async () => {
    const prefixed = await testServer({ static_prefix: '/mlflow' })
    const { servers } = (await prefixed.app.inject({ url: '/mlflow/openapi.json' })).json()
    expect(servers.map(({ url }: { url: string }) => url)).toEqual(['/mlflow/api', '/mlflow/ajax-api'])
  })
})

test('values are escaped', () => {
  const evil = `<img src=x onerror="alert('1')">&`
  expect(html`<p title="${evil}">${evil}${html`<b>${1}</b>`}</p>`.text).toBe(
    '<p title="&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;">&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;<b>1</b></p>',
  )
})
