import { describe, expect, test } from 'vitest'
import { isSameHost, namesHost } from './uri-hosts.ts'
import { isInside, joinArtifactUri, parseArtifactUri, printArtifactUri, relativeTo } from './uri.ts'

describe('parses and prints', () => {
  for (const [text, uri, printed] of [
    ['mlflow-artifacts:/1/r/artifacts', { scheme: 'mlflow-artifacts', path: '1/r/artifacts' }, undefined],
    ['mlflow-artifacts:///1', { scheme: 'mlflow-artifacts', path: '1' }, 'mlflow-artifacts:/1'],
    ['mlflow-artifacts:', { scheme: 'mlflow-artifacts', path: '' }, 'mlflow-artifacts:/'],
    ['mlflow-artifacts:x/', { scheme: 'mlflow-artifacts', path: 'x' }, 'mlflow-artifacts:/x'],
    ['Mlflow-Artifacts:/a%20b', { scheme: 'mlflow-artifacts', path: 'a b' }, 'mlflow-artifacts:/a b'],
    [
      'mlflow-artifacts://Host:5000/1',
      { scheme: 'mlflow-artifacts', host: 'host', port: 5000, path: '1' },
      'mlflow-artifacts://host:5000/1',
    ],
    ['mlflow-artifacts://[::1]/1', { scheme: 'mlflow-artifacts', host: '[::1]', path: '1' }, undefined],
    ['/data/a', { scheme: 'file', path: '/data/a', written: 'path' }, undefined],
    ['/data//./a/', { scheme: 'file', path: '/data/a', written: 'path' }, '/data/a'],
    ['/data/../b', { scheme: 'file', path: '/b', written: 'path' }, '/b'],
    ['/data/a%20b', { scheme: 'file', path: '/data/a b', written: 'path' }, '/data/a b'],
    ['/data/a%2520b', { scheme: 'file', path: '/data/a%20b', written: 'path' }, undefined],
    ['/data/100%/a%zz', { scheme: 'file', path: '/data/100%/a%zz', written: 'path' }, undefined],
    ['/a#b?c;d', { scheme: 'file', path: '/a#b?c;d', written: 'path' }, undefined],
    ['#a/b?', { scheme: 'file', path: '/base/#a/b?', written: 'path' }, '/base/#a/b?'],
    ['./mlruns/1', { scheme: 'file', path: '/base/mlruns/1', written: 'path' }, '/base/mlruns/1'],
    ['file:///a%23b%3Fc%3b', { scheme: 'file', path: '/a#b?c;', written: 'uri' }, 'file:///a%23b%3Fc%3B'],
    ['file:///a%2520b', { scheme: 'file', path: '/a%20b', written: 'uri' }, undefined],
    ['file:./rel', { scheme: 'file', path: '/base/rel', written: 'uri' }, 'file:///base/rel'],
    ['mlflow-artifacts:/a%2520b', { scheme: 'mlflow-artifacts', path: 'a%20b' }, undefined],
    ['rel/a', { scheme: 'file', path: '/base/rel/a', written: 'path' }, '/base/rel/a'],
    ['~/a', { scheme: 'file', path: '/base/~/a', written: 'path' }, '/base/~/a'],
    ['../a', { scheme: 'file', path: '/a', written: 'path' }, '/a'],
    ['file:rel', { scheme: 'file', path: '/base/rel', written: 'uri' }, 'file:///base/rel'],
    ['file:/a', { scheme: 'file', path: '/a', written: 'uri' }, 'file:///a'],
    ['FILE:///a%20b', { scheme: 'file', path: '/a b', written: 'uri' }, 'file:///a b'],
    ['file://localhost/a', { scheme: 'file', path: '/a', written: 'uri' }, 'file:///a'],
    ['s3://bucket/k/%41', { scheme: 's3', authority: 'bucket', path: '/k/%41', query: '' }, undefined],
    ['S3://bucket', { scheme: 's3', authority: 'bucket', path: '', query: '' }, 's3://bucket'],
    ['wasbs://c@a.blob.core.windows.net/p', { scheme: 'wasbs', authority: 'c@a.blob.core.windows.net', path: '/p', query: '' }, undefined],
    ['dbfs:/p', { scheme: 'dbfs', authority: '', path: '/p', query: '' }, undefined],
    ['hdfs://h:9000/p', { scheme: 'hdfs', authority: 'h:9000', path: '/p', query: '' }, undefined],
    ['s3://b/p?x=1&y=2', { scheme: 's3', authority: 'b', path: '/p', query: '?x=1&y=2' }, undefined],
    ['s3://b?x=%23', { scheme: 's3', authority: 'b', path: '', query: '?x=%23' }, undefined],
    ['dbfs:/p?x=/y', { scheme: 'dbfs', authority: '', path: '/p', query: '?x=/y' }, undefined],
    [
      'mysql://user:pw@host:port/db?driver=x',
      { scheme: 'plugin', name: 'mysql', authority: 'user:pw@host:port', path: '/db', query: '?driver=x' },
      undefined,
    ],
    ['OSS://b/p', { scheme: 'plugin', name: 'oss', authority: 'b', path: '/p', query: '' }, 'oss://b/p'],
    ['my-store+x:/p', { scheme: 'plugin', name: 'my-store+x', authority: '', path: '/p', query: '' }, undefined],
    ['https://h/p', { scheme: 'https', authority: 'h', path: '/p', query: '' }, undefined],
  ] as const) {
    test(text, () => {
      const parsed = parseArtifactUri(text, '/base')
      expect(parsed).toEqual(uri)
      expect(printArtifactUri(parsed)).toBe(printed ?? text)
      expect(parseArtifactUri(printArtifactUri(parsed))).toEqual(uri)
    })
  }
})

