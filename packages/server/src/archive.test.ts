import { execFileSync } from 'node:child_process'
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createRun } from '@tailrace/contract'
import { expect, test } from 'vitest'
import { expectEnvelope, testServer } from './server-for-tests.ts'

const server = await testServer()
const PATH = '/api/tailrace/1.0/artifacts/archive'
const { run } = await server.store.call(createRun, { experiment_id: '0', run_name: 'best / run' })
const { run_id } = run.info
const root = join(server.folder, 'artifacts', '0', run_id, 'artifacts')
const FILES: Readonly<Record<string, Buffer>> = {
  'notes.txt': Buffer.from('text '.repeat(1000)),
  'model/MLmodel': Buffer.from('flavors: {}\n'),
  'model/data/weights.bin': Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 7919) % 251)),
  'model/data/empty.json': Buffer.alloc(0),
  'ünï/日本 🎈.csv': Buffer.from('a,b\n1,2\n'),
}
for (const [path, bytes] of Object.entries(FILES)) {
  await mkdir(join(root, dirname(path)), { recursive: true })
  await writeFile(join(root, path), bytes)
}
await mkdir(join(root, 'hollow'))
// The first could lead out of a folder elsewhere.
await writeFile(join(root, 'model', '..\\..\\evil\n.txt'), 'x')
await writeFile(join(root, 'C:drive.txt'), 'x')
await writeFile(join(root, 'back\\slash\t.txt'), 'x')

/** Unpacks an archive with Python, which checks every sum; answers the files by name. */
async function unpacked(zip: Buffer, name: string): Promise<Record<string, Buffer>> {
  const folder = join(server.folder, name)
  await writeFile(`${folder}.zip`, zip)
  execFileSync('python3', [
    '-c',
    'import sys, zipfile\nwith zipfile.ZipFile(sys.argv[1]) as z:\n  assert z.testzip() is None\n  z.extractall(sys.argv[2])',
    `${folder}.zip`,
    folder,
  ])
  await mkdir(folder, { recursive: true })
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return Object.fromEntries(await Promise.all(files.map(async (file) => [file.slice(folder.length + 1), await readFile(file)] as const)))
}

const get = (query: string, method: 'GET' | 'HEAD' = 'GET') => server.app.inject({ method, url: `${PATH}?${query}` })

test('an archive holds every file of a run, under its own name', async () => {
  const reply = await get(`run_id=${run_id}`)
  expect([reply.statusCode, reply.headers['content-type'], reply.headers['content-disposition']]).toEqual([
    200,
    'application/zip',
    'attachment; filename="best _ run.zip"',
  ])
  expect(await unpacked(reply.rawPayload, 'whole')).toEqual({
    ...FILES,
    'C:drive.txt': Buffer.from('x'),
    'back\\slash\t.txt': Buffer.from('x'),
  })
  expect(await readdir(join(server.folder, 'whole', 'hollow'))).toEqual([])
})

test('an archive of a directory, of one file', async () => {
  const reply = await get(`run_id=${run_id}&path=model/data`)
  expect(reply.headers['content-disposition']).toBe('attachment; filename=data.zip')
  expect(await unpacked(reply.rawPayload, 'part')).toEqual({
    'weights.bin': FILES['model/data/weights.bin'],
    'empty.json': Buffer.alloc(0),
  })
  expect(Object.keys(await unpacked((await get(`run_id=${run_id}&path=notes.txt`)).rawPayload, 'file'))).toEqual(['notes.txt'])
})

test('an archive of a run without files is empty; HEAD has no body', async () => {
  const { run: bare } = await server.store.call(createRun, { experiment_id: '0' })
  expect(await unpacked((await get(`run_id=${bare.info.run_id}`)).rawPayload, 'bare')).toEqual({})
  const head = await get(`run_id=${run_id}`, 'HEAD')
  expect([head.statusCode, head.headers['content-type'], head.body]).toEqual([200, 'application/zip', ''])
})

test('archives of a logged model and of a version', async () => {
  const { model } = await server.call<{ model: { info: { model_id: string; artifact_uri: string } } }>(
    'POST',
    '/api/2.0/mlflow/logged-models',
    {
      experiment_id: '0',
    },
  )
  const { model_id } = model.info
  await mkdir(join(server.folder, 'artifacts', '0', 'models', model_id, 'artifacts'), { recursive: true })
  await writeFile(join(server.folder, 'artifacts', '0', 'models', model_id, 'artifacts', 'MLmodel'), 'm')
  const ofModel = await get(`model_id=${model_id}`)
  expect(ofModel.headers['content-disposition']).toBe(`attachment; filename=${model_id}.zip`)
  expect(await unpacked(ofModel.rawPayload, 'model')).toEqual({ MLmodel: Buffer.from('m') })
  await server.call('POST', '/api/2.0/mlflow/registered-models/create', { name: 'clf' })
  await server.call('POST', '/api/2.0/mlflow/model-versions/create', { name: 'clf', source: `${run.info.artifact_uri}/model`, run_id })
  const ofVersion = await get('name=clf&version=1')
  expect(ofVersion.headers['content-disposition']).toBe('attachment; filename=clf-1.zip')
  expect(Object.keys(await unpacked(ofVersion.rawPayload, 'version'))).toContain('MLmodel')
})

for (const [why, query, status, code] of [
  ['nothing', '', 400, 'INVALID_PARAMETER_VALUE'],
  ['two things', `run_id=${run_id}&model_id=m`, 400, 'INVALID_PARAMETER_VALUE'],
  ['a model without a version', 'name=clf', 400, 'INVALID_PARAMETER_VALUE'],
  ['an unknown run', 'run_id=none', 404, 'RESOURCE_DOES_NOT_EXIST'],
  ['a directory that is not there', `run_id=${run_id}&path=none`, 404, 'RESOURCE_DOES_NOT_EXIST'],
  ['a way out', `run_id=${run_id}&path=../..`, 400, 'INVALID_PARAMETER_VALUE'],
  ['an encoded way out', `run_id=${run_id}&path=%252e%252e/x`, 400, 'INVALID_PARAMETER_VALUE'],
] as const) {
  test(`refuses ${why}`, async () => expectEnvelope(await get(query), status, code))
}
