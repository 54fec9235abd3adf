import type { Static } from 'typebox'
import { endpoint } from './endpoint.ts'
import { flag, int32, int64, list, object, optional, requiredText, text, Type } from './scalars.ts'

/** A file or directory of a listing; directories have no size. */
export const FileInfo = object({ path: text(), is_dir: flag(), file_size: optional(int64({ description: 'bytes' })) })
export type FileInfo = Static<typeof FileInfo>

const headers = () => Type.Record(Type.String(), Type.String())
const artifactPath = (description: string) => optional(text({ description }))
const listing = () => object({ root_uri: optional(text()), files: optional(list(FileInfo)), next_page_token: optional(text()) })

const base = '/2.0/mlflow/artifacts' as const
const proxied = '/2.0/mlflow-artifacts' as const

export const listArtifacts = endpoint({
  name: 'listArtifacts',
  method: 'GET',
  path: `${base}/list`,
  summary: 'Lists the files of a run one level deep; paths are relative to the root of the run. A file or a missing path has none.',
  access: [{ right: 'read', resource: 'run', field: 'run_id' }],
  idempotent: true,
  touches: [],
  request: object(
    { run_id: requiredText(), path: artifactPath('directory below the root of the run'), page_token: optional(text()) },
    { aliases: { run_uuid: 'run_id' } },
  ),
  response: listing(),
  errors: ['INVALID_PARAMETER_VALUE', 'RESOURCE_DOES_NOT_EXIST', 'PERMISSION_DENIED'],
})

export const createPresignedUploadUrl = endpoint({
  name: 'createPresignedUploadUrl',
  method: 'POST',
  path: `${base}/presigned-upload-url`,
  summary: 'Signs an address to upload a file of a run or a logged model straight to its object store.',
  access: [
    { right: 'update', resource: 'run', field: 'run_id' },
    { right: 'update', resource: 'logged_model', field: 'model_id' },
  ],
  idempotent: true,
  touches: [],
  request: object({
    run_id: optional(text()),
    path: requiredText(),
    expiration: optional(int64({ description: 'seconds, 1 to 604800' })),
    model_id: optional(text({ description: 'exactly one of run_id and model_id must be given' })),
  }),
  response: object({ presigned_url: optional(text()), headers: optional(headers()) }),
  errors: ['INVALID_PARAMETER_VALUE', 'RESOURCE_DOES_NOT_EXIST', 'NOT_IMPLEMENTED'],
})

export const createPresignedDownloadUrl = endpoint({
  name: 'createPresignedDownloadUrl',
  method: 'POST',
  path: `${base}/presigned-download-url`,
  summary: 'Signs an address to download a file of a run straight from its object store.',
  access: [{ right: 'read', resource: 'run', field: 'run_id' }],
  idempotent: true,
  touches: [],
  request: object({
    run_id: requiredText(),
    path: requiredText(),
    expiration: optional(int64({ description: 'seconds, 1 to 604800' })),
  }),
  response: object({
    presigned_url: optional(text()),
    headers: optional(headers()),
    file_size: optional(int64({ description: 'bytes' })),
  }),
  errors: ['INVALID_PARAMETER_VALUE', 'RESOURCE_DOES_NOT_EXIST', 'NOT_IMPLEMENTED'],
})

export const listLoggedModelArtifacts = endpoint({
  name: 'listLoggedModelArtifacts',
  method: 'GET',
  path: '/2.0/mlflow/logged-models/:model_id/artifacts/directories',
  summary: 'Lists the files of a logged model one level deep; paths are relative to its root.',
  access: [{ right: 'read', resource: 'logged_model', field: 'model_id' }],
  idempotent: true,
  touches: [],
  request: object({
    model_id: requiredText(),
    artifact_directory_path: artifactPath('directory below the root of the model'),
    page_token: optional(text()),
  }),
  response: listing(),
  errors: ['INVALID_PARAMETER_VALUE', 'RESOURCE_DOES_NOT_EXIST', 'PERMISSION_DENIED'],
})

