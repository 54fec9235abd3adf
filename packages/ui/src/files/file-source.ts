import type { LoggedModel, ModelVersion } from '@tailrace/contract'
import { listLoggedModelArtifacts } from '../api/calls.ts'
import { apiUrl, BASE, queryText } from '../api/http.ts'
import { askFiles } from '../api/questions.ts'

/** A file or folder. Paths are relative to the root of the source; folders have no size. */
export interface FileEntry {
  path: string
  is_dir: boolean
  /** Bytes. */
  size?: number
}

/** Where a model can be registered from. */
export interface ModelPlace {
  source: string
  run_id?: string
  model_id?: string
}

/** Something that has files: a run, a logged model, a model version. */
export interface FileSource {
  /** Begins the keys of cached answers, e.g. `['files', 'run', id]`. */
  key: readonly string[]
  /** Name of the root, for people and for downloads. */
  name: string
  /** The children of a folder; the root is ''. */
  list(path: string, signal?: AbortSignal): Promise<FileEntry[]>
  /** Address of a file's bytes. */
  url(path: string): string
  /** Address of an HTML file as a page whose scripts run, cut off from the network unless it is allowed. */
  scriptedUrl(path: string, network: boolean): string
  /** What consent to scripts is remembered for, e.g. `experiment 7`. */
  owner: string
  /** Address of a folder as a zip. */
  archiveUrl(path: string): string
  /** What one gives to the client's `load_model` and `download_artifacts`. */
  uri(path: string): string
  /** Absent where nothing can be registered from. */
  place?(path: string): ModelPlace
}

interface Page {
  files?: readonly { path: string; is_dir: boolean; file_size?: number }[] | undefined
  next_page_token?: string | undefined
}

/** Reads every page of a listing. */
async function listed(page: (token: { page_token?: string }) => Promise<Page>): Promise<FileEntry[]> {
  const found: FileEntry[] = []
  let token: string | undefined
  do {
    const { files = [], next_page_token } = await page(token ? { page_token: token } : {})
    for (const { path, is_dir, file_size } of files) found.push({ path, is_dir, ...(!is_dir && { size: Number(file_size ?? 0) }) })
    token = next_page_token
  } while (token)
  return found
}

const archive = (fields: Record<string, string>, path: string): string =>
  apiUrl('/tailrace/1.0/artifacts/archive') + queryText({ ...fields, ...(path !== '' && { path }) })
const scripted = (fields: Record<string, string>, path: string, network: boolean): string =>
  `${BASE}scripted-artifact${queryText({ ...fields, path, ...(network && { network: 1 }) })}`
const below = (root: string, path: string): string => (path === '' ? root : `${root}/${path}`)

/** Files of a run of an experiment. */
export const runFiles = (runId: string, name: string, experimentId: string): FileSource => ({
  key: ['files', 'run', runId],
  name,
  list: (path, signal) => listed((token) => askFiles(runId, path, token, signal)),
  url: (path) => `${BASE}get-artifact${queryText({ run_id: runId, path })}`,
  scriptedUrl: (path, network) => scripted({ run_id: runId }, path, network),
  owner: `experiment ${experimentId}`,
  archiveUrl: (path) => archive({ run_id: runId }, path),
  uri: (path) => below(`runs:/${runId}`, path),
  place: (path) => ({ source: below(`runs:/${runId}`, path), run_id: runId }),
})

/** Files of a logged model. */
export const loggedModelFiles = ({ info }: LoggedModel): FileSource => ({
  ...filesOfModel(info.model_id, info.name, `experiment ${info.experiment_id}`),
  place: () => ({ source: `models:/${info.model_id}`, model_id: info.model_id, ...(info.source_run_id && { run_id: info.source_run_id }) }),
})

const filesOfModel = (modelId: string, name: string, owner: string): FileSource => ({
  key: ['files', 'logged model', modelId],
  name,
  list: (path, signal) =>
    listed((token) =>
      listLoggedModelArtifacts({ model_id: modelId, ...(path !== '' && { artifact_directory_path: path }), ...token }, signal),
    ),
  url: (path) =>
    apiUrl(`/2.0/mlflow/logged-models/${encodeURIComponent(modelId)}/artifacts/files`) + queryText({ artifact_file_path: path }),
  scriptedUrl: (path, network) => scripted({ model_id: modelId }, path, network),
  owner,
  archiveUrl: (path) => archive({ model_id: modelId }, path),
  uri: (path) => below(`models:/${modelId}`, path),
})

/**
 * Files of a model version: those of the logged model or of the run's folder that it was made from. Undefined when it was registered from
 * a place that this server cannot list; `MLmodel` can be read all the same.
 */
export function versionFiles({
  name,
  version,
  source,
  run_id,
}: Pick<ModelVersion, 'name' | 'version' | 'source' | 'run_id'>): FileSource | undefined {
  const own = {
    name: `${name} v${version}`,
    url: (path: string) => `${BASE}model-versions/get-artifact${queryText({ name, version, path })}`,
    scriptedUrl: (path: string, network: boolean) => scripted({ name, version }, path, network),
    owner: `model ${name}`,
    archiveUrl: (path: string) => archive({ name, version }, path),
    uri: (path: string) => below(`models:/${name}/${version}`, path),
  }
  const modelId = /(?:^models:\/|\/models\/)(m-[0-9a-f]{32})(?:\/artifacts)?\/?$/.exec(source)?.[1]
  if (modelId) return { ...filesOfModel(modelId, own.name, own.owner), ...own, key: ['files', 'version', name, version] }
  const root = folderInRun(source, run_id)
  if (root === undefined) return undefined
  const files = runFiles(run_id, own.name, '')
  const list = async (path: string, signal?: AbortSignal): Promise<FileEntry[]> => {
    const found = await files.list([root, path].filter(Boolean).join('/'), signal)
    return found.map((entry) => ({ ...entry, path: root === '' ? entry.path : entry.path.slice(root.length + 1) }))
  }
  return { ...own, key: ['files', 'version', name, version], list }
}

/** The folder of a run that a source names: `runs:/<id>/model`, or `<store>/<id>/artifacts/model`. */
export function folderInRun(source: string, runId: string): string | undefined {
  if (runId === '') return undefined
  for (const start of [`runs:/${runId}`, `/${runId}/artifacts`]) {
    const at = source.indexOf(start)
    const rest = source.slice(at + start.length)
    if (at >= 0 && (rest === '' || rest.startsWith('/'))) return rest.replace(/^\/+|\/+$/g, '')
  }
  return undefined
}
