import { describe, expect, test } from 'vitest'
import { MlflowError, asMlflowError, refusalOf } from './errors.ts'

describe('what an answer that is no success says', () => {
  for (const [what, status, body, code, message] of [
    ['the envelope', 404, '{"error_code":"RESOURCE_DOES_NOT_EXIST","message":"No run"}', 'RESOURCE_DOES_NOT_EXIST', 'No run'],
    ['a code that is new', 400, '{"error_code":"BRAND_NEW","message":"?"}', 'BRAND_NEW', '?'],
    ['an envelope without a code', 429, '{"message":"slowly"}', 'REQUEST_LIMIT_EXCEEDED', 'slowly'],
    ['an envelope without words', 403, '{}', 'PERMISSION_DENIED', 'The server answered 403.'],
    ['a page', 502, '<html>Bad gateway</html>', 'INTERNAL_ERROR', 'The server answered 502: <html>Bad gateway</html>'],
    ['a long page', 503, 'x'.repeat(500), 'TEMPORARILY_UNAVAILABLE', `The server answered 503: ${'x'.repeat(200)}`],
    ['nothing', 401, '', 'UNAUTHENTICATED', 'The server answered 401: '],
    ['JSON that is no object', 504, 'null', 'DEADLINE_EXCEEDED', 'The server answered 504: null'],
  ] as const) {
    test(`${what}: ${code}`, async () => {
      expect(await refusalOf(new Response(body, { status }))).toMatchObject({ name: 'MlflowError', code, message, status })
    })
  }

  test('how long to wait', async () => {
    const error = await refusalOf(new Response('{}', { status: 429, headers: { 'retry-after': '3' } }))
    expect(error.retryAfter).toBe(3000)
    expect((await refusalOf(new Response('{}', { status: 429 }))).retryAfter).toBeUndefined()
  })
})

describe('what may pass', () => {
  for (const [code, status, passing] of [
    ['UNREACHABLE', 0, true],
    ['TIMED_OUT', 0, true],
    ['CONFIGURATION', 0, false],
    ['INTERNAL_ERROR', 500, true],
    ['REQUEST_LIMIT_EXCEEDED', 429, true],
    ['BAD_REQUEST', 408, true],
    ['NOT_IMPLEMENTED', 501, false],
    ['INVALID_PARAMETER_VALUE', 400, false],
    ['UNAUTHENTICATED', 401, false],
    ['RESOURCE_DOES_NOT_EXIST', 404, false],
  ] as const) {
    test(`${code} ${status}: ${passing ? 'yes' : 'no'}`, () => expect(new MlflowError(code, '', status).isPassing).toBe(passing))
  }
})

describe('whatever was thrown is an MlflowError', () => {
  const cause = new TypeError('x is not a function')
  for (const [what, thrown, message] of [
    ['an error', cause, 'x is not a function'],
    ['a text', 'broken', 'broken'],
    ['nothing', undefined, 'undefined'],
  ] as const) {
    test(what, () => expect(asMlflowError(thrown)).toMatchObject({ code: 'INTERNAL_ERROR', status: 0, message }))
  }

  test('one stays as it is, and a cause is kept', () => {
    const error = new MlflowError('NOT_FOUND', 'no')
    expect(asMlflowError(error)).toBe(error)
    expect(asMlflowError(cause).cause).toBe(cause)
  })
})
