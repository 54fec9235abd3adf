import { execFile } from 'node:child_process'
import { copyFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Places } from './databases.ts'
import { type Ran, runPython } from './python.ts'
import { PROJECT, type Release, findPython } from './reference.ts'
import type { Report } from './report.ts'
import { type Server, startServer } from './servers.ts'

const SCRIPTS = join(import.meta.dirname, 'seed-scripts')
/** The port that the tutorial's scripts name themselves. */
const PORT = 5000
/** How training ends with a client that cannot finish it, with MLflow's own server too. */
const REFUSED: Readonly<Partial<Record<Release, RegExp>>> = {
  // Its model format does not trust the trees of a forest.
  '3.17': /references untrusted types/,
  // Without a tracking URI it makes the experiment in a file store, which the server does not know.
  '3.4': /No Experiment with id=\d+ exists/,
}

interface Listing {
  readonly files?: readonly { readonly path: string; readonly is_dir: boolean }[]
}

/** Follows the tutorial to the letter in one folder: nothing says where the server is but the scripts. The server must be able to show every file. */
export async function inOneFolder(release: '3.17' | '3.4', places: Places, report: Report): Promise<void> {
  const name = `seed ${release} in one folder`
  const found = findPython(release)
  if ('missing' in found) return report.skip(name, found.missing)
  const folder = places.scratch(`seed-letter-${release}`)
  const server = await startServer('tailrace', placeIn(folder, PORT), '')
  try {
    const ran = await script(found.python, folder, 'train_with_mlflow.py')
    const isRefused = ran.code === 1 && REFUSED[release]?.test(ran.err)
    if (!isRefused) return report.fail(name, `train_with_mlflow.py ended with ${ran.code}\n${ran.err.slice(-900)}`)
    const runs = await runsOf(server)
    const expected = release === '3.17' ? 1 : 0
    if (runs.length !== expected) return report.fail(name, `the server has ${runs.length} runs, not ${expected}`)
    for (const run_id of runs) await showsFile(server, run_id, 'confusion_matrix.png', '\u0089PNG')
    report.pass(1, name)
  } catch (error) {
    report.fail(name, error instanceof Error ? error.message : String(error))
  } finally {
    await server.stop()
  }
}

/** Runs the script that names no server without one, then starts it in the same folder: what the client left is shown, or named with its import. */
export async function withoutServer(release: Release, places: Places, report: Report): Promise<void> {
  const name = `seed ${release} without a server`
  const found = findPython(release)
  if ('missing' in found) return report.skip(name, found.missing)
  const folder = places.scratch(`seed-alone-${release}`)
  try {
    const ran = await script(found.python, folder, 'advanced_tracking.py')
    if (ran.code !== 0) return report.fail(name, `advanced_tracking.py ended with ${ran.code}\n${ran.err.slice(-900)}`)
    const isFileStore = !existsSync(join(folder, 'mlflow.db'))
    const server = await startServer('tailrace', placeIn(folder), '')
    try {
      if (isFileStore) await importNamed(server, folder)
      const [run_id = '', ...more] = await runsOf(server)
      if (run_id === '' || more.length > 0) return report.fail(name, `the server has ${more.length + 1} runs, not the one of the script`)
      await showsFile(server, run_id, 'status.txt', 'Model training completed successfully')
      report.pass(1, name)
    } finally {
      await server.stop()
    }
  } catch (error) {
    report.fail(name, error instanceof Error ? error.message : String(error))
  }
}

const placeIn = (folder: string, port?: number) => ({
  database: 'sqlite:///mlflow.db',
  artifacts: './mlartifacts',
  log: join(folder, 'server.log'),
  ...(port !== undefined && { port }),
})

function script(python: string, folder: string, name: string): Promise<Ran> {
  copyFileSync(join(SCRIPTS, name), join(folder, name))
  return runPython(python, [name], folder)
}

/** Runs the import that the start has named; then nothing is named any more. */
async function importNamed(server: Server, folder: string): Promise<void> {
  const hint = /\.\/mlruns is an MLflow file store with 1 run: tailrace (import [^"]+)/
  const [, command] = hint.exec(await said(server, hint)) ?? []
  if (command === undefined) throw new Error(`the start names no import\n${server.log()}`)
  const main = join(PROJECT, 'packages', 'cli', 'src', 'main.ts')
  await promisify(execFile)(process.execPath, [main, ...command.split(' ')], { cwd: folder })
}

/** The log once it holds a text: hints come after the server answers. */
async function said(server: Server, text: RegExp): Promise<string> {
  for (let look = 0; look < 100 && !text.test(server.log()); look++) await new Promise((resolve) => setTimeout(resolve, 100))
  return server.log()
}

async function runsOf(server: Server): Promise<string[]> {
  const experiments = await asked<{ experiments: { experiment_id: string }[] }>(server, 'experiments/search', { max_results: 100 })
  const experiment_ids = experiments.experiments.map(({ experiment_id }) => experiment_id)
  const { runs = [] } = await asked<{ runs?: { info: { run_id: string } }[] }>(server, 'runs/search', { experiment_ids })
  return runs.map(({ info }) => info.run_id)
}

/** Fails unless the pages would list a file of a run and show its content. */
async function showsFile(server: Server, run_id: string, path: string, begin: string): Promise<void> {
  const reply = await fetch(`${server.url}/ajax-api/2.0/mlflow/artifacts/list?run_id=${run_id}`)
  const { files = [] } = (await reply.json()) as Listing
  if (!files.some((file) => file.path === path))
    throw new Error(`${path} of ${run_id} is not listed: ${reply.status} ${JSON.stringify(files)}`)
  const file = await fetch(`${server.url}/get-artifact?run_id=${run_id}&path=${path}`)
  const content = Buffer.from(await file.arrayBuffer()).toString('latin1')
  if (!file.ok || !content.startsWith(begin)) throw new Error(`${path} of ${run_id} is not shown: ${file.status} ${content.slice(0, 200)}`)
}

async function asked<Answer>(server: Server, path: string, body: object): Promise<Answer> {
  const reply = await fetch(`${server.url}/api/2.0/mlflow/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`)
  return (await reply.json()) as Answer
}
