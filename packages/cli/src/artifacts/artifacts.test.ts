import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Artifacts, createClient } from '@tailrace/sdk'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newDatabase, tailrace, testFolder, testServer } from '../program-for-tests.ts'

const folder = testFolder()
const url = await testServer(folder)
const client = createClient({ trackingUri: url })
const download = (...args: string[]) => tailrace({ MLFLOW_TRACKING_URI: url }, 'artifacts', 'download', ...args)

let run_id = ''
let model_id = ''
beforeAll(async () => {
  const { run } = await client.createRun({ experiment_id: '0' })
  run_id = run.info.run_id
  const files = new Artifacts(client, { run_id }, run.info.artifact_uri ?? '')
  for (const [path, text] of Object.entries({ 'old/MLmodel': 'old', 'old/data/w.json': '[1]', 'ä &é?.txt': 'odd' }))
    await files.write(path, text)
  const { model } = await client.createLoggedModel({ experiment_id: '0', name: 'model', source_run_id: run_id })
  model_id = model.info.model_id
  const own = new Artifacts(client, { model_id }, model.info.artifact_uri)
  for (const [path, text] of Object.entries({ MLmodel: 'new', 'data/w.json': '[2]' })) await own.write(path, text)
  await client.createRegisteredModel({ name: 'm' })
  await client.createModelVersion({ name: 'm', source: `${run.info.artifact_uri}/old`, run_id })
  await client.createModelVersion({ name: 'm', source: `models:/${model_id}`, model_id, run_id })
  await client.setRegisteredModelAlias({ name: 'm', alias: 'champion', version: '2' })
})

describe('artifacts download', () => {
  for (const [uri, expected] of [
    ['models:/m/1', 'old'],
    ['models:/m/2', 'new'],
    ['models:/m/latest', 'new'],
    ['models:/m@champion', 'new'],
    ['models:/$model', 'new'],
    ['runs:/$run/old', 'old'],
    ['mlflow-artifacts:/0/$run/artifacts/old', 'old'],
    ['$url/api/2.0/mlflow-artifacts/artifacts/0/$run/artifacts/old', 'old'],
  ] as const) {
    test(uri, async () => {
      const address = uri.replace('$model', model_id).replace('$run', run_id).replace('$url', url)
      const { code, out, err } = await download('-u', address, '-d', join(folder, uri.replaceAll(/\W/g, '_')))
      expect([code, err]).toEqual([0, ''])
      expect(readFileSync(join(out.trim(), 'MLmodel'), 'utf8')).toBe(expected)
      expect(readFileSync(join(out.trim(), 'data', 'w.json'), 'utf8')).toBe(expected === 'old' ? '[1]' : '[2]')
    })
  }

  test('one file of a model, and one with an odd name', async () => {
    const one = await download('-u', 'models:/m/2/data/w.json', '-d', join(folder, 'one'))
    expect(one.out).toBe(`\n${join(folder, 'one', 'w.json')}\n`)
    expect(readFileSync(join(folder, 'one', 'w.json'), 'utf8')).toBe('[2]')
    const odd = await download('-r', run_id, '-a', 'ä &é?.txt', '-d', join(folder, 'odd'))
    expect(readFileSync(odd.out.trim(), 'utf8')).toBe('odd')
  })

  test('a run without artifacts is an empty folder', async () => {
    const { run } = await client.createRun({ experiment_id: '0' })
    const { code, out } = await download('-r', run.info.run_id, '-d', join(folder, 'empty'))
    expect([code, out]).toEqual([0, `\n${join(folder, 'empty')}\n`])
    expect(readdirSync(join(folder, 'empty'))).toEqual([])
  })
})

describe('a place on this machine', async () => {
  const root = join(folder, 'roots')
  const env = { MLFLOW_TRACKING_URI: await newDatabase(`sqlite:///${join(folder, 'local.db')}`, root), MLFLOW_DEFAULT_ARTIFACT_ROOT: root }
  test('is answered as it is, unless a part or a destination is asked for', { timeout: 60_000 }, async () => {
    const run = /"run_id": "(\w+)"/.exec((await tailrace(env, 'runs', 'create', '--experiment-id', '0')).out)?.[1] ?? ''
    writeFileSync(join(folder, 'x.txt'), 'x')
    await tailrace(env, 'artifacts', 'log-artifact', '-l', join(folder, 'x.txt'), '-r', run, '-a', 'in')
    const whole = join(root, '0', run, 'artifacts')
    expect((await tailrace(env, 'artifacts', 'download', '-r', run)).out).toBe(`\n${whole}\n`)
    const part = (await tailrace(env, 'artifacts', 'download', '-r', run, '-a', 'in')).out.trim()
    expect(part.startsWith(whole)).toBe(false)
    expect(readFileSync(join(part, 'x.txt'), 'utf8')).toBe('x')
    const copied = (await tailrace(env, 'artifacts', 'download', '-r', run, '-d', join(folder, 'copy'))).out.trim()
    expect(copied).toBe(join(folder, 'copy', 'artifacts'))
  })
})

describe('a server that means harm', () => {
  let listed = ''
  let isFolder = false
  const server = createServer((request, reply) => {
    const answer = request.url?.includes('/artifacts/list')
      ? { files: [{ path: listed, is_dir: isFolder, file_size: 4 }] }
      : { run: { info: { run_id: 'x', artifact_uri: 'mlflow-artifacts:/0/x/artifacts' }, data: {} } }
    reply.setHeader('content-type', 'application/json').end(request.url?.includes('mlflow-artifacts') ? 'evil' : JSON.stringify(answer))
  })
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)))
  afterAll(() => server.close())

  test('does not follow a folder that holds itself', async () => {
    isFolder = true
    listed = 'loop'
    const env = { MLFLOW_TRACKING_URI: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
    const { code, err } = await tailrace(env, 'artifacts', 'download', '-r', 'x', '-d', join(folder, 'loop'))
    expect(err).toBe("tailrace: Invalid path in the server's list of 'loop': 'loop'\n")
    expect(code).toBe(1)
    expect(existsSync(join(folder, 'loop'))).toBe(false)
    isFolder = false
  })

  for (const path of ['../evil.txt', 'a/../../evil.txt', '/evil.txt', '..\\evil.txt', 'a/%2e%2e/%2e%2e/evil.txt', 'x\u0000y']) {
    test(`does not write outside of the folder: ${JSON.stringify(path)}`, async () => {
      listed = path
      const inside = join(folder, 'harm', 'inside')
      mkdirSync(inside, { recursive: true })
      const env = { MLFLOW_TRACKING_URI: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
      const { code, err } = await tailrace(env, 'artifacts', 'download', '-r', 'x', '-d', inside)
      expect(err).toMatch(/^tailrace: Invalid path.*\n$/)
      expect(code).toBe(1)
      expect(readdirSync(join(folder, 'harm'))).toEqual(['inside'])
      expect(readdirSync(inside)).toEqual([])
      expect(existsSync('/evil.txt')).toBe(false)
    })
  }
})
