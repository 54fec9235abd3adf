/** One run with its files, and one logged model. */
export const SCRIPT_RUN = String.raw`
async function runPage(id) {
  const { run } = await api('runs/get', { run_id: id })
  const { info, data } = run
  const tags = (data.tags || []).filter(({ key }) => !key.startsWith('mlflow.'))
  const known = tagsOf(data)
  show(info.run_name || info.run_id, [link('Experiments', 'experiments'), link('Experiment ' + info.experiment_id, 'experiments', info.experiment_id)],
    facts([['Run id', code(info.run_id)], ['State', state(info.status)], ['Stage', info.lifecycle_stage], ['Started', time(info.start_time)], ['Duration', duration(info.start_time, info.end_time)],
      ['User', info.user_id], ['Source', known['mlflow.source.name']], ['Parent run', known['mlflow.parentRunId'] && link(known['mlflow.parentRunId'], 'runs', known['mlflow.parentRunId'])],
      ['Description', known['mlflow.note.content']], ['Artifacts', code(info.artifact_uri || '')]]),
    h('h2', {}, 'Metrics'), table('Latest values', ['Metric', 'Value', 'Step', 'Logged'], (data.metrics || []).map((one) => [one.key, { number: number(one.value) }, { number: String(one.step) }, time(one.timestamp)]), 'No metrics.'),
    h('h2', {}, 'Params'), table('Params', ['Param', 'Value'], (data.params || []).map((one) => [one.key, one.value]), 'No params.'),
    h('h2', {}, 'Tags'), table('Tags', ['Tag', 'Value'], tags.map((one) => [one.key, one.value]), 'No tags.'),
    datasets(run.inputs),
    h('h2', {}, 'Artifacts'), directory(
      (path) => api('artifacts/list', { run_id: id, path: path || undefined }),
      (path) => 'get-artifact?' + new URLSearchParams({ run_id: id, path }), ''))
}

function datasets(inputs) {
  const rows = ((inputs || {}).dataset_inputs || []).map(({ dataset, tags }) => [dataset.name, dataset.digest, dataset.source_type, tagsOf({ tags })['mlflow.data.context'] || ''])
  return rows.length ? [h('h2', {}, 'Datasets'), table('Datasets', ['Name', 'Digest', 'Source', 'Used for'], rows)] : []
}

// A directory whose sub-directories are asked for when they are opened.
function directory(list, href, path) {
  const place = h('ul', { class: 'files' }, h('li', { class: 'quiet' }, 'Loading...'))
  list(path).then(({ files }) => {
    if (!files || !files.length) return place.replaceChildren(h('li', { class: 'quiet' }, 'No files.'))
    place.replaceChildren(...files.map((file) => h('li', {}, file.is_dir ? folder(list, href, file.path) : fileLine(href, file))))
  }).catch((error) => place.replaceChildren(h('li', {}, problem(error))))
  return place
}

const baseName = (path) => path.slice(path.lastIndexOf('/') + 1)

function folder(list, href, path) {
  const details = h('details', {}, h('summary', {}, baseName(path) + '/'))
  details.addEventListener('toggle', () => details.append(directory(list, href, path)), { once: true })
  return details
}

function fileLine(href, { path, file_size }) {
  const size = Number(file_size || 0)
  return [h('a', { href: href(path), download: '' }, baseName(path)), h('span', { class: 'quiet' }, ' ' + (size < 10000 ? size + ' bytes' : (size / 1048576).toFixed(2) + ' MiB'))]
}

async function loggedModelPage(id) {
  const { model } = await api('logged-models/' + encodeURIComponent(id))
  const { info, data } = model
  show(info.name, [link('Experiments', 'experiments'), link('Experiment ' + info.experiment_id, 'experiments', info.experiment_id)],
    facts([['Model id', code(info.model_id)], ['State', state((info.status || '').replace('LOGGED_MODEL_', ''))], ['Created', time(info.creation_timestamp_ms)],
      ['Source run', info.source_run_id && link(info.source_run_id, 'runs', info.source_run_id)], ['Artifacts', code(info.artifact_uri || '')]]),
    h('h2', {}, 'Params'), table('Params', ['Param', 'Value'], ((data || {}).params || []).map((one) => [one.key, one.value]), 'No params.'),
    h('h2', {}, 'Artifacts'), directory(
      (path) => api('logged-models/' + encodeURIComponent(id) + '/artifacts/directories', { artifact_directory_path: path || undefined }),
      (path) => 'ajax-api/2.0/mlflow/logged-models/' + encodeURIComponent(id) + '/artifacts/files?' + new URLSearchParams({ artifact_file_path: path }), ''))
}
`
