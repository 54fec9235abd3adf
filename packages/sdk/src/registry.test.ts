import type { IncomingMessage } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import { type Client, createClient } from './client.ts'
import { findModelVersion, loadModel, registerModelVersion, storeModel } from './registry.ts'
import { startFaulty } from './servers-for-tests.ts'

let stop: () => void = () => {}
afterEach(() => stop())

type Reply = object | number | string | undefined

/** A client of a server that answers by path, and what it was asked. What it does not know is not there. */
async function clientOf(
  answer: (path: string, body: Readonly<Record<string, unknown>>) => Reply,
): Promise<{ client: Client; asked: string[] }> {
  const asked: string[] = []
  const server = await startFaulty((request: IncomingMessage, reply) => {
    let text = ''
    request.on('data', (chunk: Buffer) => (text += chunk.toString()))
    request.on('end', () => {
      const url = request.url ?? ''
      asked.push(`${request.method} ${decodeURIComponent(url.replace(/^\/(ajax-)?api\/2\.0(\/mlflow(?=\/))?/, ''))}`)
      const said = answer(url, text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {})
      if (typeof said === 'string') return void reply.end(said)
      const status = typeof said === 'number' ? said : said === undefined ? 404 : 200
      reply.writeHead(status, { 'content-type': 'application/json' })
      reply.end(JSON.stringify(typeof said === 'object' ? said : { error_code: 'RESOURCE_DOES_NOT_EXIST', message: `${status}` }))
    })
  })
  stop = server.stop
  return { client: createClient({ trackingUri: server.url, retries: 0 }), asked }
}

const version = (number: string, run_id = '') => ({ name: 'iris', version: number, run_id })

describe('a version of a model', () => {
  const answer = (path: string, body: Readonly<Record<string, unknown>>): Reply => {
    if (path.includes('registered-models/alias')) return { model_version: version('7') }
    if (path.includes('model-versions/get')) return { model_version: version('3') }
    if (!path.includes('get-latest-versions')) return undefined
    if (body['stages']) return { model_versions: (body['stages'] as string[])[0] === 'Staging' ? [version('5')] : [] }
    return { model_versions: [version('2'), version('11'), version('9')] }
  }
  for (const [address, found, asked] of [
    ['iris/3', '3', 'GET /model-versions/get?name=iris&version=3'],
    ['models:/iris/3', '3', 'GET /model-versions/get?name=iris&version=3'],
    ['iris@champion', '7', 'GET /registered-models/alias?name=iris&alias=champion'],
    ['iris/latest', '11', 'POST /registered-models/get-latest-versions'],
    ['iris/LATEST', '11', 'POST /registered-models/get-latest-versions'],
    ['models:/iris/Staging', '5', 'POST /registered-models/get-latest-versions'],
  ] as const) {
    test(`${address} is ${found}`, async () => {
      const server = await clientOf(answer)
      expect((await findModelVersion(server.client, address)).version).toBe(found)
      expect(server.asked).toEqual([asked])
    })
  }

  test('of a stage that has none is not there', async () => {
    const { client } = await clientOf(answer)
    const refusal = { code: 'RESOURCE_DOES_NOT_EXIST', status: 404, message: 'The model iris has no version in Production.' }
    await expect(findModelVersion(client, 'iris/Production')).rejects.toMatchObject(refusal)
  })

  for (const address of ['', 'iris', 'iris/', '/3', 'iris/1/2', 'iris@', 'iris@a/b', 'models:/iris']) {
    test(`'${address}' names none`, async () => {
      const { client, asked } = await clientOf(answer)
      const found = findModelVersion(client, address)
      await expect(found).rejects.toMatchObject({
        code: 'INVALID_PARAMETER_VALUE',
        message: expect.stringContaining('does not identify a model version') as string,
      })
      expect(asked).toEqual([])
    })
  }
})

