import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Artifacts, type Client } from '@tailrace/sdk'
import { createDatabase } from '@tailrace/testing'
import { afterAll, describe, expect, test } from 'vitest'
import { tailrace, testFolder } from '../program-for-tests.ts'
import { openTracking } from '../tracking.ts'
import { parseExact } from './exact-json.ts'
import { historyTexts, pointText } from './history-text.ts'

/** What `fixtures/old/make.py` recorded with a release of MLflow, and what its own client read back. */
interface Recorded {
  readonly sql: string
  readonly files: Readonly<Record<string, string>>
  readonly runs: readonly RecordedRun[]
  readonly models: readonly { name: string; params: object; source: string; metrics: readonly (readonly string[])[] }[]
}

interface RecordedRun {
  readonly name: string
  readonly status: string
  readonly stage: string
  /** Begin and end, ms since the epoch. */
  readonly times: readonly [string, string]
  readonly params: Readonly<Record<string, string>>
  readonly tags: Readonly<Record<string, string>>
  /** By metric: timestamp, step, value as Python prints it. */
  readonly points: Readonly<Record<string, readonly (readonly [string, string, string])[]>>
  /** SHA-256 by path. */
  readonly files: Readonly<Record<string, string>>
}

const folder = testFolder()
const at = (...path: string[]): string => join(folder, ...path)
const POSTGRES = process.env['TAILRACE_TEST_POSTGRES_URL'] ?? ''
const DIALECTS = POSTGRES === '' ? (['SQLite'] as const) : (['SQLite', 'PostgreSQL'] as const)
if (POSTGRES === '') console.warn('skipped: databases of old releases on PostgreSQL (PostgreSQL is not installed)')

/** A database, and the folder of the artifacts that its server proxies. */
interface Place {
  readonly uri: string
  readonly artifacts: string
}

let places = 0
async function newPlace(dialect: (typeof DIALECTS)[number]): Promise<Place> {
  const name = `place-${++places}`
  if (dialect === 'SQLite') return { uri: `sqlite:///${at(`${name}.db`)}`, artifacts: at(name) }
  const { url, drop } = await createDatabase(POSTGRES)
  afterAll(drop)
  return { uri: url, artifacts: at(name) }
}

