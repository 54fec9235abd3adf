import './api/shared-stream.ts'
import { queryOf, type Search, splitHref } from './address-text.ts'
import { queryMetricHistory } from './api/calls.ts'
import { prefetch } from './api/http.ts'
import {
  askCompared,
  askExperiments,
  askFiles,
  askModel,
  askModels,
  askNewestSummary,
  askRail,
  askRun,
  askVersion,
  askVersions,
  askViews,
} from './api/questions.ts'
import { firstHistory, isWidthKnown } from './charts/first-charts.ts'
import { isArranged, runCharts } from './charts/layout.ts'
import { kindOf } from './files/file-kind.ts'
import { isPlain } from './markdown/is-plain.ts'
import { canBeAsked, comparedIds } from './pages/compare/compared-ids.ts'
import { askRunsAhead } from './pages/runs/ask-runs.ts'
import { translatedQuery } from './pages/runs/old-links.ts'
import type { pageModules } from './page-modules.ts'
import type { partModules } from './part-modules.ts'
import type { textModules } from './text-modules.ts'
import type { viewerModules } from './viewer-modules.ts'

type PageName = keyof typeof pageModules
type PartName = keyof typeof partModules
type TextName = keyof typeof textModules
type ViewerName = keyof typeof viewerModules

/** Files with the code of pages and parts; the build puts them here (inline-ahead.config.ts). */
declare const CODE_FILES: Readonly<Record<PageName | PartName | TextName | ViewerName, readonly string[]>>

/** What a page asks first, from the parts of its path and its query. */
type Ask = (parts: readonly string[], query: Search) => void

/** Pages by their address, with what they ask first; the page takes the answers when its code is there. */
const PAGES: readonly (readonly [address: RegExp, page: PageName, ask?: Ask])[] = [
  [/^\/$/, 'home'],
  [
    /^\/experiments$/,
    'experiments',
    (_parts, query) => isBare(query) && (void askExperiments(undefined, 'ACTIVE_ONLY', ''), void askNewestSummary()),
  ],
  [/^\/experiments\/\d+\/models$/, 'loggedModels'],
  [
    /^\/experiments\/(\d+)\/runs\/(\w+)(\/.*)?/,
    'run',
    ([experiment = '', run = '', tab], query) => askRunAhead(run, query, experiment, tab),
  ],
  [/^\/experiments\/(\d+)(?:\/runs)?$/, 'runs', ([id = ''], query) => (void askViews(id), ignoreErrors(askRunsAhead([id], query)))],
  [/^\/runs\/(\w+)/, 'run', ([run = ''], query) => askRunAhead(run, query)],
  [/^\/runs$/, 'runs', (_parts, query) => ignoreErrors(askRunsAhead([], query))],
  [/^\/compare-runs$/, 'compare', (_parts, query) => askComparedAhead(comparedIds(query))],
  [/^\/metric/, 'metric'],
  [/^\/models$/, 'models', (_parts, query) => isBare(query) && void askModels(undefined, 'last_updated_timestamp DESC', '')],
  [
    /^\/models\/([^/]+)\/versions\/(\d+)/,
    'version',
    ([name = '', version = '']) => (void askModel(name), ignoreErrors(askVersionAhead(name, version))),
  ],
  [/^\/models\/([^/]+)$/, 'model', ([name = '']) => (void askModel(name), void askVersions(name))],
]

/** Whether nothing is filtered or ordered. */
const isBare = (query: Search): boolean => Object.keys(query).length === 0

/** Errors are ignored here: the page repeats the request and reports them. */
const ignoreErrors = (asked: Promise<unknown>): void => void asked.catch(() => undefined)

/** A run, and what its charts or files show first. */
function askRunAhead(run_id: string, query: Search, experiment_id?: string, tab = ''): void {
  void askRun(run_id)
  // The charts that come first; not where the reader has arranged them.
  if (experiment_id !== undefined && tab.startsWith('/model-metrics') && isWidthKnown(query) && !isArranged(runCharts(experiment_id)))
    void queryMetricHistory(firstHistory(run_id))
  const [, path] = /^\/artifacts(?:\/(.*))?$/.exec(tab) ?? []
  if (path !== undefined || tab === '/artifacts') void askFiles(run_id, '', {})
  if (path) fetchCode(kindOf(path))
}

async function askVersionAhead(name: string, version: string): Promise<void> {
  const { model_version } = await prefetch(() => askVersion(name, version), true)
  if (!isPlain(model_version.description ?? '')) fetchCode('markdownText')
}

function askComparedAhead(ids: readonly string[]): void {
  if (canBeAsked(ids)) void askCompared(ids)
}

/** Parts of pages by their address, those of runs and of the table of runs. */
const PARTS: readonly (readonly [address: RegExp, part: PartName])[] = [
  [/^[^?]*\/runs\/\w+\/(model|system)-metrics/, 'chartsTab'],
  [/^[^?]*\/runs\/\w+\/artifacts/, 'filesTab'],
  [/^\/(experiments\/\d+(\/runs)?|runs)\?(.*&)?view=(charts|split)\b/, 'chartsPanel'],
  [/^\/experiments\/\d+\/models\?(.*&)?view=charts\b/, 'modelCharts'],
]

/** Has files fetched and compiled, not run. */
function fetchCode(name: keyof typeof CODE_FILES): void {
  for (const file of CODE_FILES[name]) {
    const link = document.createElement('link')
    link.rel = 'modulepreload'
    link.href = `./${file}`
    document.head.append(link)
  }
}

/** Does, while the files arrive, what the application would do when they have: the browser's first access to its storage takes some ms. */
function warmUp(): void {
  void localStorage.length
  void sessionStorage.length
}

/** Runs before anything else of the application has arrived: the server answers, and the page's code comes, while it does. */
function start(): void {
  const [path, query] = splitHref(location.hash.slice(1))
  const fields = queryOf(query)
  for (const [address, page, ask] of PAGES) {
    const parts = address.exec(path)
    if (!parts) continue
    fetchCode(page)
    const decoded = parts.slice(1).map((part: string | undefined) => decodeURIComponent(part ?? ''))
    prefetch(() => ask?.(decoded, translatedQuery(path, fields) ?? fields))
    break
  }
  for (const [address, part] of PARTS) if (address.test(`${path}?${query}`)) fetchCode(part)
  // The list of all experiments tells the rail's, too.
  if (path !== '/experiments' || query !== '') prefetch(() => void askRail())
}

try {
  start()
  warmUp()
} catch {
  // An address that cannot be read is for the page to tell of.
}
