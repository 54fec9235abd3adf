import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { type Client, createClient } from '@tailrace/sdk'
import { describe, expect, test } from 'vitest'
import { newDatabase, tailrace, testFolder, testServer } from '../program-for-tests.ts'
import { openTracking } from '../tracking.ts'
import { CHILD, EXPERIMENT, MODEL, RUN, STORE, writeTree } from './file-store-for-tests.ts'

const folder = testFolder()
const at = (...path: string[]): string => join(folder, ...path)
const database = (name: string): string => `sqlite:///${at(name)}.db`
const store = writeTree(at('mlruns'), STORE)
/** The same with a run that cannot be read. */
const broken = writeTree(at('broken'), { ...STORE, [`${EXPERIMENT}/${RUN}/meta.yaml`]: 'a: [1\n' })
const run = (...args: readonly string[]) => tailrace({}, ...args)

/** Runs a command that must succeed, and answers its report. */
async function done(
  ...args: readonly string[]
): Promise<{ found: Record<string, number>; taken: Record<string, number>; notes: string[] }> {
  const { code, out, err } = await run(...args, '--json')
  expect([code, err, code === 0 || JSON.parse(out).problems]).toEqual([0, '', true])
  return JSON.parse(out)
}

/** Works with a client of a database. */
async function on<Result>(uri: string, work: (client: Client) => Promise<Result>): Promise<Result> {
  const tracking = await openTracking(await newDatabase(uri))
  try {
    return await work(tracking.client)
  } finally {
    await tracking.close()
  }
}

/** Everything that a place has, without what a server gives anew. */
async function contents(client: Client): Promise<unknown> {
  const { experiments = [] } = await client.searchExperiments({ view_type: 'ALL', max_results: 100 })
  const ids = experiments.map(({ experiment_id }) => experiment_id)
  const { runs = [] } = await client.searchRuns({ experiment_ids: ids, run_view_type: 'ALL', max_results: 100 })
  const plain = (tags: readonly { key: string; value?: string }[] = []) =>
    tags.filter(({ key }) => !/^tailrace\.source|parentRunId|runName/.test(key))
  const sorted = <Item>(list: Item[]): Item[] => list.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
  const points = async (run_id: string, keys: readonly string[]) =>
    Promise.all(keys.map(async (metric_key) => (await client.getMetricHistory({ run_id, metric_key })).metrics))
  const { registered_models: models = [] } = await client.searchRegisteredModels({ max_results: 100 })
  const { model_versions: versions = [] } = await client.searchModelVersions({ max_results: 100 })
  return {
    experiments: sorted(experiments.map(({ name, lifecycle_stage, tags }) => [name, lifecycle_stage, plain(tags)])),
    runs: sorted(
      await Promise.all(
        runs.map(async ({ info, data, inputs, outputs }) => ({
          info: [info.run_name, info.status, info.start_time, info.end_time, info.lifecycle_stage, info.user_id],
          data: [data.params, plain(data.tags), data.metrics],
          points: await points(info.run_id, data.metrics?.map(({ key }) => key) ?? []),
          datasets: inputs?.dataset_inputs,
          outputs: outputs?.model_outputs?.map(({ step }) => step),
        })),
      ),
    ),
    models: models.map(({ name, description, tags, aliases }) => [name, description, tags, aliases]),
    versions: versions.map(({ name, version, current_stage, tags }) => [name, version, current_stage, plain(tags)]),
  }
}

