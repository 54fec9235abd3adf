import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { startServerProcess } from './server.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const SCRIPT = fileURLToPath(new URL('./log-training.py', import.meta.url))

/** Builds the UI when it is stale, and lets the Python client fill a database once; every test file works on a copy of it. */
export default async function setup(): Promise<void> {
  const builder = join(root, 'scripts', 'build-ui.mjs')
  const { buildUi, isUiStale } = (await import(builder)) as { buildUi: () => Promise<number>; isUiStale: () => boolean }
  if (!process.env['TAILRACE_UI_FOLDER'] && isUiStale()) await buildUi()
  const python = process.env['TAILRACE_MLFLOW_3'] ?? join(root, '.cache', 'python', 'mlflow-3.17', 'bin', 'python')
  if (!existsSync(python)) {
    console.log('skip e2e: pages over data of the Python client (its Python environment is missing: node parity/setup.mjs)')
    return
  }
  const stamp = createHash('sha256').update(readFileSync(SCRIPT)).digest('hex').slice(0, 16)
  const folder = join(root, '.cache', 'e2e', stamp)
  if (!existsSync(folder)) await logTraining(python, folder)
  process.env['TAILRACE_E2E_DATA'] = folder
}

async function logTraining(python: string, folder: string): Promise<void> {
  const making = `${folder}.${process.pid}`
  rmSync(making, { recursive: true, force: true })
  mkdirSync(making, { recursive: true })
  const server = await startServerProcess(making)
  try {
    const env = { ...process.env, MLFLOW_TRACKING_URI: server.url, MLFLOW_DISABLE_TELEMETRY: 'true', GIT_PYTHON_REFRESH: 'quiet' }
    await promisify(execFile)(python, [SCRIPT], { env, maxBuffer: 1e8 })
  } finally {
    await server.stop()
  }
  if (existsSync(folder)) rmSync(making, { recursive: true })
  else renameSync(making, folder)
}

/** Copies the database and artifacts that the Python client made. */
export function copyTraining(to: string): void {
  const from = process.env['TAILRACE_E2E_DATA']
  if (!from) throw new Error('there is no data of the Python client')
  cpSync(from, to, { recursive: true })
}
