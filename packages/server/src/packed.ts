import { pipeline, type Readable } from 'node:stream'
import { promisify } from 'node:util'
import { brotliCompress, constants, createBrotliCompress, createGzip, gzip } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** Characters from which an answer is worth packing; one that is streamed is long. */
const LEAST = 16_384
/** Lists of runs and points repeat themselves: the quickest levels already leave a sixth. */
const GZIP = { level: 1 }
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }

/** Ways to pack, the one first that leaves less in less time. Browsers take it from https and their own machine. */
const PACKINGS = {
  br: { whole: promisify(brotliCompress), stream: createBrotliCompress, options: BROTLI },
  gzip: { whole: promisify(gzip), stream: createGzip, options: GZIP },
} as const
/** The body to send for an answer of the UI's API: packed, with the headers for it, when it is long and the browser takes that. */
export async function packed(request: FastifyRequest, reply: FastifyReply, answer: string | Readable): Promise<string | Buffer | Readable> {
  if (typeof answer === 'string' && answer.length < LEAST) return answer
  const accepted = acceptedIn(String(request.headers['accept-encoding'] ?? ''))
  const encoding = accepted.has('br') ? 'br' : accepted.has('gzip') ? 'gzip' : undefined
  if (!encoding) return answer
  reply.headers({ 'content-encoding': encoding, vary: 'Accept-Encoding, Origin' })
  const { whole, stream, options } = PACKINGS[encoding]
  if (typeof answer === 'string') return whole(answer, options)
  // What fails amid an answer ends the connection, as it does without packing.
  return pipeline(answer, stream(options), () => {})
}

/** The encodings that a header names and does not refuse by a weight of 0. */
const acceptedIn = (header: string): ReadonlySet<string> =>
  new Set(
    header.split(',').flatMap((item) => {
      const [name = '', weight = ''] = item.split(';')
      return /^\s*q=0(\.0*)?\s*$/i.test(weight) ? [] : [name.trim().toLowerCase()]
    }),
  )