describe('files of a version', () => {
  const model = `m-${'0'.repeat(32)}`
  for (const [what, place, run_id, asked] of [
    ['a logged model by its address', `models:/${model}`, '', `/mlflow-artifacts/artifacts/1/models/${model}/artifacts/model.json`],
    [
      'a logged model by its place',
      `mlflow-artifacts:/1/models/${model}/artifacts`,
      '',
      `/mlflow-artifacts/artifacts/1/models/${model}/artifacts/model.json`,
    ],
    ['below a run', 'mlflow-artifacts:/1/abc/artifacts/model', 'abc', '/mlflow-artifacts/artifacts/1/abc/artifacts/model/model.json'],
    ['elsewhere', 'mlflow-artifacts:/else/where', 'abc', '/mlflow-artifacts/artifacts/else/where/model.json'],
  ] as const) {
    test(what, async () => {
      const server = await clientOf((path) => {
        if (path.includes('model-versions/get-download-uri')) return { artifact_uri: place }
        if (path.includes('model-versions/get')) return { model_version: version('3', run_id) }
        if (path.includes('/logged-models/'))
          return { model: { info: { model_id: model, artifact_uri: `mlflow-artifacts:/1/models/${model}/artifacts` } } }
        return '{"trees":3}'
      })
      expect(await (await loadModel(server.client, 'models:/iris/3')).json()).toEqual({ trees: 3 })
      expect(server.asked.at(-1)).toContain(asked)
    })
  }
})

describe('registering', () => {
  test('a model of a run by its files, under a name that is there already', async () => {
    const bodies: object[] = []
    const { client } = await clientOf((path, body) => {
      if (path.includes('registered-models/create')) return { error_code: 'RESOURCE_ALREADY_EXISTS' }
      if (path.includes('runs/get')) return { run: { info: { experiment_id: '1', artifact_uri: 'mlflow-artifacts:/1/r/artifacts' } } }
      if (path.includes('artifacts/list')) return { files: [{ path: 'model/MLmodel', is_dir: false }] }
      bodies.push(body)
      return { model_version: version('2', 'r') }
    })
    const made = await registerModelVersion(client, 'runs:/r/model', 'iris', { tags: { a: 'b' }, description: 'new' })
    expect(made.version).toBe('2')
    expect(bodies).toEqual([
      { name: 'iris', source: 'mlflow-artifacts:/1/r/artifacts/model', run_id: 'r', tags: [{ key: 'a', value: 'b' }], description: 'new' },
    ])
  })

  test('a model that the run does not have is refused', async () => {
    const { client } = await clientOf((path) => {
      if (path.includes('runs/get')) return { run: { info: { experiment_id: '1', artifact_uri: 'x:/y' } } }
      return path.includes('create') ? {} : { files: [], models: [] }
    })
    await expect(registerModelVersion(client, 'runs:/r/none', 'iris')).rejects.toMatchObject({
      code: 'RESOURCE_DOES_NOT_EXIST',
      message: "The run r has no model 'none'.",
    })
  })
})

describe('storing', () => {
  const created = {
    model: { info: { model_id: 'm-1', artifact_uri: 'mlflow-artifacts:/m', source_run_id: 'r', status: 'LOGGED_MODEL_PENDING' } },
  }

  test('a model whose files do not arrive is marked as failed', async () => {
    const statuses: unknown[] = []
    const { client } = await clientOf((path, body) => {
      if (path.includes('/mlflow-artifacts/')) return 403
      if (body['status']) statuses.push(body['status'])
      return created
    })
    const model = { name: 'forest', files: { 'model.json': '{}' } }
    await expect(storeModel(client, { experiment_id: '1', run_id: 'r', tags: {} }, model)).rejects.toMatchObject({ status: 403 })
    expect(statuses).toEqual(['LOGGED_MODEL_UPLOAD_FAILED'])
  })

  test('files, then the MLmodel file, then it is ready', async () => {
    const { client, asked } = await clientOf(() => created)
    await storeModel(client, { experiment_id: '1', tags: { by: 'me' } }, { name: 'forest', files: { 'a.json': '{}', 'b.json': '{}' } })
    expect(asked).toEqual([
      'POST /logged-models',
      ...['a.json', 'b.json', 'MLmodel'].map((name) => `PUT /mlflow-artifacts/artifacts/m/${name}`),
      'PATCH /logged-models/m-1',
    ])
  })
})
