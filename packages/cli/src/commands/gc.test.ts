import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { cp, mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DEFAULT_CONFIG, startServer } from '@tailrace/server'
import { type Client, createClient } from '@tailrace/sdk'
import { afterAll, describe, expect, test } from 'vitest'
import { storeSettings } from '../settings.ts'
import { newDatabase } from '../program-for-tests.ts'
import { withTracking } from '../tracking.ts'
import { parseAge } from './age.ts'

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'tailrace-gc-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const database = await newDatabase(`sqlite:///${join(folder, 'a.db')}`)

/** Runs the program; its exit code, what it printed and what it said. */
function tailrace(args: readonly string[], env: Record<string, string> = {}): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [MAIN, ...args], { cwd: folder, env: { ...process.env, ...env } })
    const said = { out: '', err: '' }
    child.stdout.on('data', (chunk: Buffer) => (said.out += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (said.err += chunk.toString()))
    child.on('exit', (code) => resolve({ code, ...said }))
  })
}

const onDatabase = <Result>(work: (client: Client) => Promise<Result>): Promise<Result> =>
  withTracking(({ client }) => work(client), database)

async function deletedRun(client: Client, experiment_id: string): Promise<string> {
  const { run } = await client.createRun({ experiment_id })
  const place = run.info.artifact_uri ?? ''
  await mkdir(place, { recursive: true })
  await writeFile(join(place, 'a.txt'), 'hello')
  await client.deleteRun({ run_id: run.info.run_id })
  return run.info.run_id
}

/** A deleted run and logged model, and a deleted experiment with a run. */
async function fillTrash(client: Client): Promise<{ experiment_id: string; gone: string; inside: string; model_id: string }> {
  const location = join(folder, 'elsewhere')
  const kept = (await client.createExperiment({ name: 'kept', artifact_location: location })).experiment_id
  const { experiment_id } = await client.createExperiment({ name: 'gone', artifact_location: `${location}2` })
  const gone = await deletedRun(client, kept)
  const inside = await deletedRun(client, experiment_id)
  const { model_id } = (await client.createLoggedModel({ experiment_id: kept, name: 'm' })).model.info
  await client.deleteLoggedModel({ model_id })
  await client.deleteExperiment({ experiment_id })
  return { experiment_id, gone, inside, model_id }
}

describe('gc', { timeout: 60_000 }, () => {
  test('says what would go, then deletes runs, models and experiments with their files', async () => {
    const { experiment_id, gone, inside, model_id } = await onDatabase(fillTrash)
    expect(await tailrace(['gc', '--backend-store-uri', database, '--dry-run'])).toEqual({
      code: 0,
      out: 'Would permanently delete 2 runs, 1 experiment, 1 logged model.\nWould free 10 B in 2 files.\n',
      err: '',
    })
    expect(await tailrace(['gc', '--older-than', '1h'], { MLFLOW_TRACKING_URI: database })).toEqual({ code: 0, out: '', err: '' })
    expect(await tailrace(['gc', '--tracking-uri', database])).toEqual({
      code: 0,
      out: [
        `Run with ID ${gone} has been permanently deleted.`,
        `Logged model with ID ${model_id} has been permanently deleted.`,
        `Run with ID ${inside} has been permanently deleted.`,
        `Experiment with ID ${experiment_id} has been permanently deleted.`,
        '',
      ].join('\n'),
      err: '',
    })
    expect([existsSync(join(folder, 'elsewhere', gone)), existsSync(join(folder, 'elsewhere2', inside))]).toEqual([false, false])
    await onDatabase((client) => client.createExperiment({ name: 'gone' }))
    const { out } = await tailrace(['gc', '--backend-store-uri', database, '--json'])
    expect(JSON.parse(out)).toEqual({ run_ids: [], experiment_ids: [], logged_model_ids: [], files: 0, bytes: 0, unreachable: [] })
  })

  for (const [why, location] of [
    ['a bucket that cannot be opened', () => 's3://bucket/x'],
    ['a disk that is not mounted', () => join(folder, 'unmounted', 'mlruns', '7')],
  ] as const) {
    test(`${why}: nothing is deleted unless files may be left`, async () => {
      const ids = await onDatabase(async (client) => {
        const [near, far] = [join(folder, `near ${why}`), location()]
        const made: string[] = []
        for (const artifact_location of [near, far]) {
          const { experiment_id } = await client.createExperiment({ name: `${why} ${artifact_location}`, artifact_location })
          const { info } = (await client.createRun({ experiment_id })).run
          await client.deleteRun({ run_id: info.run_id })
          made.push(info.run_id)
        }
        return made
      })
      const named = ['gc', '--backend-store-uri', database, '--run-ids', ids.join(',')]
      const place = `${location()}/${ids[1]}/artifacts`
      expect(await tailrace(named)).toEqual({
        code: 1,
        out: '',
        err: `tailrace: Nothing was deleted: the files in ${place} cannot be reached from here, or are not there. Name their folder with --artifacts-destination or their server with --tracking-uri, or leave files behind with --keep-artifacts.\n`,
      })
      expect((await tailrace([...named, '--dry-run'])).code).toBe(1)
      const { code, out, err } = await tailrace([...named, '--keep-artifacts'])
      expect([code, out.trim().split('\n').length, err]).toEqual([
        0,
        2,
        `The files in ${place} could not be reached from here and were left.\n`,
      ])
    })
  }

  for (const [why, args, code, message] of [
    [
      'an age that is none',
      ['--older-than', '5x'],
      1,
      "Could not parse any time information from '5x'. Examples of valid strings: '8h', '2d8h5m20s', '2m4s'",
    ],
    ['an unknown run', ['--run-ids', 'nope'], 1, 'Run with id=nope not found'],
    [
      'an active experiment',
      ['--experiment-ids', '0'],
      1,
      "Experiments ['0'] are not in the deleted lifecycle stage. Only experiments in the deleted lifecycle stage can be hard-deleted.",
    ],
    ['jobs', ['--jobs'], 1, 'Tailrace runs no jobs yet, so it has none to delete: leave --jobs and --job-ids out.'],
    ['a workspace', ['--workspace', 'team'], 1, 'Workspaces come with a later version: leave --workspace out.'],
    ['two workspaces', ['--workspace', 'a', '--all-workspaces'], 2, 'Cannot use --workspace and --all-workspaces together.'],
  ] as const) {
    test(`${why}: one line and exit code ${code}`, async () => {
      expect(await tailrace(['gc', '--backend-store-uri', database, ...args])).toEqual({ code, out: '', err: `tailrace: ${message}\n` })
    })
  }
})

