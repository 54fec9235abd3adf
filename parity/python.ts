import { spawn } from 'node:child_process'
import { join } from 'node:path'

/** What a Python script did. */
export interface Ran {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** The folder of the Python scripts that this project has. */
export const CLIENTS = join(import.meta.dirname, 'clients')

const DEADLINE_MS = 300_000

/**
 * Runs a Python script with the settings of a plain user and waits for its end, at most five minutes.
 * Failed requests are not repeated, so that a wrong 500 shows at once; `environment` comes on top.
 */
export function runPython(
  python: string,
  args: readonly string[],
  cwd: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  const plain = Object.entries(process.env).filter(([name]) => !name.startsWith('MLFLOW_') && !name.startsWith('PYTHON'))
  const settings = { MLFLOW_DISABLE_TELEMETRY: 'true', MLFLOW_HTTP_REQUEST_MAX_RETRIES: '0', MPLBACKEND: 'Agg', PYTHONWARNINGS: 'ignore' }
  // One process a core is what the caller starts; numerical libraries would take all cores for themselves.
  const quiet = { PYTHONDONTWRITEBYTECODE: '1', PYTHONIOENCODING: 'utf-8', OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' }
  const env = { ...Object.fromEntries(plain), ...settings, ...quiet, ...environment }
  return new Promise((resolve, reject) => {
    const child = spawn(python, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
    const out: Buffer[] = []
    const err: Buffer[] = []
    const deadline = setTimeout(() => child.kill('SIGKILL'), DEADLINE_MS)
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
    child.once('error', reject)
    child.once('close', (code) => {
      clearTimeout(deadline)
      resolve({ code, out: Buffer.concat(out).toString('utf8'), err: Buffer.concat(err).toString('utf8') })
    })
  })
}
