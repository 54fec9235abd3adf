import { pipeline, type Readable } from 'node:stream'
import { promisify } from 'node:util'
import { createGzip, gzip } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** Characters from which an answer is worth packing; one that is streamed is long. */
const LEAST = 16_384
/** Lists of runs and points repeat themselves: the quickest level already leaves a sixth. */
const LEVEL = 1
const pack = promisify(gzip)

/** The body to send for an answer of the UI's API: packed, with the headers for it, when it is long and the browser takes that. */
export async function packed(request: FastifyRequest, reply: FastifyReply, answer: string | Readable): Promise<string | Buffer | Readable> {
  const isShort = typeof answer === 'string' && answer.length < LEAST
  if (isShort || !takesGzip(String(request.headers['accept-encoding'] ?? ''))) return answer
  reply.headers({ 'content-encoding': 'gzip', vary: 'Accept-Encoding, Origin' })
  if (typeof answer === 'string') return pack(answer, { level: LEVEL })
  // What fails amid an answer ends the connection, as it does without packing.
  return pipeline(answer, createGzip({ level: LEVEL }), () => {})
}

/** Whether `gzip` is among the encodings and not refused by a weight of 0. */
const takesGzip = (accepted: string): boolean =>
  accepted.split(',').some((item) => {
    const [name = '', weight = ''] = item.split(';')
    return name.trim().toLowerCase() === 'gzip' && !/^\s*q=0(\.0*)?\s*$/i.test(weight)
  })
