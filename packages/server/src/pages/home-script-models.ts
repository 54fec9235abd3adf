/** The model registry. */
export const SCRIPT_MODELS = String.raw`
function modelsPage() {
  show('Models', [], paged(
    async (token) => {
      const answer = await api('registered-models/search', { max_results: 50, order_by: 'name ASC', page_token: token })
      return [answer.registered_models || [], answer.next_page_token]
    },
    (models) => table('Registered models', ['Name', 'Newest version', 'Aliases', 'Changed', 'Description'],
      models.map((model) => [
        link(model.name, 'models', model.name),
        { number: String(Math.max(0, ...(model.latest_versions || []).map(({ version }) => Number(version))) || '') },
        (model.aliases || []).map(({ alias, version }) => alias + ' (' + version + ')').join(', '), time(model.last_updated_timestamp), model.description || '']),
      'No model is registered yet.')))
}

async function modelPage(name) {
  const { registered_model: model } = await api('registered-models/get', { name })
  const aliases = (version) => (model.aliases || []).filter((one) => one.version === version).map(({ alias }) => alias).join(', ')
  show(model.name, [link('Models', 'models')],
    facts([['Created', time(model.creation_timestamp)], ['Changed', time(model.last_updated_timestamp)], ['Description', model.description],
      ['Tags', (model.tags || []).map(({ key, value }) => key + ' = ' + value).join(', ')]]),
    h('h2', {}, 'Versions'), paged(
      async (token) => {
        const answer = await api('model-versions/search', { filter: 'name = ' + quoted(name), max_results: 50, page_token: token })
        return [answer.model_versions || [], answer.next_page_token]
      },
      (versions) => table('Versions, newest first', ['Version', 'Stage', 'Aliases', 'Created', 'Source run', 'Description'],
        versions.map((one) => [
          link('Version ' + one.version, 'models', name, 'versions', one.version), one.current_stage || '', aliases(one.version), time(one.creation_timestamp),
          one.run_id ? link(one.run_id, 'runs', one.run_id) : '', one.description || '']))))
}

async function versionPage(name, version) {
  const { model_version: one } = await api('model-versions/get', { name, version })
  show('Version ' + one.version, [link('Models', 'models'), link(name, 'models', name)],
    facts([['Created', time(one.creation_timestamp)], ['Stage', one.current_stage], ['Aliases', (one.aliases || []).join(', ')], ['State', state(one.status)],
      ['Source', code(one.source || '')], ['Source run', one.run_id && link(one.run_id, 'runs', one.run_id)],
      ['Tags', (one.tags || []).map(({ key, value }) => key + ' = ' + value).join(', ')], ['Description', one.description]]),
    h('p', {}, h('a', { href: 'model-versions/get-artifact?' + new URLSearchParams({ name, version, path: 'MLmodel' }), download: '' }, 'Download its MLmodel file')))
}
`
