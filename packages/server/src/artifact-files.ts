import { LIMITS, MlflowError, invalid, joinSafePath, parseRequestedPath } from '@tailrace/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { LocationsFor } from './artifact-locations.ts'
import type { ArtifactRoots } from './artifact-roots.ts'
import { BodyRefused, readBody } from './body.ts'
import type { Handlers } from './handlers.ts'
import { queryOf } from './route.ts'
import { sendArtifact } from './send-artifact.ts'

/** Streams files of runs, logged models and model versions to browsers, and takes the small ones that the UI uploads. */
export function artifactFileHandlers(
  locationsFor: LocationsFor,
  places: ArtifactRoots,
  bodyTimeout: number | undefined,
): Pick<Handlers, 'getArtifact' | 'getModelVersionArtifact' | 'getLoggedModelArtifact' | 'uploadArtifact'> {
  const send = async (request: FastifyRequest, reply: FastifyReply, path: string, location: Promise<string>): Promise<FastifyReply> => {
    const { store, path: root } = places.find(await location)
    return sendArtifact(request, reply, { store, path: joinSafePath(root, parseRequestedPath(path)) })
  }
  return {
    getArtifact: (request, reply) => {
      const query = queryOf(request)
      const path = required(query, 'path')
      parseRequestedPath(path)
      return send(
        request,
        reply,
        path,
        locationsFor(request).ofRun(query.get('run_id') || query.get('run_uuid') || required(query, 'run_id')),
      )
    },
    getModelVersionArtifact: (request, reply) => {
      const query = queryOf(request)
      const path = required(query, 'path')
      parseRequestedPath(path)
      return send(request, reply, path, locationsFor(request).ofModelVersion(required(query, 'name'), required(query, 'version')))
    },
    getLoggedModelArtifact: (request, reply) => {
      const path = queryOf(request).get('artifact_file_path')
      if (!path) throw new MlflowError('BAD_REQUEST', 'Request must include the "artifact_file_path" query parameter.')
      parseRequestedPath(path)
      return send(request, reply, path, locationsFor(request).ofLoggedModel((request.params as { model_id: string }).model_id))
    },
    uploadArtifact: async (request, reply) => {
      const query = queryOf(request)
      const run = query.get('run_uuid')
      const path = query.get('path')
      if (!run) throw invalid('Request must specify run_uuid.')
      if (!path) throw invalid('Request must specify path.')
      parseRequestedPath(path)
      const body = await uploadedBody(request, bodyTimeout)
      const { store, path: root } = places.find(await locationsFor(request).ofRun(run))
      await store.write(joinSafePath(root, parseRequestedPath(path)), one(body))
      return reply.status(200).type('application/json').send('')
    },
  }
}

function required(query: URLSearchParams, name: string): string {
  const value = query.get(name)
  if (!value) throw invalid(`Missing value for required parameter '${name}'.`)
  return value
}

async function uploadedBody(request: FastifyRequest, timeout: number | undefined): Promise<Uint8Array> {
  try {
    const body = await readBody(request.raw, LIMITS.uiUploadBytes, timeout)
    if (body.length > 0) return body
  } catch (error) {
    if (!(error instanceof BodyRefused) || error.statusCode !== 413) throw error
    throw invalid('Artifact size is too large. Max size is 10MB.')
  }
  throw invalid('Request must specify data.')
}

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
