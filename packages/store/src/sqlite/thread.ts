import { type MessagePort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { failureOf } from '../failure.ts'
import { parseRaw, runOperation } from '../operation.ts'
import { operationOf } from '../operations.ts'
import { SqliteConnection } from './connection.ts'
import { commitGroup } from './group-commit.ts'
import type { FromThread, ThreadData, ThreadRequest, ToThread } from './messages.ts'

/** Most requests and body bytes that share one commit: a group must not grow until the last one waits a second. */
const GROUP_REQUESTS = 256
const GROUP_BYTES = 4 * 1024 * 1024
/** Pieces of a streamed answer that may be on their way to the socket. */
const PIECES_AHEAD = 4

const { port, data } = workerData as { port: MessagePort; data: ThreadData }
const connection = new SqliteConnection(data.path, data.settings, data.mode)
const encoder = new TextEncoder()
/** Streams under way: how many more pieces each may send, and who waits for that. */
const streams = new Map<number, { credit: number; cancelled: boolean; wake: () => void }>()

const reply = (message: FromThread): void => {
  if ('piece' in message) port.postMessage(message, [message.piece.buffer as ArrayBuffer])
  else port.postMessage(message)
}

/** Takes what else has arrived, so that it shares the coming commit. */
function takeGroup(first: ThreadRequest): ThreadRequest[] {
  const group = [first]
  let bytes = first.raw?.body?.length ?? 0
  while (group.length < GROUP_REQUESTS && bytes < GROUP_BYTES) {
    const next = receiveMessageOnPort(port) as { message: ThreadRequest } | undefined
    if (!next) break
    group.push(next.message)
    bytes += next.message.raw?.body?.length ?? 0
  }
  return group
}

async function answerRead({ id, operation: name, raw, parsed }: ThreadRequest): Promise<void> {
  let open = false
  try {
    const operation = operationOf(name)
    if (!operation) throw new Error(`no operation ${name}`)
    const request = raw ? parseRaw(operation, raw) : parsed
    connection.exec('begin')
    open = true
    const answer = await runOperation(operation, connection, request)
    connection.exec('commit')
    open = false
    if (typeof answer === 'string') reply({ id, answer })
    else await streamAnswer(id, answer)
  } catch (error) {
    if (open) connection.exec('rollback')
    reply({ id, failure: failureOf(error) })
  }
}

/** Sends a large answer piece by piece, no faster than the socket takes it. Other reads run in between. */
async function streamAnswer(id: number, pieces: AsyncIterable<string>): Promise<void> {
  const stream = { credit: PIECES_AHEAD, cancelled: false, wake: () => {} }
  streams.set(id, stream)
  try {
    for await (const piece of pieces) {
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

function readerMessage(message: ToThread): void {
  if ('operation' in message) return void answerRead(message)
  const stream = streams.get(message.id)
  if (!stream) return
  if ('cancelled' in message) stream.cancelled = true
  stream.credit++
  stream.wake()
}

port.on('message', (message: ToThread) => {
  if (data.mode === 'read') readerMessage(message)
  else if ('operation' in message) void commitGroup(connection, takeGroup(message), reply)
})
port.on('close', () => connection.close())
