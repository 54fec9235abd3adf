/** Which page a hash means: those that clients print and store, and older ones. */
export const SCRIPT_ROUTES = String.raw`
const ROUTES = [
  [/^\/?$|^\/experiments\/?$/, experimentsPage],
  [/^\/experiments\/([^/]+)\/runs\/([^/]+)/, (_experiment, run) => runPage(run)],
  [/^\/experiments\/([^/]+)\/models\/([^/]+)/, (_experiment, model) => loggedModelPage(model)],
  [/^\/experiments\/([^/]+)/, experimentPage],
  [/^\/runs\/([^/]+)/, runPage],
  [/^\/models\/?$/, modelsPage],
  [/^\/models\/([^/]+)\/versions\/([^/]+)/, versionPage],
  [/^\/models\/([^/]+)/, modelPage],
]

let visit = 0

async function route() {
  const path = location.hash.replace(/^#/, '').split('?')[0]
  const mine = ++visit
  try {
    for (const [pattern, page] of ROUTES) {
      const match = pattern.exec(path)
      if (match) return await page(...match.slice(1).map(decodeURIComponent))
    }
    show('Not on this page', [link('Experiments', 'experiments')], h('p', {}, 'The built-in page shows experiments, runs and models. ' + path + ' is none of them.'))
  } catch (error) {
    if (mine === visit) show('Not found', [link('Experiments', 'experiments')], problem(error))
  }
}

document.querySelector('[data-skip]').addEventListener('click', (event) => {
  event.preventDefault()
  main.focus()
})
addEventListener('hashchange', route)
route()
`
