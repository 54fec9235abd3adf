import { type MessagePort, workerData } from 'node:worker_threads'
import { failureOf } from '../failure.ts'
import { parseRaw } from '../operation.ts'
import { operationOf } from '../operations.ts'
import type { ParsedBody, RawBody } from './body-messages.ts'

const { port } = workerData as { port: MessagePort }

function parsed({ id, operation, raw }: RawBody): ParsedBody {
  try {
    return { id, request: parseRaw(operationOf(operation), raw) }
  } catch (error) {
    return { id, failure: failureOf(error) }
  }
}

port.on('message', (body: RawBody) => port.postMessage(parsed(body)))
port.postMessage({ started: true })