describe('import of a file store', () => {
  test('into a database, where the artifacts stay', async () => {
    const { found, taken, notes } = await done('import', store, '--to', database('kept'))
    expect(found).toMatchObject({
      experiments: 3,
      runs: 3,
      points: 8,
      inputs: 2,
      outputs: 1,
      logged_models: 1,
      model_versions: 1,
      files: 0,
    })
    expect(taken).toMatchObject({ experiments: 2, runs: 3, logged_models: 1, registered_models: 1, counted: 3, compared: 3 })
    expect(notes).toEqual([expect.stringContaining(`--local-artifact-roots ${store}`)])
    await on(database('kept'), async (client) => {
      expect((await client.getExperiment({ experiment_id: EXPERIMENT })).experiment.name).toBe('first')
      const { info } = (await client.getRun({ run_id: RUN })).run
      expect(info.artifact_uri).toBe(`file://${store}/${EXPERIMENT}/${RUN}/artifacts`)
      expect((await client.listArtifacts({ run_id: RUN, path: 'dir' })).files).toMatchObject([{ path: 'dir/a b.txt', file_size: 5 }])
    })
    expect((await done('import', store, '--to', database('kept'))).taken).toMatchObject({ experiments: 0, runs: 0, logged_models: 0 })
  })

  test('into a database with the artifacts, whose places follow', async () => {
    const copy = ['--artifacts', 'copy', '--artifacts-destination', at('art')]
    expect((await done('import', store, '--to', database('copied'), ...copy)).taken).toMatchObject({ files: 2, bytes: 17 })
    expect(readFileSync(at('art', EXPERIMENT, RUN, 'artifacts/dir/a b.txt'), 'utf8')).toBe('hello')
    expect(existsSync(at('art', EXPERIMENT, 'models', MODEL, 'artifacts/MLmodel'))).toBe(true)
    await on(database('copied'), async (client) => {
      const { artifact_uri } = await client.getModelVersionDownloadUri({ name: 'Prices', version: '3' })
      expect(artifact_uri).toBe(`mlflow-artifacts:/${EXPERIMENT}/${RUN}/artifacts/dir`)
    })
    expect((await done('import', store, '--to', database('copied'), ...copy)).taken).toMatchObject({ files: 0, runs: 0 })
  })

  test('goes on after it was interrupted: what came is not written twice, what is missing is', async () => {
    const half = writeTree(at('half'), Object.fromEntries(Object.entries(STORE).filter(([path]) => !path.includes(CHILD))))
    expect((await done('import', half, '--to', database('resumed'))).taken).toMatchObject({ runs: 2 })
    expect((await done('import', store, '--to', database('resumed'))).taken).toMatchObject({ experiments: 0, runs: 1 })
  })

  test('tells what it could not take and exits with 1; the rest is there', async () => {
    const { code, out, err } = await run('import', broken, '--to', database('partly'))
    expect([code, err.split('\n').length]).toEqual([1, 3])
    expect(err).toMatch(/^tailrace: left out: .*a{32}\/meta\.yaml cannot be read/m)
    expect(out).toMatch(/^New or changed in .*: 2 experiments, 2 runs, 1 logged model/m)
  })

  test('--strict refuses all of it, --dry-run writes nothing', async () => {
    const { code, err } = await run('import', broken, '--to', database('strict'), '--strict')
    expect([code, err]).toEqual([1, expect.stringMatching(/^tailrace: Nothing was taken in: .*meta\.yaml cannot be read: [^\n]*\n$/)])
    expect((await run('import', store, '--to', database('strict'), '--dry-run')).out).toMatch(/^Read 3 experiments, 3 runs/)
    expect(existsSync(at('strict.db'))).toBe(false)
  })

  test('migrate-filestore, the word of MLflow', async () => {
    const { code, out } = await run('migrate-filestore', '--source', store, '--target', database('migrated'), '--no-progress')
    expect([code, out]).toEqual([0, expect.stringContaining('3 runs')])
  })
})

