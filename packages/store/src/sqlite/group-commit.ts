import { type Call, type RecordChange, execute, parseCall } from '../execute.ts'
import { failureOf } from '../failure.ts'
import type { SqliteConnection } from './connection.ts'
import type { DatabaseFile } from './database-file.ts'
import { monotonicNow } from './lock-deadline.ts'
import type { FromThread, ThreadRequest } from './messages.ts'

/** One request of a group, parsed. */
interface Job {
  id: number
  deadline: number
  call: Call
}

/** SQLite's code for a lock that somebody else holds. */
const BUSY = 5

/** What a group needs beside its connection. */
interface GroupOptions {
  /** The file that must still be at its path. */
  readonly file?: DatabaseFile
  /** Hears of each write that was committed. */
  readonly committed?: RecordChange
}

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
  const written: Parameters<RecordChange>[] = []
  const run: RunJob = (job) => runJob(connection, job, committed && ((...write) => written.push(write)))
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
  for (const { id, deadline, ...message } of requests) {
    try {
      jobs.push({ id, deadline, call: parseCall(message) })
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

async function runJob(connection: SqliteConnection, { id, call }: Job, record: RecordChange | undefined): Promise<FromThread> {
  try {
    const answer = await execute(call, connection, record)
    if (typeof answer !== 'string') throw new Error(`${call.operation.endpoint.name} streams, so it may not write`)
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
