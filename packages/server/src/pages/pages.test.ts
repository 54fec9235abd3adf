import { Script } from 'node:vm'
import { endpoints } from '@tailrace/contract'
import { describe, expect, test } from 'vitest'
import { extraRoutes } from '../extra-routes.ts'
import { testServer } from '../server-for-tests.ts'
import { html } from './html.ts'

const { app } = await testServer()
const pages = ['/', '/docs']

describe('pages', () => {
  for (const url of pages) {
    test(`${url} runs no script that is written into it, and loads nothing from elsewhere`, async () => {
      const { headers, body } = await app.inject({ url })
      expect(headers['content-type']).toBe('text/html; charset=utf-8')
      const policy = String(headers['content-security-policy'])
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("script-src 'self';")
      expect(policy).not.toMatch(/unsafe|\*|http/)
      expect(body).not.toMatch(/<script(?! src="static-files\/)|\son\w+=|style="|javascript:|<style/i)
      for (const [, address = ''] of body.matchAll(/(?:src|href)="([^"]*)"/g))
        expect(address).toMatch(/^(#|\.\/|docs|openapi\.json|static-files\/|data:,)/)
    })
    test(`${url} has a language, a title, one heading at most and a link past its bar`, async () => {
      const { body } = await app.inject({ url })
      expect(body).toMatch(/<html lang="en">/)
      expect(body).toMatch(/<title>.+<\/title>/)
      expect(body).toContain('class="skip"')
      expect(body).toContain('name="viewport"')
    })
  }
  test('what they load is there', async () => {
    for (const url of pages) {
      const { body } = await app.inject({ url })
      for (const [, file = ''] of body.matchAll(/(?:src|href)="(static-files\/[^"]*)"/g)) {
        expect((await app.inject({ url: `/${file}` })).statusCode).toBe(200)
      }
    }
  })
  test('files are asked for again only when they changed', async () => {
    const { headers } = await app.inject({ url: '/static-files/home.js' })
    expect(headers).toMatchObject({ 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'no-cache' })
    const again = await app.inject({ url: '/static-files/home.js', headers: { 'if-none-match': String(headers['etag']) } })
    expect([again.statusCode, again.body]).toEqual([304, ''])
  })
  test('the script is JavaScript that writes no HTML', async () => {
    const { body } = await app.inject({ url: '/static-files/home.js' })
    expect(() => new Script(body)).not.toThrow()
    expect(body).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function/)
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
