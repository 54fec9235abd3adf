import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { testServer } from './server-for-tests.ts'

const TRASH = '/api/tailrace/1.0/trash'
const NOTHING = { run_ids: [], experiment_ids: [], logged_model_ids: [] }

describe('the trash', async () => {
  const { app, call, folder } = await testServer()
  const file = (uri: string): string => join(folder, 'artifacts', uri.replace('mlflow-artifacts:/', ''))
  const post = <Answer>(path: string, body: object): Promise<Answer> => call<Answer>('POST', `/api/2.0/mlflow/${path}`, body)
  const refusal = async (path: string, body: object): Promise<unknown> =>
    (await app.inject({ method: 'POST', url: TRASH + path, payload: body })).json()
  const run = async (experiment_id: string, files: Record<string, string>): Promise<{ run_id: string; artifact_uri: string }> => {
    const { info } = (await post<{ run: { info: { run_id: string; artifact_uri: string } } }>('runs/create', { experiment_id })).run
    for (const [name, text] of Object.entries(files)) {
      await mkdir(join(file(info.artifact_uri), name, '..'), { recursive: true })
      await writeFile(join(file(info.artifact_uri), name), text)
    }
    return info
  }

  test('a preview counts, a purge takes the files, their folder and the rows', async () => {
    const one = await run('0', { 'a/b.txt': 'hello', 'c.txt': '12345678' })
    const kept = await run('0', { 'd.txt': 'x' })
    await post('runs/delete', { run_id: one.run_id })
    const selection = { ...NOTHING, run_ids: [one.run_id] }
    expect(await call('POST', `${TRASH}/preview`, selection)).toEqual({
      runs: 1,
      experiments: 0,
      logged_models: 0,
      files: 2,
      bytes: 13,
      unreachable: [],
    })
    expect(await call('POST', `${TRASH}/purge`, { run_ids: [one.run_id] })).toEqual({
      ...NOTHING,
      run_ids: [one.run_id],
      files: 2,
      bytes: 13,
      unreachable: [],
    })
    expect(existsSync(join(file(one.artifact_uri), '..'))).toBe(false)
    expect(existsSync(join(file(kept.artifact_uri), 'd.txt'))).toBe(true)
    expect(await call('POST', `${TRASH}/list`, {})).toEqual({ runs: [], experiment_ids: [], logged_models: [] })
  })

  test('an experiment goes with its runs and models, and its name is free', async () => {
    const { experiment_id } = await post<{ experiment_id: string }>('experiments/create', { name: 'e' })
    const { run_id, artifact_uri } = await run(experiment_id, { 'a.txt': 'abc' })
    const { model } = await post<{ model: { info: { model_id: string; artifact_uri: string } } }>('logged-models', {
      experiment_id,
      name: 'm',
    })
    await mkdir(file(model.info.artifact_uri), { recursive: true })
    await writeFile(join(file(model.info.artifact_uri), 'MLmodel'), 'flavors: {}')
    await post('experiments/delete', { experiment_id })
    expect(await call('POST', `${TRASH}/purge`, { experiment_ids: [experiment_id] })).toEqual({
      run_ids: [run_id],
      experiment_ids: [experiment_id],
      logged_model_ids: [model.info.model_id],
      files: 2,
      bytes: 14,
      unreachable: [],
    })
    expect([artifact_uri, model.info.artifact_uri].map(file).map(existsSync)).toEqual([false, false])
    await post('experiments/create', { name: 'e' })
  })

  test('files that cannot be reached stop a purge before anything is deleted, unless they may be left', async () => {
    const far = { name: 'far', artifact_location: 's3://bucket/x' }
    const { experiment_id } = await post<{ experiment_id: string }>('experiments/create', far)
    const { info } = (await post<{ run: { info: { run_id: string; artifact_uri: string } } }>('runs/create', { experiment_id })).run
    const near = await run('0', { 'a.txt': 'abc' })
    for (const { run_id } of [info, near]) await post('runs/delete', { run_id })
    const both = { run_ids: [near.run_id, info.run_id] }
    expect(await refusal('/purge', both)).toMatchObject({
      error_code: 'INVALID_PARAMETER_VALUE',
      message: `The files in ${info.artifact_uri} cannot be reached from here, so nothing was deleted. Make them reachable, or leave them with keep_artifacts.`,
    })
    expect(existsSync(join(file(near.artifact_uri), 'a.txt'))).toBe(true)
    expect(await call('POST', `${TRASH}/purge`, { ...both, keep_artifacts: true })).toMatchObject({
      files: 1,
      unreachable: [info.artifact_uri],
    })
    expect(existsSync(file(near.artifact_uri))).toBe(false)
    expect(await refusal('/purge', { run_ids: [info.run_id] })).toMatchObject({ error_code: 'RESOURCE_DOES_NOT_EXIST' })
  })

  test('nothing is deleted when one of several may not be', async () => {
    const [active, gone] = [await run('0', { 'a.txt': 'a' }), await run('0', { 'a.txt': 'a' })]
    await post('runs/delete', { run_id: gone.run_id })
    expect(await refusal('/purge', { run_ids: [gone.run_id, active.run_id] })).toMatchObject({
      error_code: 'INVALID_PARAMETER_VALUE',
      message: `Run ${active.run_id} is not in \`deleted\` lifecycle stage. Only runs in \`deleted\` lifecycle stage can be deleted.`,
    })
    expect(existsSync(join(file(gone.artifact_uri), 'a.txt'))).toBe(true)
  })

  for (const [why, body, message] of [
    ['nothing named', {}, 'Name the runs, experiments or logged models that are to be deleted for good.'],
    ['empty lists', NOTHING, 'Name the runs, experiments or logged models that are to be deleted for good.'],
    ['an unknown run', { run_ids: ['x'] }, 'Run with id=x not found'],
  ] as const) {
    test(`a purge of ${why} is refused`, async () => {
      expect(await refusal('/purge', body)).toMatchObject({ message })
    })
  }
})
