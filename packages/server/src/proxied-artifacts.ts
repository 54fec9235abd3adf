import type { MultipartUploads } from '@tailrace/artifacts'
import {
  MlflowError,
  abortMultipartUpload,
  baseName,
  completeMultipartUpload,
  createMultipartUpload,
  deleteProxiedArtifact,
  invalid,
  joinSafePath,
  listProxiedArtifacts,
  parseRequestedPath,
  presignProxiedDownload,
} from '@tailrace/contract'
import { type ServerEndpoint, restOf, serverEndpoint } from './server-endpoint.ts'
import type { ArtifactRoots } from './artifact-roots.ts'
import type { Handlers } from './handlers.ts'
import { pathToRead, pathToWrite, textInAddress } from './requested-path.ts'
import type { RunActivity } from './run-activity.ts'
import { sendArtifact } from './send-artifact.ts'

/** Seconds for which an address for a direct download holds. */
const PRESIGNED_SECONDS = 3600

/** Streams files of the artifacts destination in and out. */
export function proxiedArtifactHandlers(
  places: ArtifactRoots,
  activity: Pick<RunActivity, 'noteFile'>,
): Pick<Handlers, 'downloadProxied' | 'uploadProxied'> {
  return {
    downloadProxied: async (request, reply) => {
      const store = places.proxied
      return sendArtifact(request, reply, { store, path: await pathToRead(request, store, textInAddress(request)) })
    },
    uploadProxied: async (request, reply) => {
      const text = textInAddress(request)
      if (text.endsWith('/')) throw invalid("Artifact path must include a filename (cannot end with '/').")
      // Left intact when storing fails, so that the refusal can still be sent.
      const path = pathToWrite(request, text)
      await places.proxied.write(path, request.raw.iterator({ destroyOnReturn: false }))
      activity.noteFile(path)
      return reply.status(200).send()
    },
  }
}

/** Lists and deletes in the artifacts destination, and hands out addresses of its object store where there is one. */
export function proxiedArtifactEndpoints(places: ArtifactRoots): ServerEndpoint[] {
  return [
    serverEndpoint(listProxiedArtifacts, async ({ path }, http) => {
      const store = places.proxied
      const files = await store.list(await pathToRead(http, store, path ?? ''))
      return files.length === 0 ? {} : { files: files.map((file) => ({ ...file, path: baseName(file.path) })) }
    }),
    serverEndpoint(deleteProxiedArtifact, async (_request, _http, params) => {
      await places.proxied.delete(parseRequestedPath(restOf(params)))
      return {}
    }),
    serverEndpoint(presignProxiedDownload, async (_request, _http, params) => {
      const path = parseRequestedPath(restOf(params))
      const { presigned } = places.proxied
      if (!presigned) throw new MlflowError('NOT_IMPLEMENTED', 'Multipart download is not supported for the current artifact repository')
      return presigned.download(path, PRESIGNED_SECONDS)
    }),
    serverEndpoint(createMultipartUpload, ({ path, num_parts = 0 }, _http, params) =>
      multipart(places).create(joined(params, path), Number(num_parts)),
    ),
    serverEndpoint(completeMultipartUpload, async ({ path, upload_id = '', parts }, _http, params) => {
      const uploads = multipart(places)
      await uploads.complete(
        joined(params, path),
        upload_id,
        parts.map(({ part_number = 0, etag = '' }) => ({ part_number: Number(part_number), etag })),
      )
      return {}
    }),
    serverEndpoint(abortMultipartUpload, async ({ path, upload_id = '' }, _http, params) => {
      await multipart(places).abort(joined(params, path), upload_id)
      return {}
    }),
  ]
}

const joined = (params: Record<string, string>, path: string) => joinSafePath(parseRequestedPath(restOf(params)), parseRequestedPath(path))

function multipart(places: ArtifactRoots): MultipartUploads {
  const { multipart: uploads } = places.proxied
  if (uploads) return uploads
  throw new MlflowError('NOT_IMPLEMENTED', 'Multipart upload is not supported for the current artifact repository')
}
