import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Route } from './reference.ts'

/** ms after which a server that is not healthy is given up. */
const START_DEADLINE = 30_000

/** Starts the server on an empty database and asks it for every route; keeps those that do not end as an unknown path or method. */
export async function served(root: string, routes: readonly Route[]): Promise<Route[]> {
  const folder = await mkdtemp(join(tmpdir(), 'tailrace-reference-'))
  const port = await freePort()
  const main = join(root, 'packages', 'cli', 'src', 'main.ts')
  const server = spawn(process.execPath, [main, 'server', '--port', String(port)], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
  let log = ''
  for (const stream of [server.stdout, server.stderr]) stream.on('data', (chunk: Buffer) => (log += chunk.toString()))
  try {
    const url = `http://127.0.0.1:${port}`
    await healthy(url, server, () => log)
    const known: Route[] = []
    for (const route of routes) if (await isServed(url, route)) known.push(route)
    return known
  } finally {
    await ended(server)
    await rm(folder, { recursive: true, force: true })
  }
}

/** Path parameters get a value; an answer that finds fault with it is an answer. */
async function isServed(url: string, { method, path }: Route): Promise<boolean> {
  const reply = await fetch(url + path.replace(/<[^>]*>/g, 'x'), { method, redirect: 'manual' })
  const text = await reply.text()
  return !text.includes('"ENDPOINT_NOT_FOUND"')
}

async function healthy(url: string, server: ChildProcess, log: () => string): Promise<void> {
  for (const deadline = Date.now() + START_DEADLINE; Date.now() < deadline; await sleep(50)) {
    if (server.exitCode !== null || server.signalCode !== null) break
    const reply = await fetch(`${url}/health`).catch(() => undefined)
    if (reply?.ok) return
  }
  throw new Error(`the server did not start\n${log()}`)
}

async function ended(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  const exit = new Promise((resolve) => server.once('exit', resolve))
  server.kill('SIGKILL')
  await exit
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })
}
