import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** Characters from which an answer is worth packing. */
const LEAST = 16_384
/** Lists of runs and points repeat themselves: the quickest level already leaves a sixth. */
const LEVEL = 1
const pack = promisify(gzip)

/** The body to send for an answer of the UI's API: packed, with the headers for it, when it is long and the browser takes that. */
export async function packed(request: FastifyRequest, reply: FastifyReply, text: string): Promise<string | Buffer> {
  if (text.length < LEAST || !takesGzip(String(request.headers['accept-encoding'] ?? ''))) return text
  reply.headers({ 'content-encoding': 'gzip', vary: 'Accept-Encoding, Origin' })
  return pack(text, { level: LEVEL })
}

/** Whether `gzip` is among the encodings and not refused by a weight of 0. */
const takesGzip = (accepted: string): boolean =>
  accepted.split(',').some((item) => {
    const [name = '', weight = ''] = item.split(';')
    return name.trim().toLowerCase() === 'gzip' && !/^\s*q=0(\.0*)?\s*$/i.test(weight)
  })
