import { type ArtifactContent, type ByteRange, RangeNotSatisfiable, contentDisposition, contentType, parseRange } from '@tailrace/artifacts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ArtifactTarget } from './artifact-roots.ts'
import { replyError } from './error-reply.ts'

/** Files up to this many bytes are read whole: a stream would cost more than they do. */
const WHOLE_BYTES = 64 * 1024

/**
 * Streams a file to its reader: as a download that no browser runs, whole or the range that was asked for, 304 when the reader
 * has it already. With a `policy`: as a page that a browser shows under this content security policy.
 * @throws MlflowError RESOURCE_DOES_NOT_EXIST missing, INVALID_PARAMETER_VALUE a directory
 */
export async function sendArtifact(
  request: FastifyRequest,
  reply: FastifyReply,
  { store, path }: ArtifactTarget,
  policy?: string,
): Promise<FastifyReply> {
  let content: ArtifactContent
  try {
    content = await store.read(path, wantedRange(request))
    if (content.range && !isRangeOfThisFile(request, content)) {
      content.stream.destroy()
      content = await store.read(path)
    }
  } catch (error) {
    if (!(error instanceof RangeNotSatisfiable)) throw error
    reply.header('content-range', `bytes */${error.size}`)
    return replyError(reply, error.code, error.message, 416)
  }
  reply.headers({
    'content-disposition': policy === undefined ? contentDisposition(path) : 'inline',
    'content-security-policy': policy ?? "sandbox; default-src 'none'",
    'cache-control': 'no-cache',
    'accept-ranges': 'bytes',
    'last-modified': content.modified.toUTCString(),
    etag: content.etag,
  })
  if (isFresh(request, content)) {
    content.stream.destroy()
    return reply.status(304).send()
  }
  return sendContent(request, reply.type(policy === undefined ? contentType(path) : 'text/html; charset=utf-8'), content)
}

async function sendContent(request: FastifyRequest, reply: FastifyReply, { stream, size, range }: ArtifactContent): Promise<FastifyReply> {
  const length = range ? range.end - range.start + 1 : size
  if (range) reply.status(206).header('content-range', `bytes ${range.start}-${range.end}/${size}`)
  reply.header('content-length', length)
  if (request.method === 'HEAD') {
    stream.destroy()
    return reply.send()
  }
  if (length > WHOLE_BYTES) return reply.send(stream)
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk as Buffer)
  const [only] = chunks
  return reply.send(chunks.length === 1 && only ? only : Buffer.concat(chunks))
}

const wantedRange = ({ method, headers }: FastifyRequest): ByteRange | undefined =>
  method === 'GET' ? parseRange(headers.range) : undefined

/** A reader that continues an older download names the file it knows; another file is sent whole. */
function isRangeOfThisFile({ headers }: FastifyRequest, { etag, modified }: ArtifactContent): boolean {
  const known = headers['if-range']
  return known === undefined || known === etag || known === modified.toUTCString()
}

function isFresh({ headers }: FastifyRequest, { etag, modified }: ArtifactContent): boolean {
  const tags = headers['if-none-match']
  if (tags !== undefined) return tags.split(',').some((tag) => ['*', etag, `W/${etag}`].includes(tag.trim()))
  const since = Date.parse(headers['if-modified-since'] ?? '')
  return Math.floor(modified.getTime() / 1000) * 1000 <= since
}
