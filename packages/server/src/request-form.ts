import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { hasBody } from './body.ts'
import { awaitsContinue } from './continue.ts'
import { replyError } from './error-reply.ts'

/** Refuses requests whose form two parsers could read differently, and bodies in an encoding that nobody here decodes. */
export function checkRequestForm(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    const { raw } = request
    const refusal = formProblem(raw)
    if (refusal) {
      reply.header('connection', 'close')
      return void replyError(reply, 'BAD_REQUEST', refusal)
    }
    const encoding = raw.headers['content-encoding']
    if (encoding !== undefined && encoding.trim().toLowerCase() !== 'identity' && hasBody(raw)) {
      return void replyError(
        reply,
        'BAD_REQUEST',
        `The Content-Encoding '${encoding.slice(0, 100)}' is not supported: send the body as it is.`,
        415,
      )
    }
    done()
  })
  app.addHook('onSend', async ({ raw }, reply) => {
    if (awaitsContinue(raw)) reply.header('connection', 'close')
  })
}

function formProblem(message: IncomingMessage): string | undefined {
  if (message.httpVersionMajor < 1) return 'HTTP/0.9 is not supported: send an HTTP version.'
  let hosts = 0
  for (let at = 0; at < message.rawHeaders.length; at += 2) if (message.rawHeaders[at]?.toLowerCase() === 'host') hosts++
  return hosts > 1 ? `The request has ${hosts} Host headers; one is allowed.` : undefined
}
