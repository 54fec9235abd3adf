import type { Endpoint } from '@tailrace/contract'
import { type Operation, parseRaw, runOperation } from '../operation.ts'
import { operationOf } from '../operations.ts'
import { failureOf } from '../failure.ts'
import type { SqliteConnection } from './connection.ts'
import type { DatabaseFile } from './database-file.ts'
import { monotonicNow } from './lock-deadline.ts'
import type { FromThread, ThreadRequest } from './messages.ts'

/** One request of a group, parsed. */
interface Job {
  id: number
  deadline: number
  operation: Operation
  request: unknown
}

/** SQLite's code for a lock that somebody else holds. */
const BUSY = 5

/** What a group needs beside its connection. */
interface GroupOptions {
  /** The file that must still be at its path. */
  readonly file?: DatabaseFile
  readonly committed?: Committed
}

/** Hears of each write that was committed. */
export type Committed = (endpoint: Endpoint, request: object, response: object) => void

/**
 * Runs the writes that waited while the last commit was in flight as one transaction. Each succeeds or fails alone, behind a
 * savepoint of its own; each is answered after the commit. Nothing in here yields to the event loop.
 */
export async function commitGroup(
  connection: SqliteConnection,
  requests: readonly ThreadRequest[],
  reply: (message: FromThread) => void,
  { file, committed }: GroupOptions = {},
): Promise<void> {
  const parsed = parseJobs(requests, reply)
  const isGone = (): boolean => file?.isThere() === false
  let answers: FromThread[]
  const written: Parameters<Committed>[] = []
  const run: RunJob = (job) =>
    runJob(connection, job, committed && ((response) => written.push([job.operation.endpoint, job.request as object, response])))
  let jobs = parsed
  try {
    if (isGone()) throw file?.gone()
    jobs = begin(connection, parsed, reply)
    if (jobs.length === 0) return
    answers = jobs.length === 1 ? await runAlone(connection, jobs, run) : await runTogether(connection, jobs, run)
    connection.exec('commit')
    // Its rows may have gone with the file.
    if (isGone()) throw file?.gone()
  } catch (error) {
    rollback(connection)
    const failure = failureOf(error)
    for (const { id } of jobs) reply({ id, failure })
    return
  }
  for (const answer of answers) reply(answer)
  if (committed) for (const write of written) committed(...write)
}

/**
 * Takes the write lock. While another process holds it, each request waits as long as it may from its own arrival on.
 * @returns the requests that got it; the others have failed
 */
function begin(connection: SqliteConnection, jobs: readonly Job[], reply: (message: FromThread) => void): Job[] {
  let left = [...jobs]
  while (left.length > 0) {
    try {
      connection.waitForLocks(Math.min(...left.map(({ deadline }) => deadline)))
      connection.exec('begin immediate')
      break
    } catch (error) {
      if ((error as { errcode?: number }).errcode !== BUSY) throw error
      const failure = failureOf(error)
      const now = monotonicNow()
      for (const { id } of left.filter(({ deadline }) => deadline <= now)) reply({ id, failure })
      left = left.filter(({ deadline }) => deadline > now)
    } finally {
      connection.waitForLocks()
    }
  }
  return left
}

/** Runs one request of a group. */
type RunJob = (job: Job) => Promise<FromThread>

function parseJobs(requests: readonly ThreadRequest[], reply: (message: FromThread) => void): Job[] {
  const jobs: Job[] = []
  for (const { id, operation: name, raw, parsed, deadline } of requests) {
    try {
      const operation = operationOf(name)
      jobs.push({ id, deadline, operation, request: raw ? parseRaw(operation, raw) : parsed })
    } catch (error) {
      reply({ id, failure: failureOf(error) })
    }
  }
  return jobs
}

/** A single write needs no savepoint: when it fails, the whole transaction goes. */
async function runAlone(connection: SqliteConnection, [job]: readonly Job[], run: RunJob): Promise<FromThread[]> {
  if (!job) return []
  const answer = await run(job)
  if ('failure' in answer) {
    rollback(connection)
    connection.exec('begin')
  }
  return [answer]
}

async function runTogether(connection: SqliteConnection, jobs: readonly Job[], run: RunJob): Promise<FromThread[]> {
  const answers: FromThread[] = []
  for (const job of jobs) {
    connection.exec('savepoint one')
    const answer = await run(job)
    connection.exec('failure' in answer ? 'rollback to one; release one' : 'release one')
    answers.push(answer)
  }
  return answers
}

async function runJob(
  connection: SqliteConnection,
  { id, operation, request }: Job,
  answered: ((response: object) => void) | undefined,
): Promise<FromThread> {
  try {
    const answer = await runOperation(operation, connection, request, answered)
    if (typeof answer !== 'string') throw new Error(`${operation.endpoint.name} streams, so it may not write`)
    return { id, answer }
  } catch (error) {
    return { id, failure: failureOf(error) }
  }
}

function rollback(connection: SqliteConnection): void {
  try {
    connection.exec('rollback')
  } catch {
    // SQLite has rolled back already: a full disk or an input/output error ends the transaction by itself.
  }
}
