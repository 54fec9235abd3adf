import type { LoggedModel, ModelVersion, RequestOf, createLoggedModel } from '@tailrace/contract'
import { joinPath } from './artifact-root.ts'
import { Artifacts } from './artifacts.ts'
import type { ArtifactBody } from './local-files.ts'
import { type Client, type OnTheWire, items } from './client.ts'
import { MlflowError } from './errors.ts'

/**
 * A model to be logged.
 *
 * @example const model: ModelDescription = { name: 'forest', files: { 'model.json': '{}' }, params: { trees: 3 } }
 */
export interface ModelDescription {
  /** Without / : . % " ' */
  name: string
  /** Its files by path, e.g. `{ 'model.json': JSON.stringify(weights) }` or `{ 'model.onnx': bytes }`. */
  files: Readonly<Record<string, ArtifactBody>>
  /**
   * How each kind of program loads it, written into its MLmodel file: `{ onnx: { data: 'model.onnx' } }`. Default: `{ json: { data } }` with
   * the only file there is.
   */
  flavors?: Readonly<Record<string, unknown>>
  /** JSON texts or objects of its columns or tensors. */
  signature?: { inputs?: unknown; outputs?: unknown; params?: unknown }
  /** Whatever else is to be known of it. */
  metadata?: Readonly<Record<string, unknown>>
  /** Written as String() writes them. */
  params?: Readonly<Record<string, unknown>>
  /** Beside those that say who made it. */
  tags?: Readonly<Record<string, string>>
  /** e.g. `forest`. */
  modelType?: string
  /** Also registers it under this name. */
  registeredModelName?: string
}

/**
 * A model whose files can be read.
 *
 * @example
 * const model = await loadModel('models:/iris/latest')
 * const weights = await model.bytes('model.onnx')
 * @throws MlflowError RESOURCE_DOES_NOT_EXIST or NOT_FOUND for a missing file
 */
export class LoadedModel {
  /** As it was asked for. */
  readonly uri: string
  readonly #artifacts: Artifacts
  readonly #folder: string

  constructor(uri: string, artifacts: Artifacts, folder: string) {
    this.uri = uri
    this.#artifacts = artifacts
    this.#folder = folder
  }

