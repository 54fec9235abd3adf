import { type MessagePort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { failureOf } from '../failure.ts'
import { execute, parseCall } from '../execute.ts'
import { operationOf } from '../operations.ts'
import { ChangeWatch } from './change-watch.ts'
import { DatabaseFile } from './database-file.ts'
import { SqliteConnection } from './connection.ts'
import { commitGroup } from './group-commit.ts'
import { keepSummaries } from './keep-summaries.ts'
import { CancelledRequests, readLimit } from './read-limit.ts'
import type { FromThread, ThreadData, ThreadRequest, ToThread } from './messages.ts'

/** Most requests and body bytes that share one commit: a group must not grow until the last one waits a second. */
const GROUP_REQUESTS = 256
const GROUP_BYTES = 4 * 1024 * 1024
/** Pieces of a streamed answer that may be on their way to the socket. */
const PIECES_AHEAD = 4

const { port, data } = workerData as { port: MessagePort; data: ThreadData }
const file = new DatabaseFile(data.path, data.file)
// Another file, or a new one, is not what the server answers from.
if (!file.isThere()) throw file.gone()
const connection = new SqliteConnection(data.path, data.settings, data.mode)
/** There while somebody hears of changes. */
let watch: ChangeWatch | undefined
const summaries = data.mode === 'write' ? keepSummaries(connection, { ...data, warn: (warning) => reply({ warning }) }) : undefined
const encoder = new TextEncoder()
/** Streams under way: how many more pieces each may send, and who waits for that. */
const streams = new Map<number, { credit: number; cancelled: boolean; wake: () => void }>()

const cancelled = new CancelledRequests(data.cancelled)
const limitOf = (id: number): (() => void) => readLimit(cancelled, id, data.settings.read_limit)

const reply = (message: FromThread): void => {
  if ('piece' in message) port.postMessage(message, [message.piece.buffer as ArrayBuffer])
  else port.postMessage(message)
}

port.postMessage({ started: true })

/** Takes the writes that have arrived, so that they share the coming commit. A read among them waits until it is done. */
function takeGroup(first: ThreadRequest): { group: ThreadRequest[]; read: ToThread | undefined } {
  const group = [first]
  let bytes = first.raw?.body?.length ?? 0
  while (group.length < GROUP_REQUESTS && bytes < GROUP_BYTES) {
    const next = receiveMessageOnPort(port) as { message: ToThread } | undefined
    if (!next) break
    if (!isWrite(next.message)) return { group, read: next.message }
    group.push(next.message)
    bytes += next.message.raw?.body?.length ?? 0
  }
  return { group, read: undefined }
}

const isWrite = (message: ToThread): message is ThreadRequest => 'operation' in message && operationOf(message.operation).mode === 'write'

async function answerRead({ id, deadline, ...message }: ThreadRequest): Promise<void> {
  let open = false
  try {
    connection.limit = limitOf(id)
    connection.limit()
    const call = parseCall(message)
    connection.waitForLocks(deadline)
    connection.exec('begin')
    open = true
    const answer = await execute(call, connection).finally(() => (connection.limit = undefined))
    connection.exec('commit')
    open = false
    if (typeof answer === 'string') reply({ id, answer })
    else await streamAnswer(id, answer)
  } catch (error) {
    connection.limit = undefined
    if (open) connection.exec('rollback')
    reply({ id, failure: failureOf(error) })
  } finally {
    connection.waitForLocks()
  }
}

/** The pieces of a long answer, each made under a limit of its own: how long the socket takes is the client's time. */
async function* limited(id: number, pieces: AsyncIterable<string>): AsyncGenerator<string> {
  const iterator = pieces[Symbol.asyncIterator]()
  for (;;) {
    connection.limit = limitOf(id)
    const next = await iterator.next().finally(() => (connection.limit = undefined))
    if (next.done) return
    yield next.value
  }
}

/** Sends a large answer piece by piece, no faster than the socket takes it. Other reads run in between. */
async function streamAnswer(id: number, pieces: AsyncIterable<string>): Promise<void> {
  const stream = { credit: PIECES_AHEAD, cancelled: false, wake: () => {} }
  streams.set(id, stream)
  try {
    for await (const piece of limited(id, pieces)) {
      if (stream.credit === 0) await new Promise<void>((resolve) => (stream.wake = resolve))
      if (stream.cancelled) return
      stream.credit--
      reply({ id, piece: encoder.encode(piece) })
    }
    reply({ id, end: true })
  } finally {
    streams.delete(id)
  }
}

function listen(wanted: boolean): void {
  watch?.stop()
  watch = wanted ? new ChangeWatch(connection, (changes) => reply({ changes })) : undefined
}

function otherMessage(message: ToThread): void {
  if ('operation' in message) return void answerRead(message)
  if ('listen' in message) return listen(message.listen)
  const stream = streams.get(message.id)
  if (!stream) return
  if ('cancelled' in message) stream.cancelled = true
  stream.credit++
  stream.wake()
}

port.on('message', (message: ToThread) => {
  summaries?.asked()
  if (!isWrite(message)) return otherMessage(message)
  const { group, read } = takeGroup(message)
  // A commit yields to nothing, so what came behind it is answered after it.
  void commitGroup(connection, group, reply, { file, ...(watch && { committed: watch.note }) })
  // At once: of two that follow each other the last must count.
  if (read && 'listen' in read) listen(read.listen)
  else if (read) setImmediate(() => otherMessage(read))
})
port.on('close', () => {
  watch?.stop()
  summaries?.close()
  connection.close()
})
