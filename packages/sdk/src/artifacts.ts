import type { FileInfo } from '@tailrace/contract'
import { type ArtifactRoot, artifactRootOf, checkedPath, contentTypeOf, joinPath } from './artifact-root.ts'
import { type Client, type OnTheWire, escapePath } from './client.ts'
import { download } from './download.ts'
import { MlflowError } from './errors.ts'
import { type ArtifactBody, localFiles } from './local-files.ts'
import { type TransferOptions, counted, uploadInParts } from './transfer.ts'

/** Levels of folders; more than that is no honest tree. */
const DEEPEST = 100

/**
 * Whose files these are.
 *
 * @example const owner: ArtifactOwner = { run_id }
 */
export type ArtifactOwner = { readonly run_id: string } | { readonly model_id: string }

/**
 * The files of a run or of a logged model. Paths are relative to its root, with `/`.
 *
 * @example
 * const files = run.artifacts
 * await files.write('report/summary.md', '# Done')
 * const text = await files.text('report/summary.md')
 */
export class Artifacts {
  readonly #client: Client
  readonly #owner: ArtifactOwner | undefined
  readonly #root: ArtifactRoot

  /** @param uri the artifact URI that the server gave; without an owner, a place behind the server's artifact proxy */
  constructor(client: Client, owner: ArtifactOwner | undefined, uri: string) {
    this.#client = client
    this.#owner = owner
    this.#root = artifactRootOf(uri)
  }

  /** Lists a folder, one level deep, sorted by path. A file or a missing folder has none. Sizes are bytes. */
  async list(path = ''): Promise<OnTheWire<FileInfo>[]> {
    const folder = checkedPath(path)
    const owner = this.#owner
    if (!owner) return this.#listProxied(folder)
    const { files = [] } =
      'run_id' in owner
        ? await this.#client.listArtifacts({ ...owner, ...(folder !== '' && { path: folder }) })
        : await this.#client.listLoggedModelArtifacts({ ...owner, ...(folder !== '' && { artifact_directory_path: folder }) })
    return files
  }

  /**
   * Every file below a folder, over all levels.
   * @throws MlflowError INVALID_STATE when the server lists what does not lie in a folder, or folders without an end
   */
  walk(path = ''): AsyncGenerator<OnTheWire<FileInfo>, void, undefined> {
    return this.#walk(checkedPath(path), 0)
  }

