import { existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DEFAULT_CONFIG, buildApp } from '@tailrace/server'
import { type Client, createClient } from '@tailrace/sdk'
import { openStore } from '@tailrace/store'
import { afterAll, describe, expect, test } from 'vitest'
import { newDatabase, tailrace, testFolder, testServer } from '../program-for-tests.ts'
import { withTracking } from '../tracking.ts'
import { writeTree } from './file-store-for-tests.ts'

const folder = testFolder()
const outside = join(folder, 'outside')
writeTree(outside, { 'secret.txt': 'secret', 'meta.yaml': 'name: secret\ndigest: d\n', 'deep/a.txt': 'deep' })
const RUN = 'a'.repeat(32)
const experiment = (location: string): string => `artifact_location: ${location}\nexperiment_id: '1'\nlifecycle_stage: active\nname: e\n`
const run = (location: string, id = RUN): string =>
  `artifact_uri: ${location}\nexperiment_id: '1'\nlifecycle_stage: active\nrun_id: ${id}\nrun_name: r\nstart_time: 1\nend_time: 2\nstatus: 3\nuser_id: u\n`

let count = 0
/** A file store with a run, whose artifacts are in `location`. */
function fileStore(location?: string): { store: string; at: (...path: string[]) => string; uri: string; files: string } {
  const own = join(folder, String(++count))
  const store = join(own, 'mlruns')
  const artifacts = location ?? `file://${store}/1/${RUN}/artifacts`
  writeTree(store, {
    '1/meta.yaml': experiment(location ?? `file://${store}/1`),
    [`1/${RUN}/meta.yaml`]: run(artifacts),
    [`1/${RUN}/artifacts/own.txt`]: 'own',
    [`1/${RUN}/params/lr`]: '0.1',
  })
  return { store, at: (...path) => join(store, '1', RUN, ...path), uri: `sqlite:///${join(own, 'm.db')}`, files: join(own, 'files') }
}

const link = (target: string, path: string): void => {
  mkdirSync(dirname(path), { recursive: true })
  symlinkSync(target, path)
}
const importCopy = ({ store, uri, files }: ReturnType<typeof fileStore>, ...args: string[]) =>
  tailrace(
    {},
    'import',
    store,
    '--to',
    uri,
    '--artifacts',
    'copy',
    '--artifacts-destination',
    files,
    '--default-artifact-root',
    files,
    ...args,
  )
const on = <Result>(uri: string, work: (client: Client) => Promise<Result>) => withTracking(({ client }) => work(client), uri)
const filesBelow = (path: string): string[] =>
  existsSync(path)
    ? (readdirSync(path, { recursive: true }) as string[])
        .filter((name) => name.endsWith('.txt'))
        .map((name) => name.slice(name.indexOf('artifacts/') + 10))
        .toSorted()
    : []

describe('import takes only what lies below the store', () => {
  test('links inside are followed, those that lead out are named and left out', async () => {
    const place = fileStore()
    link(place.at('artifacts', 'own.txt'), place.at('artifacts', 'inside.txt'))
    link(join(outside, 'secret.txt'), place.at('artifacts', 'out.txt'))
    link(outside, place.at('artifacts', 'folder'))
    const { code, err } = await importCopy(place)
    expect(filesBelow(place.files)).toEqual(['inside.txt', 'own.txt'])
    expect(err).toContain(`out.txt leads to ${outside}/secret.txt, outside of ${place.store}: --local-artifact-roots takes it`)
    expect(code).toBe(1)
  })

  for (const [what, spoil] of [
    ['a param', (at: (...path: string[]) => string) => link(join(outside, 'secret.txt'), at('params', 'secret'))],
    ['a tag', (at: (...path: string[]) => string) => link(join(outside, 'secret.txt'), at('tags', 'secret'))],
    ['all params', (at: (...path: string[]) => string) => link(outside, at('params-x'))],
    [
      'a dataset named by a path',
      (at: (...path: string[]) => string) =>
        writeTree(at('inputs', 'i'), { 'meta.yaml': 'source_type: DATASET\nsource_id: ../../../../outside\ndestination_id: x\n' }),
    ],
  ] as const) {
    test(`${what} from elsewhere is not read`, async () => {
      const place = fileStore()
      spoil(place.at)
      const { code, err } = await importCopy(place)
      const { runs = [] } = await on(place.uri, (client) => client.searchRuns({ experiment_ids: ['0', '1'] }))
      expect(JSON.stringify(runs)).not.toContain('secret')
      if (what === 'all params') return expect(code).toBe(0)
      expect([code, err]).toEqual([1, expect.stringMatching(/outside of .*mlruns: --local-artifact-roots takes it/)])
    })
  }

  test('an experiment that is a link elsewhere is not read until the flag names where', async () => {
    const place = fileStore()
    const elsewhere = fileStore()
    link(join(elsewhere.store, '1'), join(place.store, '7'))
    writeFileSync(
      join(elsewhere.store, '1', 'meta.yaml'),
      experiment(`file://${elsewhere.store}/1`).replace("'1'", "'7'").replace('name: e', 'name: linked'),
    )
    const names = () =>
      on(place.uri, async (client) => (await client.searchExperiments({ max_results: 9 })).experiments?.map(({ name }) => name).toSorted())
    expect((await importCopy(place)).code).toBe(1)
    expect(await names()).toEqual(['Default', 'e'])
    expect((await importCopy(place, '--local-artifact-roots', elsewhere.store)).err).not.toContain('outside of')
    expect(await names()).toEqual(['Default', 'e', 'linked'])
  })

  test('a location of a meta.yaml needs the flag, to be copied and to be kept', async () => {
    const place = fileStore(`file://${outside}/deep`)
    const first = await importCopy(place)
    expect([first.code, first.err]).toEqual([
      1,
      expect.stringContaining(`in ${outside}/deep: --local-artifact-roots ${outside}/deep takes them`),
    ])
    expect(filesBelow(place.files)).toEqual([])
    expect((await importCopy(place, '--local-artifact-roots', outside)).code).toBe(0)
    expect(filesBelow(place.files)).toEqual(['a.txt'])
    const kept = `sqlite:///${join(place.store, '..', 'kept.db')}`
    expect((await tailrace({}, 'import', place.store, '--to', kept)).code).toBe(1)
    const locations = () =>
      on(kept, async (client) => (await client.searchExperiments({ max_results: 9 })).experiments?.map((one) => one.artifact_location))
    expect(JSON.stringify(await locations())).not.toContain('outside')
    expect((await tailrace({ TAILRACE_LOCAL_ARTIFACT_ROOTS: outside }, 'import', place.store, '--to', kept)).code).toBe(0)
    expect(await locations()).toContain(`file://${outside}/deep`)
  })
})

