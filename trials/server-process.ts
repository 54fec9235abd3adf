import { type ChildProcess, spawn } from 'node:child_process'
import { Agent, request } from 'node:http'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../packages/cli/src/main.ts', import.meta.url))
const START_LIMIT = 20_000

/** A server in a process of its own, as an operator runs it. */
export interface ServerProcess {
  readonly url: string
  readonly child: ChildProcess
  /** Sends a JSON request. Rejects when the connection breaks. */
  post(path: string, body: object): Promise<{ status: number; body: Record<string, unknown> }>
  get(path: string): Promise<{ status: number; body: Record<string, unknown> }>
  /** Ends the process with a signal and waits for its exit code. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null>
}

/** Starts a server on a free port and waits until it listens. */
export async function startServerProcess(storeUri: string, artifacts: string): Promise<ServerProcess> {
  const child = spawn(
    process.execPath,
    [MAIN, 'server', '--backend-store-uri', storeUri, '--artifacts-destination', artifacts, '--port', '0'],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  )
  const url = await listening(child)
  const agent = new Agent({ keepAlive: true, maxSockets: 256 })
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve))
  return {
    url,
    child,
    post: (path, body) => send(agent, 'POST', url + path, JSON.stringify(body)),
    get: (path) => send(agent, 'GET', url + path),
    end: async (signal) => {
      child.kill(signal)
      const code = await exit
      agent.destroy()
      return code
    },
  }
}

function listening(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    const timer = setTimeout(() => reject(new Error(`the server did not start: ${said}`)), START_LIMIT)
    child.once('exit', () => reject(new Error(`the server ended: ${said}`)))
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      const url = /serves (http:[^\s"]+)/.exec(said)?.[1]
      if (url === undefined) return
      clearTimeout(timer)
      resolve(url)
    })
  })
}

function send(agent: Agent, method: string, url: string, body?: string): Promise<{ status: number; body: Record<string, unknown> }> {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
    const sent = request(url, { method, agent, headers }, (reply) => {
      let text = ''
      reply.setEncoding('utf8')
      reply.on('data', (chunk: string) => (text += chunk))
      reply.on('error', reject)
      reply.on('end', () => resolve({ status: reply.statusCode ?? 0, body: JSON.parse(text) as Record<string, unknown> }))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}
