import { type MessagePort, workerData } from 'node:worker_threads'
import { LIMITS, MlflowError, invalid, missing, parseJson, pythonDumps } from '@tailrace/contract'
import { executeGraphql } from './execute.ts'
import type { FromGraphql, GraphqlFailure, GraphqlRequest, ToGraphql } from './graphql-messages.ts'
import type { Ask } from './resolvers.ts'

const { port } = workerData as { port: MessagePort }
const send = (message: FromGraphql): void => port.postMessage(message)
const encoder = new TextEncoder()

interface Waiting {
  resolve(answer: Uint8Array): void
  reject(error: Error): void
}

const calls = new Map<number, Waiting>()
let lastCall = 0

/** Has the main thread call an endpoint for a request. */
const askFor =
  (id: number): Ask =>
  async (endpoint, request) => {
    const call = ++lastCall
    const answer = await new Promise<Uint8Array>((resolve, reject) => {
      calls.set(call, { resolve, reject })
      send({ id, call, endpoint: endpoint.name, body: encoder.encode(pythonDumps(request)) })
    })
    return parseJson(answer, { maxValues: Infinity }) as Awaited<ReturnType<Ask>> as never
  }

async function textFor(id: number, given: Uint8Array | GraphqlRequest): Promise<string> {
  const request = asRequest(given instanceof Uint8Array ? parseJson(given) : given)
  const onFault = (error: unknown) => send({ fault: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  const text = JSON.stringify(await executeGraphql(request, askFor(id), onFault))
  if (text.length <= LIMITS.graphqlAnswer) return text
  return JSON.stringify({ data: null, errors: [`The answer is larger than ${LIMITS.graphqlAnswer} bytes. Ask for less at once.`] })
}

/** @throws MlflowError INVALID_PARAMETER_VALUE */
function asRequest(body: unknown): GraphqlRequest {
  const { query, variables, operationName } = (body ?? {}) as Record<string, unknown>
  if (typeof query !== 'string' || query === '') throw missing('query')
  if (variables !== undefined && variables !== null && (typeof variables !== 'object' || Array.isArray(variables))) {
    throw invalid("The parameter 'variables' must be a JSON object.")
  }
  if (operationName !== undefined && operationName !== null && typeof operationName !== 'string') {
    throw invalid("The parameter 'operationName' must be a text.")
  }
  return { query, variables: (variables ?? undefined) as GraphqlRequest['variables'], operationName: operationName ?? undefined }
}

function failureOf(error: unknown): GraphqlFailure {
  if (error instanceof MlflowError) return { code: error.code, message: error.message }
  send({ fault: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  return { code: 'INTERNAL_ERROR', message: 'An internal error occurred.' }
}

port.on('message', (message: ToGraphql) => {
  if ('request' in message) {
    const { id } = message
    textFor(id, message.request).then(
      (text) => send({ id, text }),
      (error: unknown) => send({ id, failure: failureOf(error) }),
    )
    return
  }
  const waiting = calls.get(message.call)
  calls.delete(message.call)
  if ('answer' in message) waiting?.resolve(message.answer)
  else waiting?.reject(new MlflowError(message.failure.code, message.failure.message))
})
port.postMessage({ started: true })
