import './api/event-source.ts'
import { askAhead } from './api/http.ts'
import { askExperiments, askModel, askModels, askRail, askRun, askSummary, askVersion, askViews, summaryChunks } from './api/questions.ts'
import { askRunsAhead } from './pages/runs/ask-runs.ts'
import { pageModules } from './page-modules.ts'
import { partModules } from './part-modules.ts'

type PageName = keyof typeof pageModules

/** Pages by their address, with what they ask first; the page takes the answers when its code is there. */
const PAGES: readonly (readonly [address: RegExp, page: PageName, ask?: (...parts: string[]) => void])[] = [
  [/^\/$/, 'home'],
  [/^\/experiments$/, 'experiments', () => void askListAhead().catch(() => undefined)],
  [/^\/experiments\/\d+\/models$/, 'loggedModels'],
  [/^\/experiments\/(\d+)\/runs\/(\w+)/, 'run', (_experiment, run) => void askRun(run)],
  [/^\/experiments\/(\d+)(?:\/runs)?$/, 'runs', (id) => void askViews(id)],
  [/^\/runs\/(\w+)/, 'run', (run) => void askRun(run)],
  [/^\/runs$/, 'runs'],
  [/^\/compare-runs$/, 'compare'],
  [/^\/metric/, 'metric'],
  [/^\/models$/, 'models', () => void askModels(undefined, 'last_updated_timestamp DESC', '')],
  [/^\/models\/([^/]+)\/versions\/(\d+)/, 'version', (name, version) => (void askVersion(name, version), void askModel(name))],
  [/^\/models\/([^/]+)$/, 'model', (name) => void askModel(name)],
]

/** The list of experiments, and then what it tells of each. */
async function askListAhead(): Promise<void> {
  const { experiments = [] } = await askExperiments(undefined, 'ACTIVE_ONLY', '')
  askAhead(() => summaryChunks(experiments).forEach((ids) => void askSummary(ids)))
}

/** Parts of pages by their address, those of runs and of the table of runs. */
const PARTS: readonly (readonly [address: RegExp, part: keyof typeof partModules])[] = [
  [/^[^?]*\/runs\/\w+\/(model|system)-metrics/, 'chartsTab'],
  [/^[^?]*\/runs\/\w+\/artifacts/, 'filesTab'],
  [/^\/(experiments\/\d+(\/runs)?|runs)\?(.*&)?view=(charts|split)\b/, 'chartsPanel'],
]

/** Runs before the libraries have arrived: the server answers, and the page's code comes, while they do. */
function start(): void {
  const [path = '/', query = ''] = (location.hash.slice(1) || '/').split('?')
  for (const [address, page, ask] of PAGES) {
    const parts = address.exec(path)
    if (!parts) continue
    void pageModules[page]()
    // Filters of the lists of experiments and models are in the query.
    if (query === '' || parts.length > 1) askAhead(() => ask?.(...parts.slice(1).map(decodeURIComponent)))
    // What fails here is asked again, and told of, by the page.
    if (page === 'runs') askRunsAhead(parts.slice(1), query).catch(() => undefined)
    break
  }
  for (const [address, part] of PARTS) if (address.test(`${path}?${query}`)) void partModules[part]()
  askAhead(() => void askRail())
}

try {
  start()
} catch {
  // An address that cannot be read is for the page to tell of.
}
