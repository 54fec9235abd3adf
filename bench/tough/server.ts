import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, openSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { tailraceEntry } from '../servers.ts'
import type { ProbeReport } from './probe.ts'

const START_LIMIT = 60_000

/** A server that is watched: its answers to /health all the time, its memory when asked. */
export interface Watched {
  readonly url: string
  readonly child: ChildProcess
  /** What was seen since the last call. */
  report(): Promise<ProbeReport>
  stop(): Promise<void>
}

/** Starts the server on a database and a probe in a thread of its own, so that the load does not make the probe late. */
export async function startWatched(folder: string, database: string, port: number): Promise<Watched> {
  mkdirSync(folder, { recursive: true })
  const log = openSync(path.join(folder, 'server.log'), 'a')
  const hook = new URL('./end-threads.mjs', import.meta.url).href
  const flags = [
    'server',
    '--port',
    String(port),
    '--backend-store-uri',
    database,
    '--artifacts-destination',
    path.join(folder, 'artifacts'),
  ]
  const child = spawn(process.execPath, ['--import', hook, tailraceEntry(), ...flags], { cwd: folder, stdio: ['ignore', log, log] })
  const url = `http://127.0.0.1:${port}`
  for (const begin = Date.now(); !(await isReady(url)); await delay(50)) {
    if (child.exitCode !== null || Date.now() - begin > START_LIMIT)
      throw new Error(`the server did not start:\n${readFileSync(path.join(folder, 'server.log'), 'utf8').slice(-2000)}`)
  }
  const probe = new Worker(new URL('./probe.ts', import.meta.url), { workerData: { url } })
  return {
    url,
    child,
    report: () =>
      new Promise((resolve) => {
        probe.once('message', resolve)
        probe.postMessage('report')
      }),
    stop: async () => {
      await probe.terminate()
      child.kill('SIGTERM')
      if (child.exitCode === null) await new Promise((resolve) => child.once('exit', resolve))
    },
  }
}

const isReady = (url: string): Promise<boolean> =>
  fetch(`${url}/ready`).then(
    (reply) => reply.ok,
    () => false,
  )
