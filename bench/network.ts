import { execFileSync, spawn } from 'node:child_process'
import { constants } from 'node:os'

/**
 * How the load's sockets acknowledge. `as-clients`: as the system does for everybody, so an answer sent in two pieces without TCP_NODELAY waits 40 ms for a
 * delayed acknowledgement. `quick`: acknowledged at once, which takes that stall out of the figures.
 */
export type Acknowledgement = 'as-clients' | 'quick'

const MARK = 'TAILRACE_BENCH_NETWORK'
const LOOPBACK = ['127.0.0.0/8', '127.0.0.1']

/** Whether this process runs in a network namespace of its own, the only place where the bench changes a route. */
export function hasOwnNetwork(): boolean {
  return process.env[MARK] === 'own'
}

/**
 * Runs the bench again inside a network namespace of its own, whose loopback routes can be changed without touching the machine's. Resolves with the exit
 * code, or undefined when the machine allows no such namespace.
 */
export async function runInOwnNetwork(): Promise<number | undefined> {
  const unshare = [...(process.getuid?.() === 0 ? [] : ['--map-root-user']), '--net']
  try {
    execFileSync('unshare', [...unshare, 'ip', 'link', 'set', 'lo', 'up'], { stdio: 'ignore' })
  } catch {
    return undefined
  }
  const command = ['sh', '-c', 'ip link set lo up && exec "$0" "$@"', process.execPath, ...process.execArgv, ...process.argv.slice(1)]
  const child = spawn('unshare', [...unshare, ...command], { stdio: 'inherit', env: { ...process.env, [MARK]: 'own' } })
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  process.on('SIGINT', () => undefined) // the terminal sends it to the child too, which stops the servers first
  return new Promise((resolve) => child.on('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? 'SIGTERM'])))
}

/** Switches delayed acknowledgements of the namespace's loopback on or off; connections opened from now on follow. */
export function setAcknowledgement(mode: Acknowledgement): void {
  if (!hasOwnNetwork()) return
  for (const net of LOOPBACK) {
    const route = ['local', net, 'dev', 'lo', 'table', 'local', 'proto', 'kernel', 'scope', 'host', 'src', '127.0.0.1']
    execFileSync('ip', ['route', 'change', ...route, 'quickack', mode === 'quick' ? '1' : '0'])
  }
}
