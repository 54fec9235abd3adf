import { joinPath } from './artifact-root.ts'
import { type Client, escapePath } from './client.ts'
import { MlflowError } from './errors.ts'
import type { CallOptions } from './http.ts'
import { envNumber } from './runtime.ts'

/**
 * How far a file is.
 *
 * @example const show = ({ path, loaded, total }: Progress) => console.log(path, total ? `${Math.round((100 * loaded) / total)} %` : loaded)
 */
export interface Progress {
  /** Below the root of the artifacts. */
  readonly path: string
  /** Bytes so far. */
  readonly loaded: number
  /** Bytes of the whole; absent while nobody knows them. */
  readonly total?: number
}

/**
 * Settings of an upload or download.
 *
 * @example await run.artifacts.write('page.html', '<h1>Hi</h1>', { contentType: 'text/html', timeout: 60_000 })
 */
export interface TransferOptions extends CallOptions {
  /** Called after each piece. */
  onProgress?: (progress: Progress) => void
  /** Media type of an upload; by the ending of the name when absent. */
  contentType?: string
}

const MB = 1024 * 1024

/** A body that tells how much of it was read, when somebody wants to know. */
export function counted(
  path: string,
  body: Uint8Array<ArrayBuffer> | Blob | ReadableStream<Uint8Array>,
  { onProgress }: TransferOptions,
): Uint8Array<ArrayBuffer> | Blob | ReadableStream<Uint8Array> {
  if (!onProgress) return body
  const blob = body instanceof Uint8Array ? new Blob([body]) : body
  const total = blob instanceof Blob ? { total: blob.size } : {}
  let loaded = 0
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform: (chunk, controller) => {
      loaded += chunk.length
      onProgress({ path, loaded, ...total })
      controller.enqueue(chunk)
    },
  })
  return (blob instanceof Blob ? (blob.stream() as ReadableStream<Uint8Array>) : blob).pipeThrough(counter)
}

/**
 * Uploads a large file in parts straight to the object store behind the server: four at a time, each repeated on its own.
 * False when the file is small or the server does not offer it; then nothing was sent.
 */
export async function uploadInParts(
  client: Client,
  { api, path: root }: { readonly api: string; readonly path: string },
  path: string,
  blob: Blob,
  options: TransferOptions,
): Promise<boolean> {
  if (blob.size < (envNumber('MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE') ?? 500 * MB) || api === '' || !(await offersParts(client)))
    return false
  const { http } = client
  const size = envNumber('MLFLOW_MULTIPART_UPLOAD_CHUNK_SIZE') ?? 10 * MB
  const whole = joinPath(root, path)
  const [, folder = '', name = ''] = /^(?:(.*)\/)?([^/]+)$/.exec(whole) ?? []
  const call = (step: string, body: object, idempotent: boolean): Promise<unknown> =>
    http.json({ ...options, method: 'POST', url: `${api}/${step}/${escapePath(folder)}`, body: { path: name, ...body }, idempotent })
  const created = (await call('create', { num_parts: Math.ceil(blob.size / size) }, false).catch(notOffered)) as MultipartUpload | undefined
  if (!created) return false
  const { upload_id, credentials } = created
  let loaded = 0
  const parts: { part_number: number; etag: string; url: string }[] = []
  const waiting = [...credentials]
  const next = async (): Promise<void> => {
    for (let part = waiting.shift(); part; part = waiting.shift()) {
      const { url, part_number, headers = {} } = part
      const slice = blob.slice((part_number - 1) * size, part_number * size)
      const reply = await http.send({ ...options, method: 'PUT', url, headers, body: () => slice, idempotent: true })
      parts.push({ part_number, url, etag: reply.headers.get('etag') ?? '' })
      loaded += slice.size
      options.onProgress?.({ path, loaded, total: blob.size })
    }
  }
  try {
    await Promise.all([next(), next(), next(), next()])
    await call('complete', { upload_id, parts: parts.toSorted((a, b) => a.part_number - b.part_number) }, false)
  } catch (error) {
    waiting.length = 0
    await call('abort', { upload_id }, true).catch(() => undefined)
    throw error
  }
  return true
}

interface MultipartUpload {
  upload_id: string
  credentials: { url: string; part_number: number; headers?: Record<string, string> }[]
}

async function offersParts(client: Client): Promise<boolean> {
  const info = await client.http.json({ method: 'GET', url: '/api/3.0/mlflow/server-info', idempotent: true }).catch(() => ({}))
  return (info as { multipart_uploads_enabled?: boolean }).multipart_uploads_enabled === true
}

function notOffered(error: unknown): undefined {
  if (error instanceof MlflowError && error.status === 501) return undefined
  throw error
}
