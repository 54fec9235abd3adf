import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const START_LIMIT = 90_000

/** A server in a process of its own that tests may stop and start again. */
export interface TestServer {
  readonly url: string
  /** Holds the database and the artifacts. */
  readonly folder: string
  /** Starts it again at the same address, on the same data, unless it runs. */
  start(): Promise<void>
  stop(): Promise<void>
  /** Stops it and deletes its data. */
  remove(): Promise<void>
}

/** Python of MLflow's virtual environment, or why the tests against it are left out. */
export function findMlflow(): { python: string } | { missing: string } {
  const python = process.env['TAILRACE_MLFLOW_3'] || join(ROOT, '.cache/python/mlflow-3.17/bin/python')
  if (!existsSync(python)) return { missing: `no Python with mlflow 3.17: run "node parity/setup.mjs" (looked for ${python})` }
  try {
    execFileSync(python, ['-c', 'from importlib.metadata import version; assert version("mlflow") == "3.17.2"'], { stdio: 'ignore' })
    return { python }
  } catch {
    return { missing: `${python} has no mlflow 3.17.2` }
  }
}

/** Starts Tailrace, or MLflow when its Python is given, with data of its own. */
export async function startServer(python?: string): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'tailrace-sdk-'))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const data = [
    '--backend-store-uri',
    `sqlite:///${folder}/mlflow.db`,
    '--artifacts-destination',
    `${folder}/artifacts`,
    '--host',
    '127.0.0.1',
  ]
  const args = [...data, '--port', String(port)]
  const command = python === undefined ? process.execPath : python
  const program = python === undefined ? [join(ROOT, 'packages/cli/src/main.ts'), 'server'] : ['-m', 'mlflow', 'server', '--workers', '1']
  const settings = { MLFLOW_DISABLE_TELEMETRY: 'true', MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false' }
  let child: ChildProcess | undefined
  const runs = (): boolean => child?.pid !== undefined && child.exitCode === null && child.signalCode === null
  const start = async (): Promise<void> => {
    if (runs()) return
    child = spawn(command, [...program, ...args], { cwd: folder, stdio: 'ignore', detached: true, env: { ...process.env, ...settings } })
    await answers(url, child)
  }
  const stop = async (): Promise<void> => {
    if (child?.pid === undefined || !runs()) return
    const ended = new Promise((resolve) => child?.once('exit', resolve))
    // MLflow is a tree of processes, in a group of its own.
    process.kill(-child.pid, 'SIGKILL')
    await ended
  }
  await start()
  const remove = async (): Promise<void> => {
    await stop()
    rmSync(folder, { recursive: true, force: true })
  }
  return { url, folder, start, stop, remove }
}

async function answers(url: string, child: ChildProcess): Promise<void> {
  for (const deadline = Date.now() + START_LIMIT; ; await sleep(50)) {
    if (child.exitCode !== null || Date.now() > deadline) throw new Error(`the server at ${url} did not start`)
    if (
      await fetch(`${url}/health`).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return
  }
}

/** A server that answers as a test wants: for faults that a real one cannot be made to have. */
export async function startFaulty(
  answer: (request: IncomingMessage, reply: ServerResponse) => void,
): Promise<{ url: string; stop: () => void }> {
  const server = createServer(answer)
  await listen(server)
  const stop = (): void => {
    server.close()
    server.closeAllConnections()
  }
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop }
}

/** A port that nothing listens on. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await listen(server)
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

const listen = (server: Server): Promise<void> => new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
