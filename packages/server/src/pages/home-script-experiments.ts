/** The list of experiments and the runs of one. */
export const SCRIPT_EXPERIMENTS = String.raw`
const quoted = (text) => "'" + text.replaceAll("'", "''") + "'"
const tagsOf = (entity) => Object.fromEntries((entity.tags || []).map(({ key, value }) => [key, value]))

function experimentsPage() {
  const place = h('div', {})
  const search = (text) => {
    const filter = text ? 'name ILIKE ' + quoted('%' + text + '%') : undefined
    place.replaceChildren(paged(
      async (token) => {
        const answer = await api('experiments/search', { max_results: 50, order_by: 'last_update_time DESC', filter, page_token: token })
        return [answer.experiments || [], answer.next_page_token]
      },
      (experiments) => table('Experiments, last changed first', ['Name', 'Id', 'Created', 'Changed', 'Artifact location'],
        experiments.map((one) => [link(one.name, 'experiments', one.experiment_id), { number: one.experiment_id }, time(one.creation_time), time(one.last_update_time), code(one.artifact_location || '')]),
        text ? 'No experiment has that in its name.' : 'No experiment yet.')))
  }
  show('Experiments', [], searchForm('Part of a name', search), place)
  search('')
}

function searchForm(label, search, initial) {
  const input = h('input', { type: 'search', 'aria-label': label, placeholder: label, value: initial })
  return h('form', { role: 'search', submit: (event) => { event.preventDefault(); search(input.value.trim()) } }, input, h('button', {}, 'Search'))
}

async function experimentPage(id) {
  const { experiment } = await api('experiments/get', { experiment_id: id })
  const place = h('div', {})
  const view = h('select', { 'aria-label': 'State of the runs' }, h('option', { value: 'ACTIVE_ONLY' }, 'Active runs'), h('option', { value: 'DELETED_ONLY' }, 'Deleted runs'))
  let filter = ''
  const search = (text) => {
    filter = text
    place.replaceChildren(paged(
      async (token) => {
        const answer = await api('runs/search', {}, { experiment_ids: [id], filter, run_view_type: view.value, max_results: 50, order_by: ['attributes.start_time DESC'], page_token: token })
        return [answer.runs || [], answer.next_page_token]
      },
      (runs) => runsTable(runs)))
  }
  const form = searchForm("Filter, such as metrics.rmse < 1 and params.model = 'tree'", search)
  form.prepend(view)
  view.addEventListener('change', () => search(filter))
  show(experiment.name, [link('Experiments', 'experiments')],
    facts([['Id', experiment.experiment_id], ['State', experiment.lifecycle_stage], ['Artifacts', code(experiment.artifact_location || '')], ['Description', tagsOf(experiment)['mlflow.note.content']]]),
    form, place)
  search('')
}

// The metrics and params that most runs have get a column each.
function commonKeys(runs, kind, most) {
  const counts = new Map()
  for (const run of runs) for (const { key } of run.data[kind] || []) counts.set(key, (counts.get(key) || 0) + 1)
  return [...counts].sort((a, b) => b[1] - a[1]).slice(0, most).map(([key]) => key).sort()
}

function runsTable(runs) {
  const metrics = commonKeys(runs, 'metrics', 4)
  const params = commonKeys(runs, 'params', 3)
  const valueOf = (run, kind, key) => ((run.data[kind] || []).find((one) => one.key === key) || {}).value
  return table('Runs, newest first', ['Run', 'State', 'Started', 'Duration', 'User', ...metrics, ...params],
    runs.map((run) => [
      link(run.info.run_name || run.info.run_id, 'experiments', run.info.experiment_id, 'runs', run.info.run_id),
      state(run.info.status), time(run.info.start_time), { number: duration(run.info.start_time, run.info.end_time) }, run.info.user_id,
      ...metrics.map((key) => ({ number: valueOf(run, 'metrics', key) === undefined ? '' : number(valueOf(run, 'metrics', key)) })),
      ...params.map((key) => valueOf(run, 'params', key) || '')]),
    'No run matches.')
}

const state = (name) => h('span', { class: 'state-' + name }, (name || '').toLowerCase())
`