  async *#walk(folder: string, depth: number): AsyncGenerator<OnTheWire<FileInfo>, void, undefined> {
    for (const file of await this.list(folder)) {
      const isInside = folder === '' ? file.path !== '' : file.path.startsWith(`${folder}/`)
      if (!isInside || depth > DEEPEST)
        throw new MlflowError('INVALID_STATE', `Invalid path in the server's list of '${folder}': '${file.path}'`)
      if (file.is_dir) yield* this.#walk(checkedPath(file.path), depth + 1)
      else yield file
    }
  }

  /**
   * Stores a file; it appears whole or not at all, and replaces one that is there. Files from 500 MB on go in parts that are each repeated
   * on their own, where the server offers that.
   * @throws MlflowError INVALID_PARAMETER_VALUE for a path that leaves the root
   */
  async write(path: string, body: ArtifactBody, options: TransferOptions = {}): Promise<void> {
    const to = checkedPath(path)
    if (to === '') throw new MlflowError('INVALID_PARAMETER_VALUE', 'A file needs a name.')
    const root = this.#root
    if (root.kind === 'local') return localFiles().write(`${root.folder}/${to}`, body)
    if (root.kind === 'proxied' && body instanceof Blob && (await uploadInParts(this.#client, root.multipart, to, body, options))) return
    const { url, headers } = root.kind === 'proxied' ? { url: `${root.base}/${escapePath(to)}`, headers: {} } : await this.#signed(to)
    const repeatable = !(body instanceof ReadableStream)
    await this.#client.http.send({
      ...options,
      method: 'PUT',
      url,
      headers: { 'content-type': options.contentType ?? contentTypeOf(to), ...headers },
      body: () => counted(to, typeof body === 'string' ? new Blob([body]) : body, options),
      idempotent: repeatable,
      timeout: options.timeout ?? uploadTimeout(this.#client.http.connection.timeout, body),
      retries: repeatable ? (options.retries ?? this.#client.http.connection.retries) : 0,
    })
  }

  /** Stores a file of this machine, streamed from disk. `folder` is where to put it, the root when absent. Node, Deno and Bun. */
  async upload(localPath: string, folder = '', options: TransferOptions = {}): Promise<void> {
    const file = await localFiles().open(localPath)
    await this.write(joinPath(checkedPath(folder), file.name), file.blob, options)
  }

  /** Stores the files of a folder of this machine with all levels, four at a time. */
  async uploadFolder(localFolder: string, folder = '', options: TransferOptions = {}): Promise<void> {
    const to = checkedPath(folder)
    const files = localFiles().walk(localFolder)
    const next = async (): Promise<void> => {
      for (let file = files.pop(); file !== undefined; file = files.pop()) {
        const { blob } = await localFiles().open(`${localFolder}/${file}`)
        await this.write(joinPath(to, file), blob, options)
      }
    }
    await Promise.all([next(), next(), next(), next()])
  }

  /**
   * Reads a file as it comes. When the connection breaks, it goes on where it stopped, unless the file has changed.
   * @throws MlflowError RESOURCE_DOES_NOT_EXIST or NOT_FOUND for a missing file
   */
  async read(path: string, options: TransferOptions = {}): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
    const from = checkedPath(path)
    const root = this.#root
    if (root.kind === 'local')
      return (await localFiles().open(`${root.folder}/${from}`)).blob.stream() as ReadableStream<Uint8Array<ArrayBuffer>>
    if (root.kind === 'proxied') return download(this.#client.http, `${root.base}/${escapePath(from)}`, from, options)
    return download(this.#client.http, await this.#readable(from), from, options)
  }

  /** The whole file as bytes. */
  async bytes(path: string, options?: TransferOptions): Promise<Uint8Array<ArrayBuffer>> {
    return new Uint8Array(await new Response(await this.read(path, options)).arrayBuffer())
  }

  /** The whole file as UTF-8 text. */
  async text(path: string, options?: TransferOptions): Promise<string> {
    return new Response(await this.read(path, options)).text()
  }

  /** The whole file as JSON. */
  async json(path: string, options?: TransferOptions): Promise<unknown> {
    return JSON.parse(await this.text(path, options))
  }

  /** Stores a file, or all files of a folder, below a folder of this machine and answers their paths there. Node, Deno and Bun. */
  async download(path: string, localFolder: string, options: TransferOptions = {}): Promise<string[]> {
    const from = checkedPath(path)
    const inside: string[] = []
    for await (const file of this.walk(from)) inside.push(checkedPath(file.path))
    const written: string[] = []
    for (const file of inside.length > 0 ? inside : [from]) {
      await localFiles().write(`${localFolder}/${file}`, await this.read(file, options))
      written.push(`${localFolder}/${file}`)
    }
    return written
  }

  async #listProxied(folder: string): Promise<OnTheWire<FileInfo>[]> {
    const root = this.#root
    if (root.kind !== 'proxied') throw new MlflowError('NOT_IMPLEMENTED', 'Only runs and logged models can list an object store.', 501)
    const { files = [] } = await this.#client.listProxiedArtifacts({ path: joinPath(root.multipart.path, folder) })
    return files.map((file) => ({ ...file, path: joinPath(folder, file.path) }))
  }

  async #signed(path: string): Promise<{ url: string; headers: Record<string, string> }> {
    const { presigned_url, headers = {} } = await this.#client.createPresignedUploadUrl({ ...this.#owner, path })
    if (presigned_url) return { url: presigned_url, headers }
    throw new MlflowError('NOT_IMPLEMENTED', 'The server offers no way to this object store.', 501)
  }

  async #readable(path: string): Promise<string> {
    const owner = this.#owner
    if (!owner) throw new MlflowError('NOT_IMPLEMENTED', 'The server offers no way to this object store.', 501)
    if (!('run_id' in owner))
      return `/ajax-api/2.0/mlflow/logged-models/${owner.model_id}/artifacts/files?artifact_file_path=${encodeURIComponent(path)}`
    try {
      const { presigned_url } = await this.#client.createPresignedDownloadUrl({ ...owner, path })
      if (presigned_url) return presigned_url
    } catch (error) {
      if (!(error instanceof MlflowError) || ![400, 404, 501].includes(error.status)) throw error
    }
    return `/get-artifact?run_id=${owner.run_id}&path=${encodeURIComponent(path)}`
  }
}

/** ms that an upload may take: what any request may, and time for 100 kB a second. */
function uploadTimeout(usual: number, body: ArtifactBody): number {
  if (body instanceof ReadableStream) return 2 ** 31 - 1
  return Math.min(2 ** 31 - 1, usual + (body instanceof Blob ? body.size : body.length) / 100)
}