describe('copy takes a local location of a server or database only from a folder that is named', async () => {
  const url = await testServer(folder)
  const client = createClient({ trackingUri: url, retries: 0 })
  const local = join(folder, 'of the server')
  const { experiment_id } = await client.createExperiment({ name: 'local', artifact_location: local })
  const { run_id } = (await client.createRun({ experiment_id })).run.info
  await client.createRun({ experiment_id })
  writeTree(join(local, run_id, 'artifacts'), { 'x.txt': 'x' })

  test('from a server', async () => {
    const [uri, files] = [`sqlite:///${join(folder, 'from-server.db')}`, join(folder, 'from-server')]
    const copy = ['copy', url, uri, '--experiment', 'local', '--to-artifacts', files]
    const { code, err } = await tailrace({}, ...copy)
    expect([code, err]).toEqual([1, expect.stringMatching(/of 2 experiments, runs and logged models in .*: --local-artifact-roots/)])
    expect(filesBelow(files)).toEqual([])
    expect((await tailrace({}, ...copy, '--local-artifact-roots', local)).code).toBe(0)
    expect(filesBelow(files)).toEqual(['x.txt'])
  })

  test('from a database; those beside it need no flag', async () => {
    const own = join(folder, 'database')
    const uri = await newDatabase(`sqlite:///${join(mkdirSync(own, { recursive: true }) ?? own, 'm.db')}`)
    for (const location of [join(own, 'mlruns', '1'), join(outside, 'of a database')]) {
      const made = await on(uri, async (one) => {
        const created = await one.createExperiment({ name: location, artifact_location: location })
        return (await one.createRun(created)).run.info.run_id
      })
      writeTree(join(location, made, 'artifacts'), { [location.includes('mlruns') ? 'beside.txt' : 'else.txt']: 'y' })
    }
    const files = join(folder, 'from-database')
    const copy = ['copy', uri, `sqlite:///${join(folder, 'from-database.db')}`, '--to-artifacts', files]
    const { code, err } = await tailrace({}, ...copy)
    expect([code, err]).toEqual([1, expect.stringContaining('--local-artifact-roots')])
    expect(filesBelow(files)).toEqual(['beside.txt'])
    expect((await tailrace({}, ...copy, '--local-artifact-roots', outside)).code).toBe(0)
    expect(filesBelow(files)).toEqual(['beside.txt', 'else.txt'])
  })

  test('and writes to a folder that the target server names only when the user names it, too', async () => {
    const place = join(folder, 'target place')
    const settings = { artifact_root: place, location_rules: { base: folder }, truncate_long_values: true }
    const store = await openStore(`sqlite:///${join(folder, 'target.db')}`, settings, () => {})
    const { fastify } = buildApp(store, { ...DEFAULT_CONFIG, serve_artifacts: false, log_level: 'error' })
    afterAll(async () => {
      fastify.server.closeAllConnections()
      await fastify.close()
      await store.close()
    })
    const to = await fastify.listen({ host: '127.0.0.1', port: 0 })
    const copy = ['copy', url, to, '--experiment', 'local', '--local-artifact-roots']
    const { code, err } = await tailrace({}, ...copy, local)
    expect([code, err]).toEqual([1, expect.stringContaining(`${place}`)])
    expect(filesBelow(place)).toEqual([])
    expect((await tailrace({}, ...copy, `${local},${place}`)).code).toBe(0)
    expect(filesBelow(place)).toEqual(['x.txt'])
    expect(readFileSync(join(local, run_id, 'artifacts', 'x.txt'), 'utf8')).toBe('x')
  })
})
