import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DEFAULT_CONFIG, type RunningServer, startServer } from '@tailrace/server'
import { createClient } from '@tailrace/sdk'
import { createDatabase } from '@tailrace/testing'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { newDatabase, tailrace } from '../program-for-tests.ts'
import { storeSettings } from '../settings.ts'
import { withTracking } from '../tracking.ts'
import { startHints } from './start-hints.ts'

const POSTGRES = process.env['TAILRACE_TEST_POSTGRES_URL'] ?? ''
const folders: string[] = []
const running: RunningServer[] = []
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop()
})
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })))

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tailrace-hints-'))
  folders.push(folder)
  return folder
}

async function serve(uri: string, folder: string, host = '127.0.0.1', roots: string[] = []): Promise<RunningServer> {
  const artifacts_destination = join(folder, 'mlartifacts')
  const config = { ...DEFAULT_CONFIG, host, port: 0, artifacts_destination, local_artifact_roots: roots, log_level: 'error' as const }
  const server = await startServer(uri, storeSettings('mlflow-artifacts:/'), config)
  running.push(server)
  return server
}

/** An experiment that a client without a server made: its files lie in `location`. Answers a run of it. */
async function logLocally(uri: string, name: string, location: string): Promise<string> {
  const run_id = await withTracking(
    async ({ client }) => {
      const { experiment_id } = await client.createExperiment({ name, artifact_location: location })
      return (await client.createRun({ experiment_id })).run.info.run_id
    },
    await newDatabase(uri),
  )
  mkdirSync(join(location, run_id, 'artifacts'), { recursive: true })
  writeFileSync(join(location, run_id, 'artifacts', 'a.txt'), name)
  return run_id
}

const list = async (server: RunningServer, run_id: string) =>
  createClient({ trackingUri: server.url, retries: 0 }).listArtifacts({ run_id })

describe('artifacts that clients kept beside a SQLite database', () => {
  test('can be read where only this machine reaches the server', async () => {
    const folder = newFolder()
    const uri = `sqlite:///${join(folder, 'mlflow.db')}`
    const runs = [await logLocally(uri, 'a', join(folder, 'mlruns', '1')), await logLocally(uri, 'b', join(folder, 'mlartifacts', 'b'))]
    const server = await serve(uri, folder)
    expect(await startHints(server, uri)).toEqual([])
    for (const run of runs) expect((await list(server, run)).files).toMatchObject([{ path: 'a.txt' }])
    const created = createClient({ trackingUri: server.url }).createExperiment({ name: 'c', artifact_location: join(folder, 'mlruns/c') })
    await expect(created).resolves.toMatchObject({ experiment_id: '3' })
    await expect(
      createClient({ trackingUri: server.url }).createExperiment({ name: 'd', artifact_location: join(folder, 'mlruns/../d') }),
    ).rejects.toThrow(`--local-artifact-roots ${folder}/d`)
  })

  test('are named at the start and in the refusal where others reach it, until the flag names the folder', async () => {
    const folder = newFolder()
    const uri = `sqlite:///${join(folder, 'mlflow.db')}`
    const run = await logLocally(uri, 'a', join(folder, 'mlruns', '1'))
    await logLocally(uri, 'b', join(folder, 'mlruns', '2'))
    await logLocally(uri, 'c', join(folder, 'my files'))
    const open = await serve(uri, folder, '0.0.0.0')
    expect(await startHints(open, uri)).toEqual([
      `2 experiments keep artifacts in ${folder}/mlruns: start with --local-artifact-roots ${folder}/mlruns`,
      `1 experiment keeps artifacts in ${folder}/my files: start with --local-artifact-roots '${folder}/my files'`,
    ])
    await expect(list(open, run)).rejects.toThrow(
      `This server may not serve artifacts from ${folder}/mlruns. Start it with --local-artifact-roots ${folder}/mlruns`,
    )
    await open.stop()
    running.pop()
    const server = await serve(uri, folder, '0.0.0.0', [join(folder, 'mlruns'), join(folder, 'my files')])
    expect(await startHints(server, uri)).toEqual([])
    expect((await list(server, run)).files).toMatchObject([{ path: 'a.txt' }])
  })

  test('doctor names them, too, and the flag', async () => {
    const folder = newFolder()
    const uri = `sqlite:///${join(folder, 'mlflow.db')}`
    await logLocally(uri, 'a', join(folder, 'mlruns', '1'))
    await logLocally(uri, 'b', join(folder, 'elsewhere', '2'))
    const { code, out } = await tailrace({ MLFLOW_TRACKING_URI: uri }, 'doctor')
    expect(out).toContain(`1 experiment keeps artifacts in ${folder}/elsewhere, which a server serves only with a flag that names it`)
    expect(out).toContain(`tailrace server --local-artifact-roots ${folder}/elsewhere`)
    expect(out).not.toContain(`artifacts in ${folder}/mlruns`)
    expect(code).toBe(0)
    const env = { MLFLOW_TRACKING_URI: uri, TAILRACE_LOCAL_ARTIFACT_ROOTS: join(folder, 'elsewhere') }
    expect((await tailrace(env, 'doctor')).out).toContain('artifact roots: a server serves the folders of all experiments')
  })
})

