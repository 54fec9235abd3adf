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

describe('refused', () => {
  const params = "'artifact_location' URL can't include fragments or params."
  for (const [why, text, message] of [
    ['runs', 'runs:/x/y', "Artifact location cannot be a runs:/ URI. Given: 'runs:/x/y'"],
    ['fragment', 's3://b/k#f', params],
    ['params', '/a;b', params],
    ['query', 'rel?x', params],
    [
      'too long',
      `/${'x'.repeat(2048)}`,
      'Invalid artifact path length. The length of the artifact path cannot be greater than 2048 characters.',
    ],
    ['proxied host', 'mlflow-artifacts://h:1/x', "'artifact_location' cannot use the 'mlflow-artifacts' scheme"],
    ['web host', 'http://169.254.169.254/latest', "'artifact_location' cannot use the 'http' scheme"],
    ['ftp', 'ftp://u:p@h/p', "'artifact_location' cannot use the 'ftp' scheme"],
    ['models', 'models:/x/1', "the scheme 'models' is not supported"],
    ['script', 'javascript:x', "the scheme 'javascript' is not supported"],
    ['drive', 'C:\\x', 'backslashes are not allowed'],
    ['host', '//host/x', 'it names a host'],
    ['parent in a URI', 's3://b/%2e%2e/x', "'..' is not allowed"],
    ['NUL', '/a\0b', 'Invalid path'],
    ['empty', '', 'it is empty'],
  ] as const) {
    test(why, () => {
      expect(() => resolveArtifactLocation(text, { base: '/base' })).toThrow(
        expect.objectContaining({ code: 'INVALID_PARAMETER_VALUE', message: expect.stringContaining(message) }),
      )
    })
  }
})
