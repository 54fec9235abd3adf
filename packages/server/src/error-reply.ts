import { type ErrorCode, MlflowError, STATUS, errorEnvelope } from '@tailrace/contract'
import { StorageFault } from '@tailrace/artifacts'
import { StoreFault } from '@tailrace/store'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { notAvailable } from './not-available.ts'
import { pathOf } from './route.ts'

/** Seconds after which a client may ask again when the database was away. */
const RETRY_AFTER = '2'

/** Sends an error as the JSON envelope. The only place that builds one. */
export function replyError(reply: FastifyReply, code: ErrorCode, message: string, status: number = STATUS[code]): FastifyReply {
  if (code === 'TEMPORARILY_UNAVAILABLE') reply.header('retry-after', RETRY_AFTER)
  return reply
    .status(status)
    .type('application/json')
    .send(JSON.stringify(errorEnvelope(code, message)))
}

/** Turns whatever a route threw into an envelope; what is not meant to travel is logged and leaves as INTERNAL_ERROR. */
export function errorHandler(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error instanceof StoreFault) logFailure(request, 'database error', error.fault, error.code)
  if (error instanceof StorageFault) logFailure(request, 'artifact storage error', error.fault, error.code)
  if (error instanceof MlflowError) return replyError(reply, error.code, error.message)
  const refused = frameworkRefusal(error as FastifyError)
  // What a slow sender still sends is not waited for.
  if (refused?.[2] === 408) reply.header('connection', 'close')
  if (refused) return replyError(reply, ...refused)
  logFailure(request, 'unexpected error', textOf(error), 'INTERNAL_ERROR')
  return replyError(reply, 'INTERNAL_ERROR', 'An internal error occurred.')
}

/** Logs why a request failed, once: the client's response, who it is, and the error's class, text and stack. */
function logFailure(request: FastifyRequest, message: string, text: string, code: ErrorCode): void {
  const [first = '', ...stack] = text.split('\n')
  const [, error_class = 'Error', error = first] = /^([A-Z]\w*)(?: \[\w+\])?: (.*)$/.exec(first) ?? []
  const { ip: client, method, url } = request
  const level = STATUS[code] >= 500 ? 'error' : 'info'
  const trace = stack.length > 0 && { stack: stack.map((line) => line.trim()).join('\n') }
  request.log[level]({ client, method, path: url.split('?', 1)[0], code, error_class, error, ...trace }, message)
}

const textOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? `${error.name}: ${error.message}`) : String(error))

/** Errors of the HTTP layer: too large, too slow, malformed, aborted. */
function frameworkRefusal({ statusCode, code, message }: FastifyError): [ErrorCode, string, number] | undefined {
  if (statusCode === 413 || statusCode === 408) return ['BAD_REQUEST', message, statusCode]
  if (code === 'FST_ERR_BAD_URL') return ['INVALID_PARAMETER_VALUE', 'The path holds a percent escape that is malformed or not UTF-8.', 400]
  if (statusCode === 414) return ['BAD_REQUEST', 'A part of the path is too long.', 414]
  if (code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE') return ['CANCELLED', 'The request was aborted.', 499]
  if (statusCode === undefined || statusCode < 400 || statusCode >= 500) return undefined
  return ['BAD_REQUEST', `Bad Request. ${message}`, statusCode]
}

/**
 * JSON 404 of a path that no route has: a wrong address, or something of MLflow that Tailrace lacks.
 * @param prefix the static prefix that paths may start with
 */
export function notFound(prefix: string) {
  return (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const path = pathOf(request)
    const bare = prefix !== '' && path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : path
    return replyError(reply, 'ENDPOINT_NOT_FOUND', notAvailable(bare) ?? `No endpoint at ${request.method} ${path.slice(0, 200)}.`)
  }
}

/** JSON 405 of a path that has other methods. */
export function methodNotAllowed(allowed: readonly string[]) {
  return (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    reply.header('allow', allowed.join(', '))
    return replyError(reply, 'ENDPOINT_NOT_FOUND', `The method ${request.method} is not allowed here: use ${allowed.join(' or ')}.`, 405)
  }
}
