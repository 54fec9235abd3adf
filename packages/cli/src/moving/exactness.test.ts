import { mkdirSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type Client, createClient } from '@tailrace/sdk'
import { createDatabase } from '@tailrace/testing'
import { afterAll, describe, expect, test } from 'vitest'
import { newDatabase, tailrace, testFolder, testServer } from '../program-for-tests.ts'
import { openTracking } from '../tracking.ts'
import { parseExact } from './exact-json.ts'
import { historyTexts } from './history-text.ts'
import { Verification } from './verification.ts'

const folder = testFolder()
const at = (...path: string[]): string => join(folder, ...path)
const POSTGRES = process.env['TAILRACE_TEST_POSTGRES_URL'] ?? ''
const [LARGEST, SMALLEST] = [9_223_372_036_854_775_807n, -9_223_372_036_854_775_808n]
/** Steps on both sides of what a double holds. */
const STEPS = [SMALLEST, -(2n ** 53n) - 1n, -1n, 0n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 53n + 2n, 2n ** 62n + 1n, LARGEST]
const TIMES = [0n, 1_700_000_000_000n, 2n ** 53n + 1n, LARGEST]

async function on<Result>(uri: string, work: (client: Client) => Promise<Result>): Promise<Result> {
  const tracking = await openTracking(await newDatabase(uri), at('art'), { parse: parseExact })
  try {
    return await work(tracking.client)
  } finally {
    await tracking.close()
  }
}

/** Runs a command that must succeed. */
async function done(...args: readonly string[]): Promise<{ taken: Record<string, number> }> {
  const { code, out, err } = await tailrace({}, ...args, '--json')
  expect([code, err]).toEqual([0, ''])
  return JSON.parse(out)
}

/**
 * A deleted child that began before its deleted parent, a run that started in the far future, and a logged model with points of a run that is
 * deleted.
 */
async function fill(client: Client): Promise<void> {
  const { experiment_id } = await client.createExperiment({ name: 'exact' })
  const make = async (run_name: string, start_time: bigint, tags: { key: string; value: string }[] = []): Promise<string> =>
    (await client.createRun({ experiment_id, run_name, start_time, tags })).run.info.run_id
  const parent = await make('parent', 2000n)
  const child = await make('child', 1000n, [{ key: 'mlflow.parentRunId', value: parent }])
  await make('orphan', 900n, [{ key: 'mlflow.parentRunId', value: 'f'.repeat(32) }])
  const late = await make('late', 2n ** 53n + 1n)
  const metrics = STEPS.flatMap((step, index) => TIMES.map((timestamp) => ({ key: 'long', value: index, timestamp, step })))
  await client.logBatch({ run_id: late, metrics })
  const { model } = await client.createLoggedModel({ experiment_id, name: 'm', source_run_id: child })
  const { model_id } = model.info
  const values = [Number.NaN, 0, 0.5, Infinity, -Infinity, 12_345_678_901_234_567_000, 5e-324]
  await client.logBatch({
    run_id: child,
    metrics: values.map((value, index) => ({ key: 'loss', value, timestamp: 10n, step: 2n ** 53n + BigInt(index), model_id })),
  })
  await client.logOutputs({ run_id: child, models: [{ model_id, step: 2n ** 53n + 1n }] })
  for (const run_id of [child, parent]) await client.deleteRun({ run_id })
}

/** Everything that matters, with ids that differ between servers replaced by names, numbers as text. */
async function contents(client: Client): Promise<string> {
  const experiments = (await client.searchExperiments({ view_type: 'ALL', max_results: 100 })).experiments ?? []
  const experiment_ids = experiments.filter(({ name }) => name === 'exact').map(({ experiment_id }) => experiment_id)
  const { runs = [] } = await client.searchRuns({ experiment_ids, run_view_type: 'ALL' })
  const names = new Map(runs.map(({ info }) => [info.run_id, info.run_name]))
  const rows = await Promise.all(
    runs.map(async ({ info, data, outputs }) => ({
      run: [info.run_name, info.start_time, info.lifecycle_stage, info.status],
      parent: data.tags?.flatMap(({ key, value }) => (key === 'mlflow.parentRunId' ? [names.get(value) ?? value] : [])),
      points: await Promise.all(
        (data.metrics ?? []).map(async ({ key }) => [key, (await historyTexts(client, info.run_id, key)).toSorted()]),
      ),
      outputs: outputs?.model_outputs?.map(({ step }) => step),
    })),
  )
  const { models = [] } = await client.searchLoggedModels({ experiment_ids })
  const points = models.map(({ data }) =>
    data.metrics?.map(({ key, value, timestamp, step }) => [key, value, timestamp, step].join(' ')).toSorted(),
  )
  const sorted = rows.toSorted((a, b) => String(a.run[0]).localeCompare(String(b.run[0])))
  return JSON.stringify({ rows: sorted, points }, (_key, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value), 1)
}

