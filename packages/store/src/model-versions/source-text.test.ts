import { describe, expect, test } from 'vitest'
import { readSource as read } from './source-text.ts'

const readSource = (source: string, hostSchemes?: ReadonlySet<string>) =>
  read(source, { base: '/work', configuredRoots: ['hdfs://nn:8020/root'], ...(hostSchemes && { hostSchemes }) })

describe('a source is read as', () => {
  for (const [source, expected] of [
    ['s3://bucket/x', { kind: 'remote' }],
    ['dbfs:/x', { kind: 'remote' }],
    ['s3://b/x?query=1', { kind: 'remote' }],
    ['oss://b/x', { kind: 'remote' }],
    ['hdfs://NN:8020/x', { kind: 'remote' }],
    ['viewfs://nn:8020/x', { kind: 'remote' }],
    ['mlruns/1/x', { kind: 'local', uri: { scheme: 'file', path: '/work/mlruns/1/x', written: 'path' } }],
    ['runs:/abc/a/b', { kind: 'run', run_id: 'abc' }],
    ['RUNS:///abc', { kind: 'run', run_id: 'abc' }],
    ['runs://host/abc/m', { kind: 'run', run_id: '//host/abc' }],
    ['models:/m-1', { kind: 'logged-model', model_id: 'm-1' }],
    ['models:/a b/1', { kind: 'version', name: 'a b', reference: '1', alias: false }],
    ['MODELS:///a/latest', { kind: 'version', name: 'a', reference: 'latest', alias: false }],
    ['models:/a@b@c', { kind: 'version', name: 'a@b', reference: 'c', alias: true }],
    ['models:/a@b/c', { kind: 'version', name: 'a@b', reference: 'c', alias: false }],
    ['models:/m-1@best', { kind: 'version', name: 'm-1', reference: 'best', alias: true }],
  ] as const) {
    test(source, () => expect(readSource(source)).toEqual(expected))
  }
})

const ABSOLUTE =
  'If supplying a source as an http, https, local file path, ftp, objectstore, or mlflow-artifacts uri, an absolute path must be provided without relative path references present. Please provide an absolute path.'
const OWNER = 'The model_id request parameter must identify the resource that contains the source.'

describe('a source is refused', () => {
  for (const [source, why] of [
    ['s3://b/../x', ABSOLUTE],
    ['s3://b/%2e%2e/x', ABSOLUTE],
    ['s3://b/%252E%252e/x', ABSOLUTE],
    [`s3://b/%${'25'.repeat(12)}2e%2e/x`, ABSOLUTE],
    ['s3://b/x/..', ABSOLUTE],
    ['s3://b/..\\x', ABSOLUTE],
    ['s3://b/\u0000x', ABSOLUTE],
    ['s3://b/%00x', ABSOLUTE],
    ['s3://b/x#fragment', ABSOLUTE],
    ['s3://b/x;param=1', ABSOLUTE],
    ['s3://b', ABSOLUTE],
    ['s3:b/x', ABSOLUTE],
    ['s3:/b/x', ABSOLUTE],
    ['runs:/', ABSOLUTE],
    ['runs:/abc/../x', ABSOLUTE],
    ['runs:/abc/%2e%2e/x', ABSOLUTE],
    ['mlflow-artifacts:/a/../b', ABSOLUTE],
    ['mlflow-artifacts:/a%00', ABSOLUTE],
    ['javascript:alert(1)', ABSOLUTE],
    ['C:\\x', ABSOLUTE],
    ['C:/x', "The scheme 'c' is not supported."],
    ['foo://b/../x', ABSOLUTE],
    ['prompts:/a/1', "The scheme 'prompts' is not supported."],
    ['models:', OWNER],
    ['models:/', OWNER],
    ['models:/a', OWNER],
    ['models:/a/', OWNER],
    ['models:/a//1', OWNER],
    ['models:/a/../b/1', OWNER],
    ['models:/@x', OWNER],
    ['models:/x@', OWNER],
    ['models://host/a/1', 'Registered model sources must use the active model registry.'],
  ] as const) {
    test(JSON.stringify(source), () => expect(() => readSource(source)).toThrow(`Invalid model version source: '${source}'. ${why}`))
  }

  for (const source of [
    'http://h/x',
    'https://h/x',
    'HTTP://h/../x',
    'ftp://h/x',
    'sftp://h/x',
    'hdfs:/x',
    'hdfs://nn:8021/x',
    'hdfs://nn/x',
    'viewfs://h/x',
    'abfss://c@h/x',
    'r2://b/x',
    'b2://b/x',
    'mlflow-artifacts://h/x',
  ]) {
    test(`${source}, since it names a host`, () =>
      expect(() => readSource(source)).toThrow(/^'source' cannot use the '[a-z0-9-]+' scheme: /))
  }

  for (const source of ['/etc/../x', 'a/b', '%2fetc', 'file:etc', ' /etc', '\\\\host\\x']) {
    test(`no further than as a local path: ${source}`, () => expect(readSource(source).kind).toBe('local'))
  }
})

test('the operator may allow schemes that name a host', () => {
  const allowed = new Set(['http', 'mlflow-artifacts'])
  expect(readSource('http://h/x', allowed)).toEqual({ kind: 'remote' })
  expect(readSource('http://h/api/2.0/mlflow-artifacts/artifacts/x', allowed)).toMatchObject({ kind: 'proxied' })
  expect(readSource('mlflow-artifacts://h/x', allowed)).toMatchObject({ kind: 'proxied', uri: { host: 'h' } })
  expect(() => readSource('ftp://h/x', allowed)).toThrow("'source' cannot use the 'ftp' scheme")
})