describe('copy', async () => {
  const url = await testServer(folder)
  const server = createClient({ trackingUri: url })

  test('to a server gives new ids, and again nothing; to a database what a server has', async () => {
    await done('import', store, '--to', database('source'), '--artifacts', 'copy', '--artifacts-destination', at('source-art'))
    const copy = ['copy', database('source'), url, '--from-artifacts', at('source-art')]
    expect((await done(...copy)).taken).toMatchObject({
      experiments: 2,
      runs: 3,
      logged_models: 1,
      model_versions: 1,
      files: 2,
      compared: 3,
    })
    const before = await on(database('source'), contents)
    expect(await contents(server)).toEqual(before)
    expect((await done(...copy)).taken).toMatchObject({ experiments: 0, runs: 0, logged_models: 0, registered_models: 0, files: 0 })
    expect((await done('copy', url, database('back'), '--to-artifacts', at('back-art'))).taken).toMatchObject({ runs: 3, files: 2 })
    expect(await on(database('back'), contents)).toEqual(before)
    const again = await done('copy', url, database('back'), '--to-artifacts', at('back-art'))
    expect(again.taken).toMatchObject({ experiments: 0, runs: 0, files: 0 })
  })

  test('names the parent of a nested run by its new id', async () => {
    const { runs = [] } = await server.searchRuns({ experiment_ids: ['1'], run_view_type: 'ALL' })
    const [parent, child] = ['parent', 'child'].map((name) => runs.find(({ info }) => info.run_name === name))
    expect(child?.data.tags).toContainEqual({ key: 'mlflow.parentRunId', value: parent?.info.run_id })
    expect(parent?.data.tags).toContainEqual({ key: 'tailrace.source_run_id', value: RUN })
  })

  test('takes a change along, of a deleted run too', async () => {
    await on(database('source'), async (client) => {
      await client.setTag({ run_id: RUN, key: 'late', value: 'x' })
      await client.restoreRun({ run_id: CHILD })
      await client.logMetric({ run_id: CHILD, key: 'late', value: 1, timestamp: 1 })
      await client.deleteRun({ run_id: CHILD })
    })
    const copy = ['copy', database('source'), url, '--no-artifacts']
    expect((await done(...copy)).taken).toMatchObject({ runs: 2, files: 0 })
    expect(await contents(server)).toEqual(await on(database('source'), contents))
    expect((await done(...copy)).taken).toMatchObject({ runs: 0 })
  })

  test('chooses by experiments and a filter, models by their runs', async () => {
    const chosen = await done(
      'copy',
      url,
      database('chosen'),
      '--experiment',
      'first',
      '--filter',
      "params.`x/y` = 'deep'",
      '--no-artifacts',
    )
    expect(chosen.found).toMatchObject({ experiments: 1, runs: 1, logged_models: 1, model_versions: 1 })
    const few = await done('copy', url, database('few'), '--experiment', 'Default', '--no-models', '--no-artifacts')
    expect(few.found).toMatchObject({ experiments: 1, runs: 1, logged_models: 0, registered_models: 0 })
  })
})

