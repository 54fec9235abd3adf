import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Connection } from './client.ts'
import { ROOT, originalPython } from './paths.ts'
import { treeOf } from './process-tree.ts'

/** Which program serves. */
export type Program = 'original' | 'tailrace'

const START_DEADLINE_MS = 120_000
const STOP_DEADLINE_MS = 15_000
const FIRST_SEARCH = JSON.stringify({ experiment_ids: ['1'], max_results: 1 })

/** A server on a database of its own: `<directory>/mlflow.db` and `<directory>/artifacts`. */
export class Server {
  readonly program: Program
  readonly directory: string
  readonly port: number
  #process: ChildProcess | undefined

  constructor(program: Program, directory: string, port: number) {
    this.program = program
    this.directory = directory
    this.port = port
    mkdirSync(directory, { recursive: true })
  }

  /** The process that was started; its descendants belong to the server. Throws when it does not run. */
  get pid(): number {
    const pid = this.#process?.pid
    if (pid === undefined) throw new Error(`${this.program} does not run`)
    return pid
  }

  /** Starts the server and resolves with the seconds from the start of the process to its first answered search. */
  async start(): Promise<number> {
    const log = openSync(path.join(this.directory, 'server.log'), 'a')
    const [command, ...args] = this.#command()
    const begin = performance.now()
    const child = spawn(command, args, { cwd: this.directory, env: cleanEnvironment(), stdio: ['ignore', log, log] })
    this.#process = child
    await this.#firstSearch(child, begin)
    return (performance.now() - begin) / 1000
  }

  /** Ends the server: politely, then by force what is left of its tree. */
  async stop(): Promise<void> {
    const pid = this.#process?.pid
    this.#process = undefined
    if (pid === undefined) return
    const tree = treeOf(pid)
    signal(pid, 'SIGTERM')
    const begin = performance.now()
    while (tree.some(isAlive) && performance.now() - begin < STOP_DEADLINE_MS) await sleep(50)
    for (const left of tree.filter(isAlive)) signal(left, 'SIGKILL')
  }

  async #firstSearch(child: ChildProcess, begin: number): Promise<void> {
    while (performance.now() - begin < START_DEADLINE_MS) {
      if (child.exitCode !== null || child.signalCode !== null) break
      const connection = new Connection(this.port)
      const answer = await connection
        .send({ method: 'POST', path: '/api/2.0/mlflow/runs/search', body: FIRST_SEARCH })
        .catch(() => undefined)
      connection.close()
      if (answer?.status === 200) return
      await sleep(10)
    }
    const tail = readFileSync(path.join(this.directory, 'server.log'), 'utf8').split('\n').slice(-8).join('\n')
    throw new Error(`${this.program} answered no search. The end of its log:\n${tail}`)
  }

  #command(): [string, ...string[]] {
    const flags = ['server', '--host', '127.0.0.1', '--port', String(this.port)]
    flags.push(
      '--backend-store-uri',
      `sqlite:///${path.join(this.directory, 'mlflow.db')}`,
      '--artifacts-destination',
      path.join(this.directory, 'artifacts'),
    )
    return this.program === 'original' ? [originalPython(), '-m', 'mlflow', ...flags] : [process.execPath, tailraceEntry(), ...flags]
  }
}

/** Builds the bundle when the project has a build; without it the sources are measured. */
export function buildTailrace(): void {
  const build = path.join(ROOT, 'scripts', 'build.mjs')
  if (existsSync(build)) execFileSync(process.execPath, [build], { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] })
}

/** What is run as Tailrace, relative to the project. */
export function tailraceEntry(): string {
  const bundle = path.join(ROOT, 'dist', 'main.js')
  return existsSync(bundle) && existsSync(path.join(ROOT, 'scripts', 'build.mjs'))
    ? bundle
    : path.join(ROOT, 'packages', 'cli', 'src', 'main.ts')
}

/** This process's environment without settings meant for another MLflow, MLflow's job runners and telemetry off. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('MLFLOW_') && !name.startsWith('TAILRACE_'))
  return { ...Object.fromEntries(kept), MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false', MLFLOW_DISABLE_TELEMETRY: 'true' }
}

function isAlive(pid: number): boolean {
  try {
    // A zombie that waits for its parent has ended as far as the port and the database go.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    // It ended meanwhile.
  }
}
