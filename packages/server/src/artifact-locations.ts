import { getLoggedModel, getModelVersionDownloadUri, getRun, joinArtifactUri, parseArtifactUri, printArtifactUri } from '@tailrace/contract'
import type { Store } from '@tailrace/store'

const IN_RUN = /^runs:\/([^/]+)(?:\/(.*))?$/i

/** Where the database says that artifacts lie. What these answer is text of some client: `ArtifactPlaces` checks it. */
export class ArtifactLocations {
  readonly #store: Store

  constructor(store: Store) {
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

  /** Versions that old clients made say `runs:/<run id>/<path>`: the run knows where that is. */
  async #resolved(location: string): Promise<string> {
    const [, runId, path = ''] = IN_RUN.exec(location) ?? []
    if (runId === undefined) return location
    return printArtifactUri(joinArtifactUri(parseArtifactUri(await this.ofRun(runId), process.cwd()), path))
  }
}
