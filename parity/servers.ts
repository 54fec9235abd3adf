import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { PROJECT } from './reference.ts'

/** A running server: MLflow or Tailrace. */
export interface Server {
  readonly kind: Kind
  /** Without a slash at the end. */
  readonly url: string
  readonly artifacts: string
  /** What it wrote to its standard output and error so far. */
  log(): string
  /** Ends it and waits until it is gone. */
  stop(): Promise<void>
}

export type Kind = 'original' | 'tailrace'

/** Where a server keeps its data. */
export interface Place {
  /** URI of the database; `postgresql://` is spelled as the server's driver wants it. */
  readonly database: string
  /** Folder of the artifacts. */
  readonly artifacts: string
  /** File that takes the server's output. */
  readonly log: string
  /** A port that must be free; absent: any free one. */
  readonly port?: number
}

const START_DEADLINE_MS = 90_000
const STOP_DEADLINE_MS = 15_000

/**
 * Starts a server on 127.0.0.1 and waits until GET /health answers 200.
 * `python` is the interpreter of MLflow (3.17); Tailrace ignores it.
 */
export async function startServer(kind: Kind, place: Place, python: string): Promise<Server> {
  const port = place.port ?? (await freePort())
  const [command, ...args] = kind === 'original' ? originalCommand(python, place) : tailraceCommand(place)
  mkdirSync(dirname(place.log), { recursive: true })
  const output = openSync(place.log, 'a')
  // A process group of its own: MLflow is a tree of processes, which ends as a whole.
  const child = spawn(command, [...args, '--host', '127.0.0.1', '--port', String(port)], {
    cwd: dirname(place.log),
    env: serverEnvironment(),
    stdio: ['ignore', output, output],
    detached: true,
  })
  closeSync(output)
  if (child.pid !== undefined) running.add(child.pid)
  const log = (): string => readFileSync(place.log, 'utf8')
  const url = `http://127.0.0.1:${port}`
  const stop = async (): Promise<void> => {
    await stopTree(child)
    taken.delete(port)
  }
  try {
    await healthy(url, child)
  } catch (error) {
    await stop()
    throw new Error(`${kind} did not start on port ${port}\n${log().slice(-3000)}`, { cause: error })
  }
  return { kind, url, artifacts: place.artifacts, log, stop }
}

type Command = readonly [string, ...string[]]

function originalCommand(python: string, place: Place): Command {
  const database = place.database.replace(/^postgres(ql)?:/, 'postgresql+psycopg2:')
  const data = ['--backend-store-uri', database, '--artifacts-destination', place.artifacts]
  return [python, '-m', 'mlflow', 'server', '--workers', '1', ...data]
}

function tailraceCommand(place: Place): Command {
  const main = join(PROJECT, 'packages', 'cli', 'src', 'main.ts')
  return [process.execPath, main, 'server', '--backend-store-uri', place.database, '--artifacts-destination', place.artifacts]
}

/** The environment of a server: ours without settings of a client or server that the caller happens to have. */
function serverEnvironment(): NodeJS.ProcessEnv {
  const ours = Object.entries(process.env).filter(([name]) => !name.startsWith('MLFLOW_'))
  return { ...Object.fromEntries(ours), MLFLOW_DISABLE_TELEMETRY: 'true', MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false' }
}

async function healthy(url: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_DEADLINE_MS
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`it ended with ${child.exitCode ?? child.signalCode}`)
    const status = await fetch(`${url}/health`).then(
      (reply) => reply.status,
      () => 0,
    )
    if (status === 200 && child.exitCode === null) return
    if (Date.now() > deadline) throw new Error('it did not answer GET /health in time')
    await sleep(50)
  }
}

const running = new Set<number>()
process.once('exit', () => running.forEach((group) => signalGroup(group, 'SIGKILL')))
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

async function stopTree(child: ChildProcess): Promise<void> {
  const group = child.pid
  if (group === undefined) return
  running.delete(group)
  signalGroup(group, 'SIGTERM')
  const deadline = Date.now() + STOP_DEADLINE_MS
  while (signalGroup(group, 0) && Date.now() < deadline) await sleep(20)
  signalGroup(group, 'SIGKILL')
}

/** Sends a signal to a process group that was started here; false when nothing of it is left. */
function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-group, signal)
  } catch {
    return false
  }
}

const FIRST_PORT = Number(process.env['TAILRACE_PARITY_PORT'] ?? 0)
const taken = new Set<number>()

/**
 * A free loopback port that no other server of this process got: any one, so that two runs side by side do not meet (a server binds seconds
 * after it was started), or the first from TAILRACE_PARITY_PORT on.
 */
async function freePort(): Promise<number> {
  for (let port = FIRST_PORT; ; port++) {
    const candidate = FIRST_PORT === 0 ? await anyPort() : port
    if (taken.has(candidate)) continue
    taken.add(candidate)
    if (await isFree(candidate)) return candidate
    taken.delete(candidate)
  }
}

function anyPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => (typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no free port'))))
    })
  })
}

/** Whether nothing listens on a port of this machine. */
export async function isFree(port: number): Promise<boolean> {
  return (await canListen(port, '127.0.0.1')) && (await canListen(port, '0.0.0.0'))
}

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, host, () => probe.close(() => resolve(true)))
  })
}
