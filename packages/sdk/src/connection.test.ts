import { afterEach, describe, expect, test } from 'vitest'
import { type ConnectionOptions, connectionOf } from './connection.ts'

const NAMES = ['URI', 'USERNAME', 'PASSWORD', 'TOKEN'].map((name) => `MLFLOW_TRACKING_${name}`)
const OTHERS = ['MLFLOW_HTTP_REQUEST_TIMEOUT', 'MLFLOW_HTTP_REQUEST_MAX_RETRIES']
afterEach(() => {
  for (const name of [...NAMES, ...OTHERS]) delete process.env[name]
})

const of = (options: ConnectionOptions, environment: Readonly<Record<string, string>> = {}) => {
  Object.assign(process.env, environment)
  return connectionOf(options)
}
const basic = (text: string): string => `Basic ${btoa(text)}`

describe('the address', () => {
  for (const [what, given, environment, uri] of [
    ['the default', undefined, {}, 'http://127.0.0.1:5000'],
    ['of the environment', undefined, { MLFLOW_TRACKING_URI: 'http://a:1' }, 'http://a:1'],
    ['that is given wins', 'http://b:2', { MLFLOW_TRACKING_URI: 'http://a:1' }, 'http://b:2'],
    ['without a slash at the end', 'http://b:2//', {}, 'http://b:2'],
    ['with a path', 'https://h/team/mlflow/', {}, 'https://h/team/mlflow'],
    ['without credentials, query and fragment', 'https://u:p@h/x?a=1#b', {}, 'https://h/x'],
    ['of IPv6', 'http://[::1]:5000', {}, 'http://[::1]:5000'],
  ] as const) {
    test(`${what}: ${uri}`, () => expect(of(given === undefined ? {} : { trackingUri: given }, environment).trackingUri).toBe(uri))
  }

  for (const uri of [
    '',
    ' ',
    'localhost:5000',
    'databricks',
    'file:///x',
    'postgresql://u:secret@h/db',
    'htp://u:sec/ret:secret@h',
    'http://u:secret',
    'http://u:secret@[h',
    'u:secret@h',
    'http://',
    '//h',
  ]) {
    test(`'${uri}' is refused, without its password`, () => {
      const given = { trackingUri: uri }
      expect(() => of(given)).toThrow(expect.objectContaining({ code: 'CONFIGURATION' }))
      expect(() => of(given)).not.toThrow(/secret/)
    })
  }
})

describe('credentials', () => {
  const environment = { MLFLOW_TRACKING_USERNAME: 'eu', MLFLOW_TRACKING_PASSWORD: 'ep', MLFLOW_TRACKING_TOKEN: 'et' }
  for (const [what, options, variables, header] of [
    ['none', {}, {}, undefined],
    ['a token', { token: 't' }, {}, 'Bearer t'],
    ['a user wins over a token', { token: 't', username: 'u', password: 'p' }, {}, basic('u:p')],
    ['a user without a password is none', { username: 'u' }, {}, undefined],
    ['those of the environment', {}, environment, basic('eu:ep')],
    ['those of the options win', { username: 'u', password: 'p' }, environment, basic('u:p')],
    ['those of the address win over the environment', { trackingUri: 'http://au:ap@h' }, environment, basic('au:ap')],
    ['those of the address with a percent sign', { trackingUri: 'http://u:100%25%@h' }, {}, basic('u:100%%')],
    ['those of the address, unescaped', { trackingUri: 'http://a%40b:p%2Fq@h' }, {}, basic('a@b:p/q')],
  ] as [string, ConnectionOptions, Record<string, string>, string | undefined][]) {
    test(what, () => expect(of(options, variables).authorization).toBe(header))
  }
})

describe('time-outs and repetitions', () => {
  for (const [what, options, environment, expected] of [
    ['the defaults', {}, {}, { timeout: 120_000, retries: 7, maxRetryDelay: 30_000 }],
    [
      'seconds of the environment',
      {},
      { MLFLOW_HTTP_REQUEST_TIMEOUT: '5', MLFLOW_HTTP_REQUEST_MAX_RETRIES: '0' },
      { timeout: 5000, retries: 0 },
    ],
    ['what is no number counts as unset', {}, { MLFLOW_HTTP_REQUEST_TIMEOUT: 'soon' }, { timeout: 120_000 }],
    [
      'options win',
      { timeout: 1, retries: 2, maxRetryDelay: 3 },
      { MLFLOW_HTTP_REQUEST_TIMEOUT: '5' },
      { timeout: 1, retries: 2, maxRetryDelay: 3 },
    ],
  ] as [string, ConnectionOptions, Record<string, string>, object][]) {
    test(what, () => expect(of(options, environment)).toMatchObject(expected))
  }
})
