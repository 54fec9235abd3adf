import { createLoggedModel, createModelVersion, createRegisteredModel, createRun, finalizeLoggedModel } from '@tailrace/contract'
import { describe, expect, test } from 'vitest'
import { expectEnvelope, testServer } from './server-for-tests.ts'

const server = await testServer({ x_frame_options: 'DENY' })
const { app, store } = server
const { run } = await store.call(createRun, { experiment_id: '0' })
const { run_id, artifact_uri = '' } = run.info
const put = async (path: string): Promise<void> => {
  const url = `/ajax-api/2.0/mlflow/upload-artifact?${new URLSearchParams({ run_uuid: run_id, path })}`
  expect((await app.inject({ method: 'POST', url, payload: '<script>1</script>' })).statusCode).toBe(200)
}
for (const path of ['plots/page.html', 'PAGE.HTM', 'a b+é.html', 'image.svg']) await put(path)
const ask = (fields: Record<string, string>, headers = {}) =>
  app.inject({ url: `/scripted-artifact?${new URLSearchParams(fields)}`, headers })

describe('a page with scripts', () => {
  test.each(['plots/page.html', 'PAGE.HTM', 'a b+é.html'])('%s comes with a policy that cuts it off', async (path) => {
    const { statusCode, body, headers } = await ask({ run_id, path })
    expect([statusCode, body]).toEqual([200, '<script>1</script>'])
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-disposition': 'inline',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-cache',
      'x-dns-prefetch-control': 'off',
    })
    const policy = String(headers['content-security-policy']).split('; ')
    expect(policy).toEqual(
      expect.arrayContaining(['sandbox allow-scripts', "default-src 'none'", "form-action 'none'", "frame-ancestors 'self'"]),
    )
    for (const directive of policy)
      expect(directive).not.toMatch(/https?:|\*|'self'(?<!frame-ancestors 'self')|same-origin|allow-(?!scripts)/)
  })

  test('with the network allowed it loads over HTTPS, and stays in its sandbox', async () => {
    const policy = String((await ask({ run_id, path: 'plots/page.html', network: '1' })).headers['content-security-policy'])
    expect(policy).toMatch(/^sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval' data: blob: https:;/)
    expect(policy).not.toMatch(/http:|\*|same-origin/)
  })

  test('opened outside of a frame it is a download that runs nothing', async () => {
    const { headers } = await ask({ run_id, path: 'plots/page.html' }, { 'sec-fetch-dest': 'document' })
    expect(headers).toMatchObject({
      'content-disposition': 'attachment; filename=page.html',
      'content-security-policy': "sandbox; default-src 'none'",
    })
    expect((await ask({ run_id, path: 'plots/page.html' }, { 'sec-fetch-dest': 'iframe' })).headers['content-disposition']).toBe('inline')
  })

  test.each(['', '?network=1'])('the empty page for HTML that is no file has the same policy: /scripted-frame%s', async (query) => {
    const { statusCode, headers, body } = await app.inject({ url: `/scripted-frame${query}` })
    const { headers: ofFile } = await ask({ run_id, path: 'plots/page.html', ...(query && { network: '1' }) })
    for (const name of ['content-security-policy', 'content-type', 'x-dns-prefetch-control', 'x-content-type-options'])
      expect([name, headers[name]]).toEqual([name, ofFile[name]])
    expect([statusCode, headers['x-frame-options'], body.includes('source !== parent')]).toEqual([200, ofFile['x-frame-options'], true])
    expectEnvelope(await app.inject({ url: '/scripted-frame?network=2' }), 400, 'INVALID_PARAMETER_VALUE')
  })

  test('logged models and model versions have theirs', async () => {
    const { model } = await store.call(createLoggedModel, { experiment_id: '0', source_run_id: run_id })
    await store.call(finalizeLoggedModel, { model_id: model.info.model_id, status: 'LOGGED_MODEL_READY' })
    await store.call(createRegisteredModel, { name: 'm' })
    await store.call(createModelVersion, { name: 'm', source: `${artifact_uri}/plots`, run_id })
    expect((await ask({ name: 'm', version: '1', path: 'page.html' })).statusCode).toBe(200)
    expectEnvelope(await ask({ model_id: model.info.model_id, path: 'page.html' }), 404, 'RESOURCE_DOES_NOT_EXIST')
  })

  test.each<[fields: Record<string, string>, status: number, code: string, words: RegExp]>([
    [{ run_id, path: 'image.svg' }, 400, 'INVALID_PARAMETER_VALUE', /not 'image\.svg'/],
    [{ run_id }, 400, 'INVALID_PARAMETER_VALUE', /\.html/],
    [{ run_id, path: '../../page.html' }, 400, 'INVALID_PARAMETER_VALUE', /./],
    [{ run_id, path: 'missing.html' }, 404, 'RESOURCE_DOES_NOT_EXIST', /missing\.html/],
    [{ run_id: 'f'.repeat(32), path: 'page.html' }, 404, 'RESOURCE_DOES_NOT_EXIST', /f{32}/],
    [{ run_id, model_id: 'm-1', path: 'page.html' }, 400, 'INVALID_PARAMETER_VALUE', /Exactly one/],
    [{ run_id, version: '1', path: 'page.html' }, 400, 'INVALID_PARAMETER_VALUE', /Exactly one/],
    [{ path: 'page.html' }, 400, 'INVALID_PARAMETER_VALUE', /Exactly one/],
    [{ run_id, path: 'plots/page.html', network: 'yes' }, 400, 'INVALID_PARAMETER_VALUE', /'yes'/],
  ])('%j is refused', async (fields, status, code, words) => {
    const reply = await ask(fields)
    expectEnvelope(reply, status, code)
    expect(reply.json().message).toMatch(words)
  })
})