export const listProxiedArtifacts = endpoint({
  name: 'listProxiedArtifacts',
  method: 'GET',
  path: `${proxied}/artifacts`,
  summary: 'Lists a directory of the artifacts destination one level deep; paths are base names. A missing one has no files.',
  access: [{ right: 'read', resource: 'artifact', field: 'path' }],
  idempotent: true,
  touches: [],
  request: object({
    run_id: optional(text()),
    run_uuid: optional(text()),
    path: artifactPath('directory below the destination; the destination itself when absent'),
    page_token: optional(text()),
  }),
  response: listing(),
  errors: ['INVALID_PARAMETER_VALUE'],
})

export const deleteProxiedArtifact = endpoint({
  name: 'deleteProxiedArtifact',
  method: 'DELETE',
  path: `${proxied}/artifacts/*`,
  summary: 'Deletes a file or a tree of the artifacts destination; a missing one is no error.',
  access: [{ right: 'delete', resource: 'artifact', field: ':*' }],
  idempotent: true,
  touches: [{ resource: 'artifact', field: ':*' }],
  request: object({}),
  response: object({}),
  errors: ['INVALID_PARAMETER_VALUE'],
})

export const presignProxiedDownload = endpoint({
  name: 'presignProxiedDownload',
  method: 'GET',
  path: `${proxied}/presigned/*`,
  summary: 'Signs an address to download a file straight from the object store behind the artifacts destination.',
  access: [{ right: 'read', resource: 'artifact', field: ':*' }],
  idempotent: true,
  touches: [],
  request: object({}),
  response: object({ url: text(), headers: optional(headers()), file_size: optional(int64({ description: 'bytes' })) }),
  errors: ['INVALID_PARAMETER_VALUE', 'NOT_IMPLEMENTED'],
})

const MultipartCredential = object({ url: text(), part_number: int32(), headers: optional(headers()) })
const MultipartPart = object({ part_number: optional(int64()), etag: optional(text()), url: optional(text()) })
const multipartErrors = ['INVALID_PARAMETER_VALUE', 'NOT_IMPLEMENTED'] as const
const fileName = () => requiredText({ description: 'name of the file in the directory that the path names' })

export const createMultipartUpload = endpoint({
  name: 'createMultipartUpload',
  method: 'POST',
  path: `${proxied}/mpu/create/*`,
  summary: 'Begins an upload whose parts go straight to the object store behind the artifacts destination.',
  access: [{ right: 'update', resource: 'artifact', field: ':*' }],
  idempotent: false,
  touches: [{ resource: 'artifact', field: ':*' }],
  request: object({ path: fileName(), num_parts: optional(int64()) }),
  response: object({ upload_id: text(), credentials: list(MultipartCredential) }),
  errors: multipartErrors,
})

export const completeMultipartUpload = endpoint({
  name: 'completeMultipartUpload',
  method: 'POST',
  path: `${proxied}/mpu/complete/*`,
  summary: 'Joins the parts of an upload: the file appears.',
  access: [{ right: 'update', resource: 'artifact', field: ':*' }],
  idempotent: false,
  touches: [{ resource: 'artifact', field: ':*' }],
  request: object({ path: fileName(), upload_id: optional(text()), parts: list(MultipartPart, { required: true }) }),
  response: object({}),
  errors: multipartErrors,
})

export const abortMultipartUpload = endpoint({
  name: 'abortMultipartUpload',
  method: 'POST',
  path: `${proxied}/mpu/abort/*`,
  summary: 'Gives up an upload and removes its parts.',
  access: [{ right: 'update', resource: 'artifact', field: ':*' }],
  idempotent: true,
  touches: [{ resource: 'artifact', field: ':*' }],
  request: object({ path: fileName(), upload_id: optional(text()) }),
  response: object({}),
  errors: multipartErrors,
})
