import {
  MlflowError,
  getExperiment,
  getExperimentByName,
  getLoggedModel,
  getModelVersion,
  getModelVersionByAlias,
  getRegisteredModel,
  getRun,
  getView,
  searchRuns,
} from '@tailrace/contract'
import { wholeText } from '../answer-text.ts'
import { type Caller, systemCaller } from '../caller.ts'
import type { StoreSettings } from '../database.ts'
import type { ChangeListener } from '../events/changes.ts'
import { prepareSqlite } from '../migrations/prepare.ts'
import type { ResponseBody, RawRequest } from '../operation.ts'
import { OneAtATime } from '../threads/one-at-a-time.ts'
import { operationOf } from '../operations.ts'
import { StoreFault } from '../store-fault.ts'
import type { CallerStore, FaultLog, Store } from '../store.ts'
import { type SentRequest, ThreadClient } from './client.ts'
import { SqliteConnection } from './connection.ts'
import { DatabaseFile } from './database-file.ts'

/** Threads that read beside the writer. Each starts when it is needed and costs some 20 MiB. */
const MAX_READERS = 2
/** Reads that an idle writer answers before there is a reader. */
const FIRST_READS = 20

/** Bytes of a body from which no other such body is parsed at the same time. */
const LARGE_BODY = 1024 * 1024

type Asked = Pick<SentRequest, 'caller' | 'raw' | 'parsed' | 'signal'>

/** Reads of one thing by its id or name. */
const SHORT: ReadonlySet<string> = new Set(
  [getExperiment, getExperimentByName, getRun, getRegisteredModel, getModelVersion, getModelVersionByAlias, getLoggedModel, getView].map(
    ({ name }) => name,
  ),
)
/** Bytes of a search without anything but experiments and a page. */
const SHORT_BODY = 300

/** Whether a read certainly takes some milliseconds: of one thing, a page of the newest runs, or a task of the server itself. */
function isShort(name: string, { raw, caller }: Asked): boolean {
  if (SHORT.has(name) || caller.kind === 'system') return true
  if (name !== searchRuns.name || !raw?.body || raw.body.length > SHORT_BODY) return false
  return !/filter|order|token|\d{4}/i.test(Buffer.from(raw.body).toString())
}

/** Opens a SQLite file behind one writer thread and up to two reader threads. */
export async function openSqlite(path: string, settings: StoreSettings, onFault: FaultLog): Promise<Store> {
  await prepare(path, settings)
  const file = new DatabaseFile(path)
  const data = { path, settings, file: file.identity }
  const writer = new ThreadClient({ ...data, mode: 'write' }, onFault)
  const readers: ThreadClient[] = []
  const listeners = new Set<ChangeListener>()
  const largeBodies = new OneAtATime()
  let reads = 0

  /**
   * The reader with the least to do. One more is started when all have something. An idle writer answers short reads: the first ones of a quiet server, and while a
   * reader starts. Others could keep a write waiting.
   */
  function reader(isShortRead: boolean): ThreadClient {
    if (isShortRead && readers.length === 0 && writer.load === 0 && reads++ < FIRST_READS) return writer
    const idle = readers.find(({ hasStarted, load }) => hasStarted && load === 0)
    if (idle) return idle
    if (readers.length < MAX_READERS && file.isThere() && readers.every(({ hasStarted }) => hasStarted))
      readers.push(new ThreadClient({ ...data, mode: 'read' }, onFault))
    if (isShortRead && writer.load === 0 && readers.some(({ hasStarted }) => !hasStarted)) return writer
    const running = readers.filter(({ isRunning }) => isRunning)
    return running.reduce((best, each) => (each.load < best.load ? each : best), running[0] ?? writer)
  }

  const send = (name: string, request: Asked): Promise<ResponseBody> => {
    if (operationOf(name).mode === 'write') return writer.send({ operation: name, ...request, signal: undefined }, true)
    return reader(isShort(name, request)).send({ operation: name, ...request })
  }

  const as = (caller: Caller): CallerStore => ({
    execute: (name, { signal, ...raw }: RawRequest) => {
      const request = { caller, raw, signal }
      return (raw.body?.length ?? 0) > LARGE_BODY ? largeBodies.run(() => send(name, request)) : send(name, request)
    },
    call: async (endpoint, request) => JSON.parse(await wholeText(await send(endpoint.name, { caller, parsed: request }))),
  })

  return {
    dialect: 'sqlite',
    settings,
    as,
    ready: async () => {
      if (!file.isThere()) throw file.gone()
      await writer
        .send({ operation: 'getExperiment', caller: systemCaller('readiness'), parsed: { experiment_id: '0' } })
        .catch((error: unknown) => {
          const isAnswer = error instanceof MlflowError && !(error instanceof StoreFault) && error.code !== 'TEMPORARILY_UNAVAILABLE'
          if (!isAnswer) throw error
        })
    },
    listen: async (listener) => {
      listeners.add(listener)
      if (listeners.size === 1) writer.listen((changes) => listeners.forEach((heard) => heard(changes)))
      return () => {
        if (listeners.delete(listener) && listeners.size === 0) writer.listen(undefined)
      }
    },
    close: async () => {
      await Promise.all([writer, ...readers].map((thread) => thread.close()))
    },
  }
}

async function prepare(path: string, settings: StoreSettings): Promise<void> {
  try {
    const connection = new SqliteConnection(path, settings)
    try {
      await prepareSqlite(connection, settings)
      // Only now: it rewrites the head of the file, and one of another revision must stay as it is.
      connection.exec('pragma journal_mode = wal')
    } finally {
      connection.close()
    }
  } catch (error) {
    if (!(error instanceof Error) || !('errcode' in error)) throw error
    const advice = 'Check that its folder exists, and that both may be written to.'
    throw new MlflowError('TEMPORARILY_UNAVAILABLE', `The database file ${path} cannot be opened: ${error.message}. ${advice}`)
  }
}
