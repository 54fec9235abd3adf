import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { createExperiment, createRun } from '@tailrace/contract'
import { describe, expect, test } from 'vitest'
import { type TestServer, expectEnvelope, plantExperiment, testServer } from './server-for-tests.ts'

async function newRun({ store }: TestServer, experiment_id: string): Promise<{ id: string; uri: string }> {
  const { run } = await store.call(createRun, { experiment_id })
  return { id: run.info.run_id, uri: run.info.artifact_uri ?? '' }
}

describe('locations', async () => {
  const place = await mkdtemp(join(tmpdir(), 'tailrace-places-'))
  const inside = await testServer({ serve_artifacts: false, local_artifact_roots: [place] })
  const listOf = (id: string, owner = inside) => owner.app.inject({ url: `/api/2.0/mlflow/artifacts/list?run_id=${id}` })
  const fileOf = (id: string, path: string, owner = inside) => owner.app.inject({ url: `/get-artifact?run_id=${id}&path=${path}` })

  for (const [why, location, folder] of [
    ['elsewhere', '/etc', '/etc/'],
    ['in the root of the file system', '/', '/'],
    ['in a directory whose name begins like the root', `${place}-not`, `${place}-not/`],
    ['by a file URI', 'file:///etc', '/etc/'],
    ['relative', '../etc', '../etc/'],
    ['in a file store', '/elsewhere/mlruns', '/elsewhere/mlruns'],
  ] as const) {
    test(`a location ${why} is not read, and the flag that allows it is named`, async () => {
      const { id } = await newRun(inside, await plantExperiment(inside, location))
      const reply = await listOf(id)
      expect([reply.statusCode, reply.json().error_code]).toEqual([403, 'PERMISSION_DENIED'])
      expect(reply.json().message).toContain(`This server may not serve artifacts from ${folder}`)
      expect(reply.json().message).toContain(`Start it with --local-artifact-roots ${folder}`)
      expect(reply.body).not.toContain(process.cwd())
      expect((await fileOf(id, 'passwd')).statusCode).toBe(403)
    })
    test(`an experiment ${why} is not created`, async () => {
      const reply = await inside.app.inject({
        method: 'POST',
        url: '/api/2.0/mlflow/experiments/create',
        payload: { name: `refused ${location}`, artifact_location: location },
      })
      expect([reply.statusCode, reply.json().error_code]).toEqual([400, 'INVALID_PARAMETER_VALUE'])
      expect(reply.json().message).toContain(`The artifact location '${location}' is outside the folders that this server may use.`)
      expect(reply.json().message).toContain('--local-artifact-roots')
    })
  }
  for (const location of ['oss://bucket/a', 's3://bucket/a?x=1', 'mysql://u:p@h:port/db?driver=x', 'my-plugin:/a']) {
    test(`${location} is kept for clients, and the server says that it cannot show it`, async () => {
      const { experiment_id } = await inside.store.call(createExperiment, { name: location, artifact_location: location })
      const { id, uri } = await newRun(inside, experiment_id)
      const [path, query = ''] = location.split('?')
      expect(uri).toBe(`${path}/${id}/artifacts${query && `?${query}`}`)
      const reply = await listOf(id)
      expectEnvelope(reply, 501, 'NOT_IMPLEMENTED')
      expect(reply.json().message).toContain(`cannot show artifacts with the scheme '${location.slice(0, location.indexOf(':'))}'`)
      const name = location.replace(/[:/].*/, '')
      await inside.call('POST', '/api/2.0/mlflow/registered-models/create', { name })
      await inside.call('POST', '/api/2.0/mlflow/model-versions/create', { name, source: `${path}/${id}/artifacts/m`, run_id: id })
    })
  }
  test('relative locations of old databases start at the working folder', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tailrace-relative-'))
    const root = relative(process.cwd(), folder)
    const old = await testServer({ serve_artifacts: false, local_artifact_roots: [folder] })
    const { id, uri } = await newRun(old, await plantExperiment(old, root))
    expect(uri).toMatch(/^\.\./)
    await old.app.inject({ method: 'POST', url: `/ajax-api/2.0/mlflow/upload-artifact?run_uuid=${id}&path=m/a%20b.txt`, payload: 'old' })
    expect((await listOf(id, old)).json()).toEqual({ root_uri: uri, files: [{ path: 'm', is_dir: true }] })
    expect((await fileOf(id, 'm/a b.txt', old)).body).toBe('old')
    await old.call('POST', '/api/2.0/mlflow/registered-models/create', { name: 'old' })
    const version = { name: 'old', source: `${uri}/m`, run_id: id }
    await old.call('POST', '/api/2.0/mlflow/model-versions/create', version)
    expect((await old.app.inject(`/model-versions/get-artifact?name=old&version=1&path=a%20b.txt`)).body).toBe('old')
    const outside = { ...version, source: `${uri}/../../x` }
    const reply = await old.app.inject({ method: 'POST', url: '/api/2.0/mlflow/model-versions/create', payload: outside })
    expect([reply.statusCode, reply.json().message]).toEqual([400, expect.stringContaining(`source: '${outside.source}'.`)])
    await rm(folder, { recursive: true })
  })
  test('a folder whose name holds # and ? works as root', async () => {
    const root = join(place, 'a #1?/b%41;c')
    const odd = await testServer({ serve_artifacts: false }, { artifactRoot: root.replace('%', '%25') })
    const { id } = await newRun(odd, (await odd.store.call(createExperiment, { name: 'odd' })).experiment_id)
    await odd.app.inject({ method: 'POST', url: `/ajax-api/2.0/mlflow/upload-artifact?run_uuid=${id}&path=x.txt`, payload: 'odd' })
    expect((await fileOf(id, 'x.txt', odd)).body).toBe('odd')
    expect(await readFile(join(root, '1', id, 'artifacts', 'x.txt'), 'utf8')).toBe('odd')
  })
})