describe('refused', () => {
  for (const [why, text, message] of [
    ['empty', '', 'it is empty'],
    ['fragment of a file', 'file:///a#b', 'fragments, queries and params'],
    ['query of a file', 'file:///a?b', 'fragments, queries and params'],
    ['fragment after a query', 's3://b/k?x#f', 'fragments, queries and params'],
    ['twice encoded parent of a path', '/data/%252e%252e/etc', "an encoded '..' is not allowed"],
    ['thrice encoded parent', '/a/../b/%25252e%25252e%25252fetc', "an encoded '..' is not allowed"],
    ['twice encoded parent of a file URI', 'file:///data/x%252f..%252fetc', "an encoded '..' is not allowed"],
    ['parent in a query', 's3://b/k?x=/../y', "'..' is not allowed"],
    ['encoded parent in a query', 's3://b/k?%2e%2e/y', "'..' is not allowed"],
    ['parent in a plug-in location', 'oss://b/../k', "'..' is not allowed"],
    ['fragment in a plug-in location', 'oss://b/k#f', 'fragments, queries and params'],
    ['fragment of a URI', 's3://b/k#f', 'fragments, queries and params'],
    ['encoded fragment', 's3://b/a%23b', 'fragments, queries and params'],
    ['what is not UTF-8', '/a%ff', 'write a percent sign of a name as %25'],
    ['query', 'mlflow-artifacts:/a?b', 'fragments, queries and params'],
    ['encoded query', 's3://b/%3fx', 'fragments, queries and params'],
    ['params', 'mlflow-artifacts:/a;b', 'fragments, queries and params'],
    ['params hiding a parent', 'file:///a;/../../etc', 'fragments, queries and params'],
    ['twice encoded params', 's3://b/a%253bx', 'fragments, queries and params'],
    ['backslash', 's3://b\\..\\x', 'backslashes'],
    ['encoded backslash', '/a%5cb', 'backslashes'],
    ['UNC', '\\\\host\\x', 'backslashes'],
    ['drive', 'C:/x', 'drive letters are not supported'],
    ['NUL', '/a\0b', 'control characters are not allowed'],
    ['encoded newline of a local path', '/a%0ab', 'control characters are not allowed'],
    ['encoded newline', 's3://b/a%0ab', 'Invalid path'],
    ['runs', 'runs:/r/m', "the scheme 'runs' is not supported"],
    ['models', 'models:/m/1', "the scheme 'models' is not supported"],
    ['data', 'data:x', "the scheme 'data' is not supported"],
    ['script', 'JavaScript://x/y', "the scheme 'javascript' is not supported"],
    ['prompts', 'prompts:/p/1', "the scheme 'prompts' is not supported"],
    ['nothing behind the scheme', 'oss:', 'its path is not absolute'],
    ['host', '//host/x', 'it names a host'],
    ['encoded host', '/%2fhost/x', 'it names a host'],
    ['host in a file URI', 'file:////host/x', 'it names a host'],
    ['file of another host', 'file://host/x', 'file://host/x is not a valid remote uri.'],
    ['parent', 'mlflow-artifacts:/../x', "'..' is not allowed"],
    ['encoded parent', 'mlflow-artifacts:/a/%252e%252e/x', "'..' is not allowed"],
    ['encoded parent in a key', 's3://b/a%2f..%2fb', "'..' is not allowed"],
    ['parent as a bucket', 's3://../b', "'..' is not allowed"],
    ['absolute in a proxied path', 'mlflow-artifacts:////etc', 'Invalid path'],
    ['drive in a proxied path', 'mlflow-artifacts:/C:/x', 'Invalid path'],
    ['user in a proxied host', 'mlflow-artifacts://u:p@h/x', 'its host is malformed'],
    ['port out of range', 'mlflow-artifacts://h:99999/x', 'its host is malformed'],
    ['no bucket', 's3:/k', 'it names no host or bucket'],
    ['no bucket, empty', 's3:///k', 'it names no host or bucket'],
    ['space in the bucket', 's3://a b/k', 'its host or bucket is malformed'],
    ['opaque path', 'dbfs:p', 'its path is not absolute'],
    ['relative without a base', 'rel', 'a local path must be absolute'],
    ['relative file URI without a base', 'file:rel', 'a local path must be absolute'],
  ] as const) {
    test(why, () => {
      expect(() => parseArtifactUri(text)).toThrow(
        expect.objectContaining({ code: 'INVALID_PARAMETER_VALUE', message: expect.stringContaining(message) }),
      )
    })
  }
})

