import { send, type Group, type Step } from '../step.ts'

const AJAX = '/ajax-api/2.0/mlflow/'
const post = (path: string, body: unknown, options: Partial<Step> = {}): Step => send('POST', AJAX + path, body, options)
const other = (method: string, path: string, body: unknown): Step => send(method, AJAX + path, body)
const get = (path: string): Step => ({ method: 'GET', path: AJAX + path, status: 200 })

const tracking = [
  post('experiments/create', { name: 'twin', artifactLocation: 's3://bucket/twin' }, { save: { e: 'experiment_id' } }),
  get('experiments/get?experiment_id=${e}'),
  get('experiments/get-by-name?experiment_name=twin'),
  post('experiments/search', { maxResults: 1, filter: "name = 'twin'", viewType: 'ALL', orderBy: ['name'] }),
  get("experiments/search?max_results=1&filter=name%20%3D%20'twin'"),
  post('experiments/update', { experiment_id: '${e}', new_name: 'twin-2' }),
  post('experiments/set-experiment-tag', { experiment_id: '${e}', key: 'k', value: 'v' }),
  post('experiments/delete-experiment-tag', { experiment_id: '${e}', key: 'k' }),
  post('runs/create', { experimentId: '${e}', startTime: 5, runName: 'twin', userId: 'u' }, { save: { run: 'run.info.run_id' } }),
  get('runs/get?run_id=${run}'),
  post('runs/update', { run_id: '${run}', status: 'FINISHED', endTime: 6, runName: 'twin-b' }),
  post('runs/log-metric', { run_id: '${run}', key: 'm', value: 1, timestamp: 1, step: 2 }),
  post('runs/log-parameter', { run_id: '${run}', key: 'p', value: 'v' }),
  post('runs/set-tag', { run_id: '${run}', key: 't', value: 'v' }),
  post('runs/delete-tag', { run_id: '${run}', key: 't' }),
  post('runs/log-batch', { run_id: '${run}', metrics: [{ key: 'm', value: 2, timestamp: 2, step: 3 }] }),
  post('runs/log-inputs', { run_id: '${run}', datasets: [{ dataset: { name: 'd', digest: 'x', sourceType: 's', source: '{}' } }] }),
  post('experiments/search-datasets', { experiment_ids: ['${e}'] }),
  post('runs/search', { experimentIds: ['${e}'], maxResults: 5, orderBy: ['metrics.m DESC'], runViewType: 'ALL' }),
  get('metrics/get-history?run_id=${run}&metric_key=m'),
  get('metrics/get-history-bulk?run_id=${run}&metric_key=m'),
  get('metrics/get-history-bulk-interval?run_ids=${run}&metric_key=m&max_results=10'),
  post('runs/log-model', {
    run_id: '${run}',
    model_json: '{"artifact_path": "m", "flavors": {}, "utc_time_created": "2026-01-01 00:00:00", "run_id": "${run}"}',
  }),
  post('runs/delete', { run_id: '${run}' }),
  post('runs/restore', { run_id: '${run}' }),
]

const loggedModels = [
  post(
    'logged-models',
    { experiment_id: '${e}', name: 'twin', modelType: 't', sourceRunId: '${run}' },
    { save: { m: 'model.info.model_id' } },
  ),
  get('logged-models/${m}'),
  other('PATCH', 'logged-models/${m}', { model_id: '${m}', status: 'LOGGED_MODEL_READY' }),
  other('PATCH', 'logged-models/${m}/tags', { tags: [{ key: 'k', value: 'v' }] }),
  other('DELETE', 'logged-models/${m}/tags/k', {}),
  post('logged-models/${m}/params', { model_id: '${m}', params: [{ key: 'k', value: 'v' }] }),
  post('logged-models/search', { experiment_ids: ['${e}'], maxResults: 5 }),
  post('runs/outputs', { run_id: '${run}', models: [{ modelId: '${m}', step: 1 }] }),
]