describe('gc of files that a server proxies', { timeout: 60_000 }, async () => {
  const artifacts_destination = join(folder, 'proxied')
  const uri = `sqlite:///${join(folder, 'served.db')}`
  const server = await startServer(uri, storeSettings('mlflow-artifacts:/'), {
    ...DEFAULT_CONFIG,
    port: 0,
    artifacts_destination,
    log_level: 'error',
  })
  afterAll(() => server.stop())
  const client = createClient({ trackingUri: server.url })
  const trashRun = async (): Promise<{ id: string; place: string }> => {
    const { info } = (await client.createRun({ experiment_id: '0' })).run
    const place = join(artifacts_destination, (info.artifact_uri ?? '').replace('mlflow-artifacts:/', ''))
    await mkdir(place, { recursive: true })
    await writeFile(join(place, 'a b.txt'), 'hello')
    await client.deleteRun({ run_id: info.run_id })
    return { id: info.run_id, place }
  }

  for (const [how, args] of [
    ['the server does it', ['--tracking-uri', server.url]],
    ['the database is named too', ['--backend-store-uri', uri, '--tracking-uri', server.url]],
    ['their place is named', ['--backend-store-uri', uri, '--artifacts-destination', artifacts_destination]],
  ] as const) {
    test(how, async () => {
      const { id, place } = await trashRun()
      expect(existsSync(place)).toBe(true)
      expect(await tailrace(['gc', ...args])).toEqual({ code: 0, out: `Run with ID ${id} has been permanently deleted.\n`, err: '' })
      expect(existsSync(place)).toBe(false)
      await expect(client.getRun({ run_id: id })).rejects.toThrow(`Run with id=${id} not found`)
    })
  }

  for (const [why, args] of [
    ['no folder is named', []],
    ['the folder that is named does not exist', ['--artifacts-destination', join(folder, 'mistyped')]],
    ['storage that cannot be opened is named', ['--artifacts-destination', 's3://bucket/x']],
    ['the server that is named has another database', ['--tracking-uri', 'OTHER']],
  ] as const) {
    test(`${why}: nothing is deleted unless files may be left`, async () => {
      const other = await startServer(`sqlite:///${join(folder, 'other.db')}`, storeSettings('mlflow-artifacts:/'), {
        ...DEFAULT_CONFIG,
        port: 0,
        artifacts_destination: join(folder, 'other'),
        log_level: 'error',
      })
      const { id, place } = await trashRun()
      const command = ['gc', '--backend-store-uri', uri, ...args.map((arg) => (arg === 'OTHER' ? other.url : arg))]
      const { code, out, err } = await tailrace(command)
      expect([code, out, err]).toEqual([1, '', expect.stringMatching(/^tailrace: Nothing was deleted: the files in mlflow-artifacts:/)])
      expect((await client.getRun({ run_id: id })).run.info.lifecycle_stage).toBe('deleted')
      expect((await tailrace([...command, '--keep-artifacts'])).out).toBe(`Run with ID ${id} has been permanently deleted.\n`)
      expect(existsSync(place)).toBe(true)
      await other.stop()
    })
  }

  test('files in ./mlartifacts are found without a flag', async () => {
    const { id, place } = await trashRun()
    await cp(artifacts_destination, join(folder, 'mlartifacts'), { recursive: true })
    expect((await tailrace(['gc', '--backend-store-uri', uri])).out).toBe(`Run with ID ${id} has been permanently deleted.\n`)
    const there = place.replace(artifacts_destination, join(folder, 'mlartifacts'))
    expect([existsSync(join(there, '..')), existsSync(join(there, '..', '..'))]).toEqual([false, true])
  })

  test('a server that is not there: one line', async () => {
    const { code, out, err } = await tailrace(['gc', '--tracking-uri', 'http://127.0.0.1:1'])
    expect([code, out, err.trim().split('\n').length]).toEqual([1, '', 1])
  })
})

describe('an age', () => {
  for (const [text, ms] of [
    ['', 0],
    ['30d', 2_592_000_000],
    ['1d2h3m4s', 93_784_000],
    ['0.5h', 1_800_000],
    ['.5s', 500],
  ] as const) {
    test(`'${text}' is ${ms} ms`, () => expect(parseAge(text)).toBe(ms))
  }
  for (const text of ['x', '1', '1h1d', '1.2.3d', '-1d', ' 1d', '.d']) {
    test(`'${text}' is none`, () => expect(() => parseAge(text)).toThrow('Could not parse any time information'))
  }
})
