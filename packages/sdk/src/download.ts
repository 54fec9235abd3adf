import { MlflowError } from './errors.ts'
import type { Http } from './http.ts'
import type { TransferOptions } from './transfer.ts'

/**
 * Streams a file. When the connection breaks in the middle, the rest is asked for by a range, as often as the connection allows repetitions;
 * the server refuses the range when the file is another by then.
 */
export async function download(
  http: Http,
  url: string,
  path: string,
  options: TransferOptions,
): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const { onProgress, ...call } = options
  const request = { ...call, method: 'GET', url, idempotent: true }
  const first = await http.send(request)
  const etag = first.headers.get('etag')
  const total = lengthOf(first)
  let reader = first.body?.getReader()
  let loaded = 0
  let left = options.retries ?? http.connection.retries
  const resume = async (error: unknown): Promise<void> => {
    if (left-- <= 0 || etag === null || options.signal?.aborted) throw error
    const reply = await http.send({ ...request, headers: { range: `bytes=${loaded}-`, 'if-range': etag } })
    if (reply.status !== 206) throw new MlflowError('ABORTED', `${path} has changed while it was read.`, reply.status, { cause: error })
    reader = reply.body?.getReader()
  }
  return new ReadableStream({
    pull: async (controller) => {
      for (;;) {
        try {
          const { done, value } = (await reader?.read()) ?? { done: true as const, value: undefined }
          if (done && total !== undefined && loaded < total)
            throw new MlflowError('UNREACHABLE', `${path} ended at ${loaded} of ${total} bytes.`)
          if (done) return controller.close()
          loaded += value.length
          onProgress?.({ path, loaded, ...(total !== undefined && { total }) })
          return controller.enqueue(value)
        } catch (error) {
          await resume(error)
        }
      }
    },
    cancel: (reason) => reader?.cancel(reason),
  })
}

function lengthOf(reply: Response): number | undefined {
  const text = reply.headers.get('content-length')
  // Of a compressed answer the length is not that of the file.
  return text === null || reply.headers.has('content-encoding') ? undefined : Number(text)
}
