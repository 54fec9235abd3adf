import { describe, expect, test } from 'vitest'
import { artifactRootOf, checkedPath, contentTypeOf, joinPath } from './artifact-root.ts'

const API = '/api/2.0/mlflow-artifacts'

describe('where files lie', () => {
  for (const [uri, root] of [
    [
      'mlflow-artifacts:/1/r/artifacts',
      { kind: 'proxied', base: `${API}/artifacts/1/r/artifacts`, multipart: { api: `${API}/mpu`, path: '1/r/artifacts' } },
    ],
    ['mlflow-artifacts:///1/r', { kind: 'proxied', base: `${API}/artifacts/1/r`, multipart: { api: `${API}/mpu`, path: '1/r' } }],
    ['mlflow-artifacts:/', { kind: 'proxied', base: `${API}/artifacts`, multipart: { api: `${API}/mpu`, path: '' } }],
    [
      'mlflow-artifacts:/a b/é',
      { kind: 'proxied', base: `${API}/artifacts/a%20b/%C3%A9`, multipart: { api: `${API}/mpu`, path: 'a b/é' } },
    ],
    [
      'mlflow-artifacts://files:5000/1/r',
      { kind: 'proxied', base: `http://files:5000${API}/artifacts/1/r`, multipart: { api: `http://files:5000${API}/mpu`, path: '1/r' } },
    ],
    [
      'https://h/x/api/2.0/mlflow-artifacts/artifacts/1/',
      { kind: 'proxied', base: `https://h/x${API}/artifacts/1`, multipart: { api: `https://h/x${API}/mpu`, path: '1/' } },
    ],
    ['https://h/elsewhere', { kind: 'proxied', base: 'https://h/elsewhere', multipart: { api: '', path: '' } }],
    ['s3://bucket/1', { kind: 'signed' }],
    ['gs://bucket/1', { kind: 'signed' }],
    ['abfss://c@a.dfs.core.windows.net/1', { kind: 'signed' }],
    ['/srv/artifacts/1', { kind: 'local', folder: '/srv/artifacts/1' }],
    ['file:///srv/a%20b', { kind: 'local', folder: '/srv/a b' }],
    ['file:/srv/a', { kind: 'local', folder: '/srv/a' }],
    ['mlruns/1', { kind: 'local', folder: 'mlruns/1' }],
  ] as const) {
    test(uri, () => expect(artifactRootOf(uri)).toEqual(root))
  }

  test('a folder is refused where there is no file system', () => {
    const node = globalThis.process
    try {
      Reflect.deleteProperty(globalThis, 'process')
      expect(() => artifactRootOf('/srv/artifacts')).toThrow(/cannot be reached from here/)
      expect(artifactRootOf('s3://bucket/1')).toEqual({ kind: 'signed' })
    } finally {
      globalThis.process = node
    }
  })
})

describe('paths', () => {
  for (const [path, clean] of [
    ['', ''],
    ['a/b.txt', 'a/b.txt'],
    ['./a', 'a'],
    ['a/', 'a'],
    ['a...b', 'a...b'],
    ['.hidden', '.hidden'],
    ['a b/é', 'a b/é'],
  ] as const) {
    test(`'${path}' is '${clean}'`, () => expect(checkedPath(path)).toBe(clean))
  }
  for (const path of ['..', '../a', 'a/..', 'a/../b', '/a', '//a', 'a//b']) {
    test(`'${path}' is refused`, () => expect(() => checkedPath(path)).toThrow(`Invalid path: '${path}'`))
  }
  for (const [folder, name, joined] of [
    ['a', 'b', 'a/b'],
    ['', 'b', 'b'],
    ['a', '', 'a'],
    ['', '', ''],
  ] as const) {
    test(`'${folder}' and '${name}' are '${joined}'`, () => expect(joinPath(folder, name)).toBe(joined))
  }
})

for (const [name, type] of [
  ['a.json', 'application/json'],
  ['a/B.PNG', 'image/png'],
  ['a.tar.gz', 'application/octet-stream'],
  ['MLmodel', 'application/octet-stream'],
  ['notes.md', 'text/markdown'],
] as const) {
  test(`${name} is ${type}`, () => expect(contentTypeOf(name)).toBe(type))
}