  /** Paths of its files. */
  async files(): Promise<string[]> {
    const paths: string[] = []
    for await (const { path } of this.#artifacts.walk(this.#folder))
      paths.push(this.#folder === '' ? path : path.slice(this.#folder.length + 1))
    return paths
  }

  /** The text of its MLmodel file: YAML. */
  mlmodel(): Promise<string> {
    return this.text('MLmodel')
  }

  /** A file as bytes, e.g. for `InferenceSession.create(await model.bytes('model.onnx'))`. */
  bytes(path: string): Promise<Uint8Array<ArrayBuffer>> {
    return this.#artifacts.bytes(joinPath(this.#folder, path))
  }

  /** A file as text. */
  text(path: string): Promise<string> {
    return this.#artifacts.text(joinPath(this.#folder, path))
  }

  /** A file as JSON; `model.json` when none is named. */
  json(path = 'model.json'): Promise<unknown> {
    return this.#artifacts.json(joinPath(this.#folder, path))
  }

  /** Stores all its files below a folder of this machine and answers their paths there. */
  download(localFolder: string): Promise<string[]> {
    return this.#artifacts.download(this.#folder, localFolder)
  }
}

/** What a new model belongs to. */
export interface ModelOrigin {
  readonly experiment_id: string
  /** Absent: it was made outside of any run. */
  readonly run_id?: string
  readonly tags: Readonly<Record<string, string>>
}

/**
 * Stores a model: creates it, links it to its run, uploads its files and marks it ready; when that fails, as failed.
 * @throws MlflowError
 */
export async function storeModel(client: Client, origin: ModelOrigin, model: ModelDescription): Promise<OnTheWire<LoggedModel>> {
  const { experiment_id, run_id } = origin
  const request: RequestOf<typeof createLoggedModel> = {
    experiment_id,
    name: model.name,
    ...(run_id !== undefined && { source_run_id: run_id }),
    ...(model.modelType !== undefined && { model_type: model.modelType }),
    params: Object.entries(model.params ?? {}).map(([key, value]) => ({ key, value: String(value) })),
    tags: Object.entries({ ...origin.tags, ...model.tags }).map(([key, value]) => ({ key, value })),
  }
  const { model: created } = await client.createLoggedModel(request)
  const { model_id, artifact_uri } = created.info
  const finish = async (status: 'LOGGED_MODEL_READY' | 'LOGGED_MODEL_UPLOAD_FAILED') =>
    (await client.finalizeLoggedModel({ model_id, status })).model
  try {
    if (run_id !== undefined) await client.logOutputs({ run_id, models: [{ model_id, step: 0 }] })
    const artifacts = new Artifacts(client, { model_id }, artifact_uri)
    for (const [path, body] of Object.entries(model.files)) await artifacts.write(path, body)
    await artifacts.write('MLmodel', mlmodelText(model, created))
  } catch (error) {
    await finish('LOGGED_MODEL_UPLOAD_FAILED').catch(() => undefined)
    throw error
  }
  const ready = await finish('LOGGED_MODEL_READY')
  if (model.registeredModelName !== undefined) await registerModelVersion(client, `models:/${model_id}`, model.registeredModelName)
  return ready
}

/** JSON is YAML: every reader of MLmodel files takes it. */
function mlmodelText({ files, flavors, signature, metadata }: ModelDescription, { info }: OnTheWire<LoggedModel>): string {
  const [only, ...others] = Object.keys(files)
  const text = (value: unknown): string | null => (value === undefined ? null : typeof value === 'string' ? value : JSON.stringify(value))
  const content = {
    artifact_path: info.artifact_uri,
    flavors: flavors ?? (only !== undefined && others.length === 0 ? { json: { data: only } } : {}),
    ...(metadata && { metadata }),
    model_id: info.model_id,
    model_uuid: info.model_id,
    ...(info.source_run_id && { run_id: info.source_run_id }),
    ...(signature && { signature: { inputs: text(signature.inputs), outputs: text(signature.outputs), params: text(signature.params) } }),
    utc_time_created: new Date().toISOString().replace('T', ' ').replace('Z', '000'),
  }
  return `${JSON.stringify(content, undefined, 2)}\n`
}

/**
 * Registers a model as the next version of a name, which is made when it is new.
 * @param modelUri `runs:/<run id>/<name>`, `models:/m-<id>`, or an artifact URI
 * @throws MlflowError
 * @example
 * const { version } = await registerModelVersion(createClient(), 'models:/m-0123456789abcdef0123456789abcdef', 'iris')
 */
export async function registerModelVersion(
  client: Client,
  modelUri: string,
  name: string,
  { tags = {}, description }: { tags?: Readonly<Record<string, string>>; description?: string } = {},
): Promise<OnTheWire<ModelVersion>> {
  try {
    await client.createRegisteredModel({ name })
  } catch (error) {
    if (!(error instanceof MlflowError) || error.code !== 'RESOURCE_ALREADY_EXISTS') throw error
  }
  const { model_version } = await client.createModelVersion({
    name,
    ...(await sourceOf(client, modelUri)),
    tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
    ...(description !== undefined && { description }),
  })
  return model_version
}

async function sourceOf(client: Client, uri: string): Promise<{ source: string; run_id?: string; model_id?: string }> {
  const [, logged] = /^models:\/(m-[^/]+)$/.exec(uri) ?? []
  if (logged !== undefined) {
    const { info } = (await client.getLoggedModel({ model_id: logged })).model
    return { source: uri, model_id: logged, ...(info.source_run_id !== '' && { run_id: info.source_run_id }) }
  }
  const [, run_id, path = ''] = /^runs:\/([^/]+)\/(.+)$/.exec(uri) ?? []
  if (run_id === undefined) return { source: uri }
  const found = await inRun(client, run_id, path)
  return 'model_id' in found
    ? { source: `models:/${found.model_id}`, run_id, model_id: found.model_id }
    : { source: `${found.uri}/${path}`, run_id }
}

/** A model of a run: files at that path among its artifacts, else its logged model of that name. */
async function inRun(client: Client, run_id: string, path: string): Promise<{ uri: string } | { model_id: string; uri: string }> {
  const { info } = (await client.getRun({ run_id })).run
  const uri = info.artifact_uri ?? ''
  const { files = [] } = await client.listArtifacts({ run_id, path })
  if (files.length > 0) return { uri }
  const request = { experiment_ids: [info.experiment_id], filter: `name = '${path}'` }
  for await (const model of items(client.searchLoggedModels, request, 'models')) {
    if (model.info.source_run_id === run_id) return { model_id: model.info.model_id, uri: model.info.artifact_uri }
  }
  throw new MlflowError('RESOURCE_DOES_NOT_EXIST', `The run ${run_id} has no model '${path}'.`, 404)
}

/**
 * Finds a model.
 * @param uri `runs:/<run id>/<path>`, `models:/m-<id>`, `models:/<name>/<version>`, `.../latest`, `.../<stage>`, `models:/<name>@<alias>`
 * @throws MlflowError RESOURCE_DOES_NOT_EXIST
 */
export async function loadModel(client: Client, uri: string): Promise<LoadedModel> {
  const [, logged] = /^models:\/(m-[0-9a-f]{32})$/.exec(uri) ?? []
  if (logged !== undefined) {
    const { info } = (await client.getLoggedModel({ model_id: logged })).model
    return new LoadedModel(uri, new Artifacts(client, { model_id: logged }, info.artifact_uri), '')
  }
  const [, run_id, path = ''] = /^runs:\/([^/]+)\/(.+)$/.exec(uri) ?? []
  if (run_id !== undefined) {
    const found = await inRun(client, run_id, path)
    if ('model_id' in found) return new LoadedModel(uri, new Artifacts(client, { model_id: found.model_id }, found.uri), '')
    return new LoadedModel(uri, new Artifacts(client, { run_id }, found.uri), path)
  }
  const version = await findModelVersion(client, uri)
  const { artifact_uri } = await client.getModelVersionDownloadUri({ name: version.name, version: version.version })
  return atPlace(client, uri, artifact_uri, version.run_id)
}

/** The location of a version, by the form of its address: below a logged model, below the run, or elsewhere behind the proxy. */
function atPlace(client: Client, uri: string, place: string, run_id: string): Promise<LoadedModel> | LoadedModel {
  if (place.startsWith('models:/m-')) return loadModel(client, place)
  const model = /^(.*\/(m-[0-9a-f]{32})\/artifacts)(?:\/(.*))?$/.exec(place)
  if (model) return new LoadedModel(uri, new Artifacts(client, { model_id: model[2] ?? '' }, model[1] ?? ''), model[3] ?? '')
  const cut = run_id === '' ? -1 : place.indexOf(`/${run_id}/artifacts/`)
  if (cut < 0) return new LoadedModel(uri, new Artifacts(client, undefined, place), '')
  const root = place.slice(0, cut + `/${run_id}/artifacts`.length)
  return new LoadedModel(uri, new Artifacts(client, { run_id }, root), place.slice(root.length + 1))
}

/**
 * Finds a version of a registered model.
 *
 * @example const { version, run_id } = await findModelVersion(client, 'iris@champion')
 * @param address `<name>/<version>`, `<name>/latest`, `<name>/<stage>` (the newest version in it) or `<name>@<alias>`, with `models:/` before it or not
 * @throws MlflowError INVALID_PARAMETER_VALUE for another form, RESOURCE_DOES_NOT_EXIST
 */
export async function findModelVersion(client: Client, address: string): Promise<OnTheWire<ModelVersion>> {
  const short = address.replace(/^models:\/+/, '')
  const [, name, mark, rest = ''] = /^([^/@]+)([/@])([^/]+)$/.exec(short) ?? []
  if (name === undefined) {
    const message = `'${short}' does not identify a model version: use name/version, name/stage or name@alias.`
    throw new MlflowError('INVALID_PARAMETER_VALUE', message, 400)
  }
  if (mark === '@') return (await client.getModelVersionByAlias({ name, alias: rest })).model_version
  if (/^\d+$/.test(rest)) return (await client.getModelVersion({ name, version: rest })).model_version
  const latest = rest.toLowerCase() === 'latest'
  const { model_versions = [] } = await client.getLatestVersions({ name, ...(!latest && { stages: [rest] }) })
  const newest = model_versions.toSorted((a, b) => Number(b.version) - Number(a.version))[0]
  if (newest) return newest
  throw new MlflowError('RESOURCE_DOES_NOT_EXIST', `The model ${name} has no version in ${rest}.`, 404)
}