describe('moving keeps every point, whole number and parent', { timeout: 120_000 }, async () => {
  const source = `sqlite:///${at('source.db')}`
  const url = await testServer(folder)
  const server = createClient({ trackingUri: url, parse: parseExact })
  mkdirSync(at('art'))
  await on(source, fill)
  const expected = await on(source, contents)
  const targets = ['SQLite', 'PostgreSQL'] as const
  const databaseOf = async (dialect: (typeof targets)[number], name: string): Promise<string> => {
    if (dialect === 'SQLite') return `sqlite:///${at(`${name}.db`)}`
    const { url: uri, drop } = await createDatabase(POSTGRES)
    afterAll(drop)
    return uri
  }

  test('the source itself holds them', () => {
    for (const number of [2n ** 53n + 1n, LARGEST, SMALLEST]) expect(expected).toContain(` ${number} `)
    expect(expected).toContain('"9007199254740993n"')
  })

  test('copied to a server, and again: nothing is new, nothing is sent twice', async () => {
    expect((await done('copy', source, url)).taken).toMatchObject({ runs: 4, logged_models: 1 })
    expect(await contents(server)).toBe(expected)
    expect((await done('copy', source, url)).taken).toMatchObject({ runs: 0, logged_models: 0 })
    expect(await contents(server)).toBe(expected)
  })

  test('links that had nowhere to lead are set by a later copy', async () => {
    const other = await testServer(at('art'))
    const client = createClient({ trackingUri: other, parse: parseExact })
    expect((await done('copy', source, other, '--filter', "attributes.run_name = 'child'", '--no-models')).taken).toMatchObject({ runs: 1 })
    expect((await done('copy', source, other)).taken).toMatchObject({ runs: 3 })
    expect(await contents(client)).toBe(expected)
  })

  for (const dialect of targets) {
    test.skipIf(dialect === 'PostgreSQL' && POSTGRES === '')(`into ${dialect}: copied, exported and imported, restored`, async () => {
      const [copied, imported, restored] = await Promise.all(['copied', 'imported', 'restored'].map((name) => databaseOf(dialect, name)))
      const archive = at(`${dialect}.tar.gz`)
      const backup = at(`${dialect} backup.tar.gz`)
      await done('copy', url, copied ?? '')
      expect(await on(copied ?? '', contents)).toBe(expected)
      expect((await done('copy', url, copied ?? '')).taken).toMatchObject({ runs: 0 })
      await done('export', copied ?? '', archive)
      await done('import', archive, '--to', imported ?? '')
      expect(await on(imported ?? '', contents)).toBe(expected)
      await done('backup', '--backend-store-uri', imported ?? '', '--to', backup, '--artifacts-destination', at('none'))
      await done('restore', backup, '--backend-store-uri', restored ?? '', '--artifacts-destination', at(`none ${dialect}`))
      expect(await on(restored ?? '', contents)).toBe(expected)
    })
  }
})

