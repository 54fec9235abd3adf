import { type AnyRoute, createHashHistory, createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { railQuery } from './api/experiment-query.ts'
import { queries } from './api/queries.ts'
import { ErrorState } from './controls/ErrorState.tsx'
import { Frame } from './frame/Frame.tsx'
import type { Search } from './location.ts'
import { type PageModule, pageModules } from './page-modules.ts'
import { NotFoundPage } from './pages/NotFoundPage.tsx'

const rootRoute = createRootRoute({
  component: Frame,
  notFoundComponent: NotFoundPage,
  validateSearch: (search): Search => search as Search,
  errorComponent: ({ error, reset }) => <ErrorState error={error} retry={reset} />,
})

const page = (path: string, load: () => Promise<PageModule>, name: string): AnyRoute =>
  createRoute({
    getParentRoute: () => rootRoute,
    path,
    component: lazyRouteComponent(load as () => Promise<Record<string, React.ComponentType>>, name),
    staticData: { load },
  })
const {
  home,
  experiments,
  runs,
  run,
  compare,
  metric,
  models,
  model,
  version,
  compareVersions,
  loggedModels,
  loggedModel,
  trash,
  settings,
} = pageModules

/** Addresses are those of the original's UI, so that printed links and old bookmarks open the right page. */
const routes: AnyRoute[] = [
  page('/', home, 'HomePage'),
  page('/experiments', experiments, 'ExperimentsPage'),
  page('/runs', runs, 'RunsPage'),
  page('/experiments/$experimentId', runs, 'RunsPage'),
  page('/experiments/$experimentId/runs', runs, 'RunsPage'),
  page('/experiments/$experimentId/models', loggedModels, 'LoggedModelsPage'),
  page('/experiments/$experimentId/models/$modelId', loggedModel, 'LoggedModelPage'),
  page('/experiments/$experimentId/models/$modelId/$tab', loggedModel, 'LoggedModelPage'),
  page('/experiments/$experimentId/runs/$runId', run, 'RunPage'),
  // The tab and, below `artifacts`, the path of a file.
  page('/experiments/$experimentId/runs/$runId/$', run, 'RunPage'),
  // Tabs that are not here (traces, prompts ...) show the experiment.
  page('/experiments/$experimentId/$', runs, 'RunsPage'),
  page('/runs/$runId', run, 'RunPage'),
  page('/compare-experiments/$', runs, 'RunsPage'),
  page('/compare-runs', compare, 'ComparePage'),
  page('/metric', metric, 'MetricPage'),
  page('/metric/$', metric, 'MetricPage'),
  page('/models', models, 'ModelsPage'),
  page('/createModel', models, 'ModelsPage'),
  page('/models/$name', model, 'ModelPage'),
  page('/models/$name/versions/$version', version, 'VersionPage'),
  page('/models/$name/$', model, 'ModelPage'),
  page('/compare-model-versions', compareVersions, 'CompareVersionsPage'),
  page('/trash', trash, 'TrashPage'),
  page('/settings', settings, 'SettingsPage'),
  page('/settings/$section', settings, 'SettingsPage'),
]

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    load?: () => Promise<PageModule>
  }
}

export const router = createRouter({
  routeTree: rootRoute.addChildren(routes),
  history: createHashHistory(),
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (search) => {
    const given = Object.entries(search).filter(([, value]) => value !== undefined && value !== '')
    const text = new URLSearchParams(given as [string, string][]).toString()
    return text === '' ? '' : `?${text}`
  },
  defaultPreload: 'intent',
  scrollRestoration: false,
})

/** Has the code of a page fetched when a link to it is pointed at or focused. Call once. */
export function fetchPointedAt(): void {
  const fetch = ({ target }: Event): void => {
    const link = target instanceof Element && target.closest<HTMLAnchorElement>('a[href^="#/"]')
    const [to = ''] = (link && link.getAttribute('href')?.slice(1).split('?')) || []
    if (to) void router.preloadRoute({ to } as never).catch(() => undefined)
  }
  for (const name of ['pointerover', 'focusin']) document.addEventListener(name, fetch)
}

/** Resolves when the page of the address and what it shows first are there; never rejects: the page tells of what failed. */
export async function firstPage(): Promise<void> {
  try {
    await router.load()
    const match = router.state.matches.at(-1)
    const code = await match?.staticData.load?.()
    await code?.prepare?.(match?.params ?? {}, match?.search as Search)
    // After the page, which may know already.
    await queries.prefetchQuery(railQuery)
  } catch {
    // Told of by the page.
  }
}
