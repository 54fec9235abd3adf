import { createHash } from 'node:crypto'
import type { Side } from './bench.ts'
import type { Answer } from './answer-reader.ts'
import { Connection, type Request } from './client.ts'
import type { Work } from './load.ts'

/** The parts of a run that the bench looks at. */
interface Run {
  info: { run_id: string }
  data: { metrics?: unknown[]; params?: unknown[]; tags?: unknown[] }
}

/** The answer of runs/search, as far as the bench looks at it. */
export interface Page {
  runs?: Run[]
  next_page_token?: string
}

/** A POST to an endpoint below /api/2.0/mlflow. */
export function post(endpoint: string, body: object): Request {
  return { method: 'POST', path: `/api/2.0/mlflow/${endpoint}`, body: JSON.stringify(body) }
}

/** A GET of a path with a query; arrays repeat their name. */
export function get(path: string, query: Record<string, string | number | string[]>): Request {
  const pairs = Object.entries(query).flatMap(([name, value]) => [value].flat().map((one): [string, string] => [name, String(one)]))
  return { method: 'GET', path: `${path}?${new URLSearchParams(pairs).toString()}` }
}

/** Sends a request that must be answered with this status. Throws otherwise. */
export async function expect(connection: Connection, request: Request, status = 200): Promise<Answer> {
  const answer = await connection.send(request)
  if (answer.status !== status) throw new Error(`HTTP ${answer.status}`)
  return answer
}

/** Sends a request and parses its answer. Throws unless it was 200. */
export async function ask<Reply>(connection: Connection, request: Request): Promise<Reply> {
  const answer = await connection.send(request, 'keep')
  if (answer.status !== 200) throw new Error(`HTTP ${answer.status}: ${answer.body.slice(0, 200)}`)
  return JSON.parse(answer.body) as Reply
}

/** A load that sends what `next` says, one request a unit. */
export function requests(next: (count: number, client: number) => Request, status = 200): (side: Side) => Promise<Work> {
  return () =>
    Promise.resolve(async (connection: Connection, client: number, count: number) => {
      await expect(connection, next(count, client), status)
    })
}

/** Runs `work` on a connection of its own to a side. */
export async function withConnection<Result>(side: Side, work: (connection: Connection) => Promise<Result>): Promise<Result> {
  const connection = new Connection(side.server.port)
  try {
    return await work(connection)
  } finally {
    connection.close()
  }
}

/** The body of runs/create as the client sends it. */
export function newRun(experiment: string, name: string): object {
  const tags = { 'mlflow.user': 'bench', 'mlflow.source.name': 'train.py', 'mlflow.source.type': 'LOCAL', 'mlflow.runName': name }
  const list = Object.entries(tags).map(([key, value]) => ({ key, value }))
  return { experiment_id: experiment, user_id: 'bench', start_time: Date.now(), run_name: name, tags: list }
}

/** Creates runs for a load to write to, and returns their ids. */
export async function createRuns(side: Side, experiment: string, count: number): Promise<string[]> {
  return withConnection(side, async (connection) => {
    const ids: string[] = []
    for (let n = 0; n < count; n++) {
      const { run } = await ask<{ run: Run }>(connection, post('runs/create', newRun(experiment, `bench-${n}`)))
      ids.push(run.info.run_id)
    }
    return ids
  })
}

/** What a page of runs comes down to: how many, a digest of their ids in order, and how much they hold. */
export function gistOfPage(page: Page): string {
  const runs = page.runs ?? []
  const digest = createHash('sha256')
    .update(runs.map((run) => run.info.run_id).join())
    .digest('hex')
    .slice(0, 8)
  const count = (part: 'metrics' | 'params' | 'tags'): number => runs.reduce((sum, run) => sum + (run.data[part]?.length ?? 0), 0)
  return `${runs.length} runs (${digest}) with ${count('metrics')} metrics, ${count('params')} params, ${count('tags')} tags`
}