const registry = [
  post('registered-models/create', { name: 'twin', deploymentJobId: 'x' }),
  get('registered-models/get?name=twin'),
  other('PATCH', 'registered-models/update', { name: 'twin', description: 'd' }),
  post('model-versions/create', { name: 'twin', source: 'runs:/${run}/m', runId: '${run}', runLink: 'l' }),
  post('model-versions/transition-stage', { name: 'twin', version: '1', stage: 'Staging', archiveExistingVersions: true }),
  get('model-versions/get?name=twin&version=1'),
  other('PATCH', 'model-versions/update', { name: 'twin', version: '1', description: 'd' }),
  post('model-versions/set-tag', { name: 'twin', version: '1', key: 'k', value: 'v' }),
  other('DELETE', 'model-versions/delete-tag', { name: 'twin', version: '1', key: 'k' }),
  get('model-versions/get-download-uri?name=twin&version=1'),
  get("model-versions/search?filter=name%3D'twin'&max_results=5"),
  post('registered-models/set-tag', { name: 'twin', key: 'k', value: 'v' }),
  other('DELETE', 'registered-models/delete-tag', { name: 'twin', key: 'k' }),
  post('registered-models/alias', { name: 'twin', alias: 'a', version: '1' }),
  get('registered-models/alias?name=twin&alias=a'),
  other('DELETE', 'registered-models/alias', { name: 'twin', alias: 'a' }),
  post('registered-models/get-latest-versions', { name: 'twin' }),
  get('registered-models/get-latest-versions?name=twin'),
  get("registered-models/search?filter=name%3D'twin'&max_results=5"),
  other('DELETE', 'model-versions/delete', { name: 'twin', version: '1' }),
  post('registered-models/rename', { name: 'twin', new_name: 'twin-2' }),
  other('DELETE', 'registered-models/delete', { name: 'twin-2' }),
]

const ARTIFACTS = '/ajax-api/2.0/mlflow-artifacts/'
const files = [
  send('PUT', `${ARTIFACTS}artifacts/twin/a.txt`, 'twin', { headers: { 'content-type': 'text/plain' } }),
  { method: 'GET', path: `${ARTIFACTS}artifacts/twin/a.txt`, status: 200 },
  { method: 'GET', path: `${ARTIFACTS}artifacts?path=twin`, status: 200 },
  send('DELETE', `${ARTIFACTS}artifacts/twin/a.txt`, {}),
  send('POST', `${ARTIFACTS}mpu/create/twin`, { path: 'f', numParts: 1 }, { status: 501 }),
  send('POST', `${ARTIFACTS}mpu/complete/twin`, { path: 'f', upload_id: 'u', parts: [{ partNumber: 1, etag: 'e' }] }, { status: 501 }),
  send('POST', `${ARTIFACTS}mpu/abort/twin`, { path: 'f', upload_id: 'u' }, { status: 501 }),
  { method: 'GET', path: `${ARTIFACTS}presigned/twin`, status: 501 },
  post('experiments/create', { name: 'twin-proxied' }, { save: { f: 'experiment_id' } }),
  post('runs/create', { experiment_id: '${f}', run_name: 'x', start_time: 1 }, { save: { r: 'run.info.run_id' } }),
  get('artifacts/list?run_id=${r}'),
  post('artifacts/presigned-upload-url', { run_id: '${r}', path: 'x' }, { status: 400 }),
  post('artifacts/presigned-download-url', { run_id: '${r}', path: 'x' }, { status: 400 }),
  post('logged-models', { experiment_id: '${f}', name: 'files' }, { save: { lm: 'model.info.model_id' } }),
  get('logged-models/${lm}/artifacts/directories'),
  other('DELETE', 'logged-models/${lm}', {}),
  post('experiments/delete', { experiment_id: '${f}' }),
  post('experiments/restore', { experiment_id: '${f}' }),
]

/** Every endpoint under its alias path /ajax-api, with the optional fields in lowerCamelCase. */
export const ajaxAliases: Group = { name: 'ajax-aliases', steps: [...tracking, ...loggedModels, ...registry, ...files] }