describe('an MLflow file store beside the database', () => {
  const META = {
    experiment: "artifact_location: file:///nowhere/1\nexperiment_id: '1'\nlifecycle_stage: active\nname: from files\n",
    run: (id: string) =>
      `artifact_uri: file:///nowhere/1/${id}/artifacts\nend_time: 2\nexperiment_id: '1'\nlifecycle_stage: active\nrun_id: ${id}\nrun_name: r\nrun_uuid: ${id}\nstart_time: 1\nstatus: 3\nuser_id: u\n`,
  }
  function writeStore(folder: string, runs: readonly string[]): void {
    mkdirSync(join(folder, 'mlruns', '1'), { recursive: true })
    writeFileSync(join(folder, 'mlruns', '1', 'meta.yaml'), META.experiment)
    for (const id of runs) {
      mkdirSync(join(folder, 'mlruns', '1', id, 'artifacts'), { recursive: true })
      writeFileSync(join(folder, 'mlruns', '1', id, 'meta.yaml'), META.run(id))
      writeFileSync(join(folder, 'mlruns', '1', id, 'artifacts', 'f.txt'), id)
    }
  }
  const RUNS = ['a'.repeat(32), 'b'.repeat(32)]

  test('is named with its runs and the command, which brings them and their files', async () => {
    const folder = newFolder()
    const uri = `sqlite:///${join(folder, 'mlflow.db')}`
    writeStore(folder, RUNS)
    mkdirSync(join(folder, 'mlruns', '2', 'c'.repeat(32), 'artifacts'), { recursive: true })
    const server = await serve(uri, folder)
    const [hint, ...more] = await startHints(server, uri)
    expect([hint, more]).toEqual([`${folder}/mlruns is an MLflow file store with 2 runs: tailrace import ${folder}/mlruns --to ${uri}`, []])
    const { code, err } = await tailrace({}, ...(hint?.split('tailrace ')[1] ?? '').split(' '))
    expect([code, err]).toEqual([0, expect.stringContaining('artifacts stay')])
    expect(await startHints(server, uri)).toEqual([])
    expect((await list(server, RUNS[0] ?? '')).files).toMatchObject([{ path: 'f.txt' }])
    writeStore(folder, ['d'.repeat(32)])
    expect(await startHints(server, uri)).toHaveLength(1)
  })

  test('is not named when it holds no run, or only artifacts', async () => {
    const folder = newFolder()
    writeStore(folder, [])
    mkdirSync(join(folder, 'mlruns', '2', 'c'.repeat(32), 'artifacts'), { recursive: true })
    const uri = `sqlite:///${join(folder, 'mlflow.db')}`
    expect(await startHints(await serve(uri, folder), uri)).toEqual([])
  })

  test.skipIf(!POSTGRES)('in the working folder is named beside PostgreSQL, without the password', async () => {
    const folder = newFolder()
    const { url, drop } = await createDatabase(POSTGRES)
    writeStore(folder, RUNS)
    const before = process.cwd()
    process.chdir(folder)
    try {
      const server = await serve(url, folder)
      const [hint] = await startHints(server, 'postgresql://me:geheim@host/d')
      expect(hint).toMatch(/^\.\/mlruns is an MLflow file store with 2 runs: tailrace import \.\/mlruns --to /)
      expect(hint).not.toContain('geheim')
      await server.stop()
      running.pop()
    } finally {
      process.chdir(before)
      await drop()
    }
  })
})
