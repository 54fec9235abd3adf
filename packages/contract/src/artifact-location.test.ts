import { describe, expect, test } from 'vitest'
import { resolveArtifactLocation } from './artifact-location.ts'

describe('stored', () => {
  for (const [text, stored] of [
    ['/abs/p/', '/abs/p/'],
    ['/abs//p/./q', '/abs//p/./q'],
    ['/a b', '/a b'],
    ['/a/../b', '/b'],
    ['/a/%2e%2e/b', '/b'],
    ['rel/p', '/base/rel/p'],
    ['../up', '/up'],
    ['.', '/base'],
    ['~/x', '/base/~/x'],
    ['file:/a/b', 'file:/a/b'],
    ['file:///a/b', 'file:///a/b'],
    ['file:rel', 'file:///base/rel'],
    ['file:///a/../b', 'file:///b'],
    ['file://localhost/a', 'file://localhost/a'],
    ['s3://b/k', 's3://b/k'],
    ['gs://b', 'gs://b'],
    ['s3://b/p?x=1', 's3://b/p?x=1'],
    ['mysql://u:p@h:port/db?driver=x', 'mysql://u:p@h:port/db?driver=x'],
    ['oss://b/p', 'oss://b/p'],
    ['rel?x', '/base/rel?x'],
    ['/a%23b', '/a%23b'],
    ['wasbs://c@a.blob.core.windows.net/p', 'wasbs://c@a.blob.core.windows.net/p'],
    ['dbfs:/p', 'dbfs:/p'],
    ['mlflow-artifacts:/x', 'mlflow-artifacts:/x'],
    [`/${'x'.repeat(2047)}`, `/${'x'.repeat(2047)}`],
    [`/${'😀'.repeat(2047)}`, `/${'😀'.repeat(2047)}`],
  ] as const) {
    test(text.slice(0, 60), () => expect(resolveArtifactLocation(text, { base: '/base' })).toBe(stored))
  }

  test('with a host, when its scheme is allowed', () => {
    const rules = { base: '/base', hostSchemes: new Set(['http']) }
    expect(resolveArtifactLocation('http://h/p', rules)).toBe('http://h/p')
    expect(() => resolveArtifactLocation('https://h/p', rules)).toThrow("'artifact_location' cannot use the 'https' scheme")
  })
})

describe('hosts of the configured roots', () => {
  const rules = { base: '/base', configuredRoots: ['hdfs://nn:8020/mlflow', 'mlflow-artifacts://h:5000/'] }
  for (const text of ['hdfs://nn:8020/other', 'viewfs://NN:8020/x', 'http://h:5000/x', 'mlflow-artifacts://h:5000/x']) {
    test(`${text} passes`, () => expect(resolveArtifactLocation(text, rules)).toBe(text))
  }
  for (const text of ['hdfs://evil:8020/mlflow', 'hdfs://nn:8021/x', 'hdfs://nn:8020@evil/x', 'ftp://nn:8020/x', 'http://h:5001/x']) {
    test(`${text} is refused`, () => expect(() => resolveArtifactLocation(text, rules)).toThrow('addresses a host other than'))
  }
})

describe('local locations below roots only', () => {
  const rules = { base: '/base', localRoots: ['/base/mlruns', '/data'] }
  for (const [text, stored] of [
    ['mlruns/x', '/base/mlruns/x'],
    ['file:mlruns', 'file:///base/mlruns'],
    ['/data', '/data'],
    ['/data/a/../b', '/data/b'],
  ] as const) {
    test(`${text} passes`, () => expect(resolveArtifactLocation(text, rules)).toBe(stored))
  }
  for (const [text, folder] of [
    ['/etc', '/etc'],
    ['/data2', '/data2'],
    ['/data/../etc', '/etc'],
    ['/data/%2e%2e/etc', '/etc'],
    ['file:///etc/a%20b', '/etc/a b'],
    ['./secret', './secret'],
    ['.', '.'],
  ] as const) {
    test(`${text} is refused and names the flag`, () => {
      expect(() => resolveArtifactLocation(text, rules)).toThrow(
        `The artifact location '${text}' is outside the folders that this server may use. Start the server with --local-artifact-roots ${folder}, or leave`,
      )
    })
  }
})

describe('refused', () => {
  const params = "'artifact_location' URL can't include fragments or params."
  for (const [why, text, message] of [
    ['runs', 'runs:/x/y', "Artifact location cannot be a runs:/ URI. Given: 'runs:/x/y'"],
    ['fragment', 's3://b/k#f', params],
    ['params', '/a;b', params],
    [
      'too long',
      `/${'x'.repeat(2048)}`,
      'Invalid artifact path length. The length of the artifact path cannot be greater than 2048 characters.',
    ],
    ['proxied host', 'mlflow-artifacts://h:1/x', "'artifact_location' cannot use the 'mlflow-artifacts' scheme"],
    ['web host', 'http://169.254.169.254/latest', "'artifact_location' cannot use the 'http' scheme"],
    ['ftp', 'ftp://u:p@h/p', "'artifact_location' cannot use the 'ftp' scheme"],
    ['models', 'models:/x/1', "the scheme 'models' is not supported"],
    ['script', 'javascript:/x', "the scheme 'javascript' is not supported"],
    ['fragment of a path', '/a#b', params],
    ['drive', 'C:\\x', 'backslashes are not allowed'],
    ['host', '//host/x', 'it names a host'],
    ['parent in a URI', 's3://b/%2e%2e/x', "'..' is not allowed"],
    ['NUL', '/a\0b', 'control characters are not allowed'],
    ['empty', '', 'it is empty'],
  ] as const) {
    test(why, () => {
      expect(() => resolveArtifactLocation(text, { base: '/base' })).toThrow(
        expect.objectContaining({ code: 'INVALID_PARAMETER_VALUE', message: expect.stringContaining(message) }),
      )
    })
  }
})
