import { queryText } from './api/http.ts'

const part = encodeURIComponent

/** Addresses of pages below `#`. Identifiers and names are encoded here and nowhere else. */
export const links = {
  experiment: (id: string, tab: '' | 'models' = '') => `/experiments/${part(id)}${tab && `/${tab}`}`,
  /** Runs of several experiments. */
  experiments: (ids: readonly string[]) => `/compare-experiments/s${queryText({ experiments: JSON.stringify(ids) })}`,
  run: (experimentId: string, runId: string, tab = '') => `/experiments/${part(experimentId)}/runs/${part(runId)}${tab && `/${tab}`}`,
  /** A file or folder of a run. */
  file: (experimentId: string, runId: string, path: string) =>
    `/experiments/${part(experimentId)}/runs/${part(runId)}/artifacts/${path.split('/').map(part).join('/')}`,
  compare: (runIds: readonly string[], experimentIds: readonly string[]) =>
    `/compare-runs${queryText({ runs: JSON.stringify(runIds), experiments: JSON.stringify(experimentIds) })}`,
  metric: (key: string, runIds: readonly string[], experimentIds: readonly string[]) =>
    `/metric/${part(key)}${queryText({ runs: JSON.stringify(runIds), metric: JSON.stringify(key), experiments: JSON.stringify(experimentIds) })}`,
  model: (name: string) => `/models/${part(name)}`,
  version: (name: string, version: string) => `/models/${part(name)}/versions/${part(version)}`,
  compareVersions: (name: string, runs: Readonly<Record<string, string>>) =>
    `/compare-model-versions${queryText({ name: JSON.stringify(name), runs: JSON.stringify(runs) })}`,
  loggedModel: (experimentId: string, modelId: string) => `/experiments/${part(experimentId)}/models/${part(modelId)}`,
}