describe('joins', () => {
  for (const [root, segments, joined] of [
    ['mlflow-artifacts:/1', ['run', 'artifacts'], 'mlflow-artifacts:/1/run/artifacts'],
    ['mlflow-artifacts:', ['run'], 'mlflow-artifacts:/run'],
    ['mlflow-artifacts://h:1/x', ['run', 'a/b'], 'mlflow-artifacts://h:1/x/run/a/b'],
    ['/a/b/', ['run'], '/a/b/run'],
    ['/', ['run'], '/run'],
    ['file:/a', ['run'], 'file:///a/run'],
    ['s3://b', ['run', ''], 's3://b/run'],
    ['s3://b/', ['run'], 's3://b/run'],
    ['s3://b/k', ['a b%'], 's3://b/k/a b%'],
    ['https://h/p', ['a b'], 'https://h/p/a%20b'],
    ['dbfs:/x', [], 'dbfs:/x'],
  ] as const) {
    test(`${root} + ${segments.join(' + ')}`, () => {
      expect(printArtifactUri(joinArtifactUri(parseArtifactUri(root), ...segments))).toBe(joined)
    })
  }

  test('never upwards', () => {
    expect(() => joinArtifactUri(parseArtifactUri('/a'), 'b/%2e%2e/c')).toThrow('Invalid path')
  })
})

describe('relative to a root', () => {
  for (const [root, uri, relative] of [
    ['/data', '/data/1/r', '1/r'],
    ['/data/', 'file:///data', ''],
    ['/', '/data', 'data'],
    ['/data', '/data2/x', undefined],
    ['/data', '/data/../etc', undefined],
    ['/data', '/data/%2e%2e/etc', undefined],
    ['oss://b/k', 'oss://b/k/x', 'x'],
    ['oss://b/k', 'cos://b/k/x', undefined],
    ['/data', 'mlflow-artifacts:/data/x', undefined],
    ['mlflow-artifacts:/', 'mlflow-artifacts:/1/r', '1/r'],
    ['mlflow-artifacts:/1', 'mlflow-artifacts:/1/r', 'r'],
    ['mlflow-artifacts:/1', 'mlflow-artifacts:/11/r', undefined],
    ['mlflow-artifacts:/1', 'mlflow-artifacts://h/1/r', undefined],
    ['mlflow-artifacts://h:1/', 'mlflow-artifacts://h:2/1/r', undefined],
    ['s3://b/k', 's3://b/k/x', 'x'],
    ['s3://b', 's3://b/x', 'x'],
    ['s3://b', 's3://bb/x', undefined],
  ] as const) {
    test(`${uri} in ${root}`, () => {
      expect(relativeTo(parseArtifactUri(root), parseArtifactUri(uri))).toBe(relative)
      expect(isInside(parseArtifactUri(root), parseArtifactUri(uri))).toBe(relative !== undefined)
    })
  }
})

test('knows which locations name a host', () => {
  const named = ['/a', 's3://b/k', 'dbfs:/x', 'mlflow-artifacts:/x', 'oss://b/x', 'mlflow-artifacts://h/x', 'http://h/x', 'abfss://c@a/x']
  expect(named.filter((text) => namesHost(parseArtifactUri(text)))).toEqual(['mlflow-artifacts://h/x', 'http://h/x', 'abfss://c@a/x'])
})

describe('the same host', () => {
  for (const [one, other, isSame] of [
    ['hdfs://nn:8020/a', 'hdfs://NN:8020/b', true],
    ['hdfs://nn:8020/a', 'viewfs://nn:8020/b', true],
    ['hdfs://nn:8020/a', 'hdfs://nn/b', false],
    ['hdfs:/a', 'hdfs:/b', true],
    ['abfss://c@a.dfs.core.windows.net/x', 'abfss://other@a.dfs.core.windows.net:443/x', true],
    ['abfss://c@a.dfs.core.windows.net/x', 'abfss://c@b.dfs.core.windows.net/x', false],
    ['abfss://c@a/x', 'abfss://c@a@evil/x', false],
    ['sftp://u:p@h/x', 'sftp://v@h:22/y', true],
    ['sftp://h/x', 'ftp://h/x', false],
    ['http://h/x', 'http://h:80/y', true],
    ['http://h/x', 'https://h/x', false],
    ['https://h:8443/x', 'mlflow-artifacts://h:8443/x', true],
    ['https://h/x', 'mlflow-artifacts://h/x', true],
    ['r2://b@h/x', 'r2://c@h/x', true],
    ['http://[::1]:5000/x', 'http://[::1]:5000/y', true],
    ['http://h:port/x', 'http://h:port/x', false],
    ['s3://b/x', 's3://b/x', false],
    ['/a', '/a', false],
  ] as const) {
    test(`${one} and ${other}: ${isSame}`, () => {
      expect(isSameHost(parseArtifactUri(one), parseArtifactUri(other))).toBe(isSame)
      expect(isSameHost(parseArtifactUri(other), parseArtifactUri(one))).toBe(isSame)
    })
  }
})
