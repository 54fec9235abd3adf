import { createLoggedModel, createModelVersion, createRegisteredModel, createRun } from '@tailrace/contract'
import { describe, expect, test } from 'vitest'
import { expectEnvelope, testServer } from './server-for-tests.ts'

const { app, store } = await testServer()
const put = (uri: string, path: string, payload: string) =>
  app.inject({ method: 'PUT', url: `/api/2.0/mlflow-artifacts/artifacts/${uri.replace('mlflow-artifacts:/', '')}/${path}`, payload })

describe('files of a logged model', async () => {
  const { model } = await store.call(createLoggedModel, { experiment_id: '0', name: 'forest' })
  const { model_id, artifact_uri } = model.info
  await put(artifact_uri, 'data/MLmodel', 'flavors: {}')
  const list = (query = '', id = model_id) => app.inject({ url: `/api/2.0/mlflow/logged-models/${id}/artifacts/directories${query}` })
  const file = (query: string, id = model_id) => app.inject({ url: `/ajax-api/2.0/mlflow/logged-models/${id}/artifacts/files${query}` })

  test('are listed, relative to its root', async () => {
    expect((await list()).json()).toEqual({ root_uri: artifact_uri, files: [{ path: 'data', is_dir: true }] })
    expect((await list('?artifact_directory_path=data')).json()).toEqual({
      root_uri: artifact_uri,
      files: [{ path: 'data/MLmodel', is_dir: false, file_size: 11 }],
    })
  })
  test('are read', async () => {
    const reply = await file('?artifact_file_path=data/MLmodel')
    expect([reply.statusCode, reply.body, reply.headers['content-type']]).toEqual([200, 'flavors: {}', 'text/plain'])
  })
  test('are refused outside its root', async () => {
    expectEnvelope(await list('?artifact_directory_path=../x'), 400, 'INVALID_PARAMETER_VALUE')
    expectEnvelope(await file('?artifact_file_path=../../../x'), 400, 'INVALID_PARAMETER_VALUE')
  })
  test('need a path', async () => expectEnvelope(await file(''), 400, 'BAD_REQUEST'))
  test('of an unknown model are not there', async () => {
    expectEnvelope(await list('', 'm-none'), 404, 'RESOURCE_DOES_NOT_EXIST')
    expectEnvelope(await file('?artifact_file_path=x', 'm-none'), 404, 'RESOURCE_DOES_NOT_EXIST')
  })
  test('have no signed addresses behind the proxy', async () => {
    const reply = await app.inject({
      method: 'POST',
      url: '/api/2.0/mlflow/artifacts/presigned-upload-url',
      payload: { model_id, path: 'x' },
    })
    expectEnvelope(reply, 400, 'INVALID_PARAMETER_VALUE')
  })
})

describe('files of a model version', async () => {
  const { run } = await store.call(createRun, { experiment_id: '0', tags: [] })
  const { run_id, artifact_uri = '' } = run.info
  await put(artifact_uri, 'model/MLmodel', 'flavors: {}')
  await store.call(createRegisteredModel, { name: 'forest é' })
  for (const source of [`${artifact_uri}/model`, `runs:/${run_id}/model`]) {
    await store.call(createModelVersion, { name: 'forest é', source, run_id })
  }
  const file = (query: Record<string, string>) => app.inject({ url: `/model-versions/get-artifact?${new URLSearchParams(query)}` })

  for (const [version, how] of [
    ['1', 'by its location'],
    ['2', 'by its run'],
  ] as const) {
    test(`are found ${how}`, async () => {
      const reply = await file({ name: 'forest é', version, path: 'MLmodel' })
      expect([reply.statusCode, reply.body]).toEqual([200, 'flavors: {}'])
    })
  }
  for (const [why, query, status] of [
    ['no name', { version: '1', path: 'x' }, 400],
    ['no version', { name: 'forest é', path: 'x' }, 400],
    ['no path', { name: 'forest é', version: '1' }, 400],
    ['an unknown version', { name: 'forest é', version: '9', path: 'x' }, 404],
    ['a version that is no number', { name: 'forest é', version: 'x', path: 'x' }, 400],
    ['a climbing path', { name: 'forest é', version: '1', path: '../x' }, 400],
    ['a missing file', { name: 'forest é', version: '1', path: 'none' }, 404],
  ] as const) {
    test(`refuse ${why}`, async () => expectEnvelope(await file(query), status))
  }
})