describe('archives', async () => {
  const file = at('all.tar.gz')
  await done('import', store, '--to', database('whole'), '--artifacts', 'copy', '--artifacts-destination', at('whole-art'))
  const { found } = await done('export', database('whole'), file, '--from-artifacts', at('whole-art'))

  test('hold everything, and their checksums', { timeout: 60_000 }, async () => {
    expect(found).toMatchObject({ experiments: 3, runs: 3, points: 8, inputs: 2, outputs: 1, model_versions: 1, files: 2 })
    for (const name of ['in', 'zstd']) {
      const from = name === 'in' ? file : at('all.tar.zst')
      if (name === 'zstd') await done('export', database('whole'), from, '--from-artifacts', at('whole-art'))
      const { taken } = await done('import', from, '--to', database(name), '--artifacts-destination', at(`${name}-art`))
      expect(taken).toMatchObject({ experiments: 2, runs: 3, files: 2, compared: 3 })
      expect(await on(database(name), contents)).toEqual(await on(database('whole'), contents))
    }
    const sums = Object.fromEntries([...members(file)].map(([name, bytes]) => [name, createHash('sha256').update(bytes).digest('hex')]))
    const listed = String(members(file).get('checksums.txt')).trimEnd().split('\n')
    expect(listed).toEqual(Object.entries(sums).flatMap(([name, sum]) => (name === 'checksums.txt' ? [] : [`${sum}  ${name}`])))
  })

  const tar = gunzipSync(readFileSync(file))
  const altered = Buffer.from(tar)
  altered[tar.indexOf('hello')] = 0x4a
  const end = tar.indexOf('checksums.txt')
  for (const [why, bytes, message] of [
    [
      'half of the file',
      readFileSync(file).subarray(0, 900),
      /^tailrace: .*bad cannot be used: it is cut off or damaged .*Nothing was written\.\n$/,
    ],
    ['a letter of a file', gzipSync(altered), /its member files\/runs\/a{32}\/dir\/a b\.txt was altered\. Nothing was written\.\n$/],
    [
      'no checksums',
      gzipSync(Buffer.concat([tar.subarray(0, end), Buffer.alloc(1024)])),
      /it is cut off: its checksums are missing\. Nothing/,
    ],
    ['an empty file', Buffer.alloc(0), /it is no archive of tailrace\. Nothing was written\.\n$/],
    ['something else', Buffer.from('SQLite format 3'.repeat(100)), /it is cut off or damaged \(Invalid tar header/],
    [
      'a later version',
      gzipSync(replaced(tar, '"version": 1', '"version": 9')),
      /its version is 9, and this program reads 1: take a later one/,
    ],
  ] as const) {
    test(`refused before anything is written: ${why}`, async () => {
      writeFileSync(at('bad'), bytes)
      const { code, err } = await run('import', at('bad'), '--to', database('never'))
      expect([code, err]).toEqual([1, expect.stringMatching(message)])
      expect(existsSync(at('never.db'))).toBe(false)
    })
  }

  test('are not written over, and nothing stays of one that failed', async () => {
    const { code, err } = await run('export', database('whole'), file)
    expect([code, err]).toEqual([1, expect.stringMatching(/^tailrace: The file .* is there already/)])
    const failed = await run('export', database('whole'), at('none.tar.gz'), '--experiment', 'nope')
    expect([failed.code, failed.err]).toEqual([1, "tailrace: There is no experiment named 'nope'.\n"])
    expect(readdirSync(folder).filter((name) => name.startsWith('none'))).toEqual([])
  })
})

describe('backup and restore', async () => {
  const file = at('backup.tar.gz')
  const place = (name: string) => ['--backend-store-uri', database(name), '--artifacts-destination', at(`${name}-art`)]
  await done('import', store, '--to', database('live'), '--artifacts', 'copy', '--artifacts-destination', at('live-art'))

  test('bring everything back, while others write too', async () => {
    const before = await on(database('live'), contents)
    await on(database('live'), async (client) => {
      // What is written meanwhile is in the backup or not; the backup stays whole.
      let writing = true
      const others = (async () => {
        for (let step = 0; writing; step++) await client.logMetric({ run_id: RUN, key: 'meanwhile', value: step, timestamp: 1, step })
      })()
      const { code, err } = await run('backup', '--to', file, ...place('live'))
      writing = false
      await others
      expect([code, err]).toEqual([0, ''])
    })
    const { code, out } = await run('restore', file, ...place('restored'))
    expect([code, out]).toEqual([0, expect.stringMatching(/^Restored \d+ rows and 2 files \(17 B\)/)])
    const points = await on(
      database('restored'),
      async (client) => (await client.getMetricHistory({ run_id: RUN, metric_key: 'meanwhile' })).metrics ?? [],
    )
    expect(points.map(({ step }) => step)).toEqual(points.map((_point, index) => index))
    expect(JSON.stringify(await on(database('restored'), contents))).toContain(
      JSON.stringify((before as { models: unknown }).models).slice(1, -1),
    )
    expect(readFileSync(at('restored-art', EXPERIMENT, RUN, 'artifacts/dir/a b.txt'), 'utf8')).toBe('hello')
  })

  test('restore wants empty places, unless it is forced', async () => {
    const full = await run('restore', file, ...place('restored'))
    expect([full.code, full.err]).toEqual([
      1,
      expect.stringMatching(/^tailrace: The artifact folder .* holds files already, such as .*--force/),
    ])
    const used = await run('restore', file, ...place('restored'), '--no-artifacts')
    expect([used.code, used.err]).toEqual([1, expect.stringMatching(/^tailrace: The database .* is in use: .*--force/)])
    expect(await run('restore', file, ...place('restored'), '--force')).toMatchObject({ code: 0, err: '' })
  })

  for (const [why, args, message] of [
    [
      'backup of a server',
      ['backup', '--to', at('x'), '--backend-store-uri', 'http://127.0.0.1:1'],
      /^tailrace: backup works on a database/,
    ],
    ['restore into a server', ['restore', file, '--backend-store-uri', 'http://127.0.0.1:1'], /^tailrace: restore works on a database/],
    ['restore of an export', ['restore', at('all.tar.gz'), ...place('n')], /it is of the kind 'export': give it to `tailrace import`/],
    ['import of a backup', ['import', file, '--to', database('n')], /it is of the kind 'backup': give it to `tailrace restore`/],
    ['restore of nothing', ['restore', at('nowhere'), ...place('n')], /^tailrace: There is no file .*nowhere/],
    ['backup of nothing', ['backup', '--to', at('x'), ...place('none')], /^tailrace: Database file .*none\.db does not exist/],
    ['copy from a file that is not there', ['copy', database('none'), database('n')], /^tailrace: Database file .*none\.db does not exist/],
    ['export from the same', ['export', database('none'), at('x')], /^tailrace: Database file .*none\.db does not exist/],
    ['copy to itself', ['copy', database('live'), database('live')], /^tailrace: Both places are the same/],
    ['copy from nowhere', ['copy', 'ftp://a', database('n')], /^tailrace: The tracking URI 'ftp:\/\/a' is none that works here/],
    ['copy from a server that is down', ['copy', 'http://127.0.0.1:1', database('n')], /^tailrace: .*127\.0\.0\.1:1/],
    [
      'copy to a server that is down',
      ['copy', database('live'), 'http://127.0.0.1:1'],
      /^tailrace: .*127\.0\.0\.1:1.*Is the server running\?/,
    ],
    ['import into a server that is down', ['import', store, '--to', 'http://127.0.0.1:1'], /^tailrace: .*Is the server running\?/],
    ['import of no file store', ['import', at('live-art'), '--to', database('n')], /is no file store/],
  ] as const) {
    test(`refused in one line: ${why}`, async () => {
      const { code, err } = await run(...args)
      expect([code, err]).toEqual([1, expect.stringMatching(message)])
      expect(err.trimEnd()).not.toContain('\n')
      expect(['none.db', 'x', 'x.part'].filter((name) => existsSync(at(name)))).toEqual([])
    })
  }
})

/** The members of an archive by their names; paths of these tests are short. */
function members(path: string): Map<string, Buffer> {
  const tar = gunzipSync(readFileSync(path))
  const found = new Map<string, Buffer>()
  for (let offset = 0; tar[offset] !== 0 && offset < tar.length;) {
    const text = (from: number, length: number) => tar.toString('utf8', offset + from, offset + from + length).replace(/\0.*$/s, '')
    const size = Number.parseInt(text(124, 12), 8)
    found.set(text(0, 100), tar.subarray(offset + 512, offset + 512 + size))
    offset += 512 + Math.ceil(size / 512) * 512
  }
  return found
}

/** The bytes with one text in place of another of that length. */
function replaced(bytes: Buffer, from: string, to: string): Buffer {
  const copy = Buffer.from(bytes)
  copy.write(to, bytes.indexOf(from))
  return copy
}
