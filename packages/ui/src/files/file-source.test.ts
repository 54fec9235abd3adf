import { beforeAll, expect, test } from 'vitest'
import type * as fileSource from './file-source.ts'

let sources: typeof fileSource
beforeAll(async () => {
  // The module asks for the document's address when it is loaded.
  Object.assign(globalThis, { document: { baseURI: 'http://localhost/prefix/' } })
  sources = await import('./file-source.ts')
})

const run = '0123456789abcdef0123456789abcdef'
for (const [source, folder] of [
  [`runs:/${run}/model`, 'model'],
  [`runs:/${run}`, ''],
  [`mlflow-artifacts:/1/${run}/artifacts/a/b/`, 'a/b'],
  [`s3://bucket/1/${run}/artifacts`, ''],
  [`runs:/${run}extra/model`, undefined],
  ['s3://elsewhere/model', undefined],
] as const)
  test(`the folder of ${source}`, () => expect(sources.folderInRun(source, run)).toBe(folder))

test('no run, no folder', () => expect(sources.folderInRun('runs:/x', '')).toBeUndefined())

test('addresses of a run', () => {
  const files = sources.runFiles(run, 'a run', '1')
  expect(files.url('a b/ä#1.txt')).toBe(`http://localhost/prefix/get-artifact?run_id=${run}&path=a+b%2F%C3%A4%231.txt`)
  expect(files.scriptedUrl('a.html', true)).toBe(`http://localhost/prefix/scripted-artifact?run_id=${run}&path=a.html&network=1`)
  expect(files.archiveUrl('')).toBe(`http://localhost/prefix/ajax-api/tailrace/1.0/artifacts/archive?run_id=${run}`)
  expect(files.archiveUrl('a')).toMatch(/&path=a$/)
  expect(files.uri('model')).toBe(`runs:/${run}/model`)
})

const version = { name: 'm', version: '2', run_id: run }
for (const source of [`models:/m-${run}`, `mlflow-artifacts:/1/models/m-${run}/artifacts`])
  test(`files of a version of ${source} are those of the logged model`, () => {
    const files = sources.versionFiles({ ...version, source })
    expect(files?.url('MLmodel')).toBe('http://localhost/prefix/model-versions/get-artifact?name=m&version=2&path=MLmodel')
    expect(files?.uri('')).toBe('models:/m/2')
  })

test('a version from elsewhere has no list of files', () =>
  expect(sources.versionFiles({ ...version, source: 's3://elsewhere/model' })).toBeUndefined())
