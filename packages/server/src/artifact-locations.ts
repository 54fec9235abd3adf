import {
  decodePath,
  getLoggedModel,
  getModelVersionDownloadUri,
  getRun,
  invalid,
  joinArtifactUri,
  parseArtifactUri,
  printArtifactUri,
} from '@tailrace/contract'
import type { CallerStore } from '@tailrace/store'
import type { FastifyRequest } from 'fastify'

const IN_RUN = /^runs:\/([^/]+)(?:\/(.*))?$/i

/** Whose files a request is about. */
export type ArtifactSource = { run_id: string } | { model_id: string } | { name: string; version: string }

/** Reads `run_id`, `model_id`, or `name` with `version`. @throws MlflowError INVALID_PARAMETER_VALUE unless exactly one is given */
export function namedSource(query: URLSearchParams): ArtifactSource {
  const [run_id, model_id, name, version] = ['run_id', 'model_id', 'name', 'version'].map((argument) => query.get(argument) || undefined)
  const isOne = [run_id, model_id, name].filter((given) => given !== undefined).length === 1
  if (isOne && run_id !== undefined && version === undefined) return { run_id }
  if (isOne && model_id !== undefined && version === undefined) return { model_id }
  if (isOne && name !== undefined && version !== undefined) return { name, version }
  throw invalid("Exactly one of 'run_id', 'model_id', and 'name' with 'version' must be given.")
}

/** Where artifacts are, on behalf of whoever sent a request. */
export type LocationsFor = (request: FastifyRequest) => ArtifactLocations

/** Finds artifact locations in the database, on behalf of one caller. A location is text of some client: `ArtifactRoots` checks it. */
export class ArtifactLocations {
  readonly #store: CallerStore

  constructor(store: CallerStore) {
    this.#store = store
  }

  /** @throws MlflowError RESOURCE_DOES_NOT_EXIST */
  async ofRun(run_id: string): Promise<string> {
    const { run } = await this.#store.call(getRun, { run_id })
    return run.info.artifact_uri ?? ''
  }

  /** @throws MlflowError RESOURCE_DOES_NOT_EXIST, also for a deleted one */
  async ofLoggedModel(model_id: string): Promise<string> {
    const { model } = await this.#store.call(getLoggedModel, { model_id })
    return model.info.artifact_uri
  }

  /** @throws MlflowError RESOURCE_DOES_NOT_EXIST */
  async ofModelVersion(name: string, version: string): Promise<string> {
    const { artifact_uri } = await this.#store.call(getModelVersionDownloadUri, { name, version })
    return this.#resolved(artifact_uri)
  }

  /** @throws MlflowError RESOURCE_DOES_NOT_EXIST */
  async ofSource(source: ArtifactSource): Promise<string> {
    if ('run_id' in source) return this.ofRun(source.run_id)
    if ('model_id' in source) return this.ofLoggedModel(source.model_id)
    return this.ofModelVersion(source.name, source.version)
  }

  /** Versions that old clients made say `runs:/<run id>/<path>`: the run knows where that is. */
  async #resolved(location: string): Promise<string> {
    const [, runId, path = ''] = IN_RUN.exec(location) ?? []
    if (runId === undefined) return location
    return printArtifactUri(
      joinArtifactUri(parseArtifactUri(await this.ofRun(runId), process.cwd()), decodePath(path, { keepControls: true })),
    )
  }
}