describe('the check after a copy', async () => {
  const client = createClient({ trackingUri: await testServer(at()), parse: parseExact })
  const { run } = await client.createRun({ experiment_id: '0', start_time: 1 })
  const { run_id } = run.info
  await client.logBatch({ run_id, metrics: [1n, 2n ** 53n + 1n].map((step) => ({ key: 'a', value: 1, timestamp: 1n, step })) })
  const { run: whole } = await client.getRun({ run_id })
  const checked = async (steps: readonly bigint[], existed: boolean, again?: readonly string[]): Promise<string[]> => {
    const verification = new Verification()
    const problems: string[] = []
    verification.note({ kind: 'run', run: { ...whole, data: { tags: [], params: [], metrics: [] } } as never })
    verification.note({ kind: 'points', run_id, key: 'a', points: steps.map((step) => [1n, 1, step] as const) })
    const target = (): { run_id: string; existed: boolean } => ({ run_id, existed })
    await verification.countAt(client, (line) => problems.push(line), target)
    await verification.compare(client, (line) => problems.push(line), again && (async () => [...again]), target)
    return problems
  }
  const both = [1n, 2n ** 53n + 1n]
  const texts = ['1 1 1', '1 9007199254740993 1']

  for (const [why, steps, existed, again, found] of [
    ['nothing where all is there', both, false, texts, []],
    ['nothing where the source went on', both, false, [...texts, '2 2 2'], []],
    ['nothing where others added to a run that was there', [1n], true, undefined, []],
    ['a point too many in a new run', [1n], false, undefined, [`run ${run_id}: 2 points of 'a' are there, and the source has 1`]],
    [
      'a point that is missing',
      [...both, 3n],
      true,
      undefined,
      [/2 points of 'a' are there, and the source has 3$/, /points of 'a' differ/],
    ],
    ['a point that is another', [1n, 2n ** 53n], false, undefined, [/points of 'a' differ/]],
    ['a step that the reader of the move rounded', both, false, ['1 1 1', '1 9007199254740992 1'], [/points of 'a' differ/]],
  ] as const) {
    test(`reports ${why}`, async () => {
      const expected = found.map((line) => (typeof line === 'string' ? line : (expect.stringMatching(line) as string)))
      expect(await checked(steps, existed, again)).toEqual(expected)
    })
  }

  test('reads what JSON cannot say: long numbers, bare NaN, names like fields, pages', async () => {
    const pages = [
      `{"metrics": [{"key": "a\\"},{", "value": NaN, "timestamp": 9007199254740993, "step": -9223372036854775808}], "next_page_token": "t"}`,
      `{"metrics":[{"key":"timestamp","value":"Infinity","timestamp":"5","step":0,"run_id":"value"},{"key":"next_page_token","value":1e+16,"timestamp":0}]}`,
    ]
    const fake = createServer((request, reply) => reply.end(pages[request.url?.includes('page_token=t') ? 1 : 0]))
    await new Promise<void>((resolve) => fake.listen(0, '127.0.0.1', resolve))
    const reader = createClient({ trackingUri: `http://127.0.0.1:${(fake.address() as AddressInfo).port}` })
    expect(await historyTexts(reader, 'r', 'k')).toEqual([
      '9007199254740993 -9223372036854775808 NaN',
      `5 0 ${Number.MAX_VALUE}`,
      '0 0 10000000000000000',
    ])
    fake.close()
  })
})

test('whole numbers are read exactly, others as ever', () => {
  expect(parseExact('{"a":9007199254740993,"b":[-9223372036854775808,1.5,1e300],"c":"1234567890123456789"}')).toEqual({
    a: 9_007_199_254_740_993n,
    b: [SMALLEST, 1.5, 1e300],
    c: '1234567890123456789',
  })
})

test('a backup keeps doubles that are whole and long', async () => {
  const uri = `sqlite:///${at('doubles.db')}`
  await on(uri, (client) => client.createExperiment({ name: 'e' }))
  const sql = new DatabaseSync(at('doubles.db'))
  sql.exec(`insert into runs (run_uuid, experiment_id, lifecycle_stage, status) values ('r', 0, 'active', 'FINISHED')`)
  sql.exec(
    `insert into metrics (key, value, timestamp, step, is_nan, run_uuid) values ('a', 1e19, 1, 2, 0, 'r'), ('a', 9007199254740993.0, 1, 3, 0, 'r')`,
  )
  sql.close()
  await done('backup', '--backend-store-uri', uri, '--to', at('doubles.tar.gz'), '--artifacts-destination', at('none'))
  await done(
    'restore',
    at('doubles.tar.gz'),
    '--backend-store-uri',
    `sqlite:///${at('doubles2.db')}`,
    '--artifacts-destination',
    at('none2'),
  )
  const restored = new DatabaseSync(at('doubles2.db'))
  const rows = restored.prepare('select typeof(value) as type, value from metrics order by step').all()
  expect(rows.map((row) => ({ ...row }))).toEqual([
    { type: 'real', value: 1e19 },
    { type: 'real', value: 9007199254740992 },
  ])
})