/** Puts database and files of a release into a folder. */
function lay(release: string): { place: Place; recorded: Recorded } {
  const root = at(release)
  const text = readFileSync(new URL(`fixtures/old/${release}.json`, import.meta.url), 'utf8').replaceAll('@FOLDER@', root)
  const recorded = JSON.parse(text) as Recorded
  for (const [path, content] of Object.entries(recorded.files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
  const database = new DatabaseSync(join(root, 'mlflow.db'), { enableForeignKeyConstraints: false })
  database.exec(recorded.sql)
  database.close()
  return { place: { uri: `sqlite:///${join(root, 'mlflow.db')}`, artifacts: join(root, 'proxied') }, recorded }
}

/** Runs a command that must succeed and say nothing of trouble. */
async function done(...args: readonly string[]): Promise<void> {
  const { code, err } = await tailrace({}, ...args)
  expect([args[0], code, err]).toEqual([args[0], 0, expect.not.stringMatching(/left out|cannot|wrong|differ/)])
}

/** What a place holds, in the form of a recording. */
async function contents({ uri, artifacts }: Place): Promise<Pick<Recorded, 'models'> & { runs: unknown[]; versions: unknown[] }> {
  const { client, close } = await openTracking(uri, artifacts, { parse: parseExact })
  try {
    const { experiments = [] } = await client.searchExperiments({ view_type: 'ALL', max_results: 100 })
    const experiment_ids = experiments.filter(({ name }) => name !== 'Default').map(({ experiment_id }) => experiment_id)
    const { runs = [] } = await client.searchRuns({ experiment_ids, run_view_type: 'ALL', max_results: 100 })
    const names = new Map(runs.map(({ info }) => [info.run_id, info.run_name ?? '']))
    const described = await Promise.all(runs.map((run) => describeRun(client, run, names)))
    const { models = [] } = await client.searchLoggedModels({ experiment_ids })
    const { model_versions = [] } = await client.searchModelVersions({})
    return {
      runs: described.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
      models: models.map(({ info, data }) => ({
        name: info.name,
        params: Object.fromEntries(data.params?.map(({ key, value }) => [key, value]) ?? []),
        source: names.get(info.source_run_id) ?? '',
        metrics: (data.metrics ?? []).map(({ key, timestamp, step }) => [key, String(timestamp), String(step)]).toSorted(byText),
      })),
      versions: model_versions.map(({ name, version, run_id, description, tags }) => [
        name,
        version,
        names.get(run_id ?? ''),
        description,
        tags,
      ]),
    }
  } finally {
    await close()
  }
}

const byText = (a: unknown, b: unknown): number => (String(a) < String(b) ? -1 : 1)

async function describeRun(
  client: Client,
  { info, data }: NonNullable<Awaited<ReturnType<Client['searchRuns']>>['runs']>[number],
  names: ReadonlyMap<string, string>,
) {
  const { run_id } = info
  const tags = Object.fromEntries(
    (data.tags ?? []).filter(({ key }) => !/^(mlflow\.(source|log-model)|tailrace\.)/.test(key)).map(({ key, value }) => [key, value]),
  )
  const parent = tags['mlflow.parentRunId']
  const points = (data.metrics ?? []).map(async ({ key }) => [key, (await historyTexts(client, run_id, key)).toSorted()] as const)
  const files: Record<string, string> = {}
  for await (const { path } of new Artifacts(client, { run_id }, info.artifact_uri ?? '').walk()) {
    // As the UI fetches it.
    const url = `/get-artifact?${new URLSearchParams({ run_id, path }).toString()}`
    const reply = await client.http.send({ method: 'GET', url, idempotent: true })
    files[path] = createHash('sha256')
      .update(Buffer.from(await reply.arrayBuffer()))
      .digest('hex')
  }
  return {
    name: info.run_name ?? '',
    status: info.status,
    stage: info.lifecycle_stage,
    times: [String(info.start_time), String(info.end_time || '')],
    params: Object.fromEntries((data.params ?? []).map(({ key, value }) => [key, value])),
    tags: parent === undefined ? tags : { ...tags, 'mlflow.parentRunId': names.get(parent) },
    points: Object.fromEntries(await Promise.all(points)),
    files,
  }
}

/** Points of a recording as texts. */
const asTexts = (run: RecordedRun) => ({
  ...run,
  points: Object.fromEntries(
    Object.entries(run.points).map(([key, points]) => [
      key,
      points.map(([timestamp, step, value]) => pointText(timestamp, step, value === 'nan' ? 'NaN' : value)).toSorted(),
    ]),
  ),
})

describe.each(['1.30.1', '2.9.2', '2.22.5', '3.17.2'])('a database of MLflow %s', { timeout: 300_000 }, (release) => {
  const { place, recorded } = lay(release)
  const expected = {
    runs: recorded.runs.map(asTexts),
    models: recorded.models.map((model) => ({ ...model, metrics: model.metrics.toSorted(byText) })),
    versions: [['model', '1', 'parent', 'v1', [{ key: 'c', value: 'd' }]]],
  }

  test('is upgraded, copied, backed up and restored on both databases, and stays what it was', async () => {
    await done('db', 'upgrade', place.uri)
    expect(await contents(place)).toEqual(expected)
    for (const dialect of DIALECTS) {
      const copied = await newPlace(dialect)
      await done('copy', place.uri, copied.uri, '--to-artifacts', copied.artifacts, '--local-artifact-roots', at(`${release}/files`))
      expect(await contents(copied)).toMatchObject(expected)
      const archive = at(`${release}-${dialect}.tar.gz`)
      await done('backup', '--to', archive, '--backend-store-uri', copied.uri, '--artifacts-destination', copied.artifacts)
      // Into the other kind of database, where there is one.
      const restored = await newPlace(DIALECTS.find((other) => other !== dialect) ?? dialect)
      await done('restore', archive, '--backend-store-uri', restored.uri, '--artifacts-destination', restored.artifacts)
      expect(await contents(restored)).toEqual(await contents(copied))
    }
  })
})
