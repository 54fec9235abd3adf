import type { Prepare } from './location.ts'

export type PageModule = Readonly<Record<string, unknown>> & { prepare?: Prepare }

/** The code of each page, which is fetched when the page is first wanted. */
export const pageModules = {
  home: () => import('./pages/home/HomePage.tsx'),
  experiments: () => import('./pages/experiments/ExperimentsPage.tsx'),
  runs: () => import('./pages/runs/RunsPage.tsx'),
  run: () => import('./pages/run/RunPage.tsx'),
  compare: () => import('./pages/compare/ComparePage.tsx'),
  metric: () => import('./pages/metric/MetricPage.tsx'),
  models: () => import('./pages/models/ModelsPage.tsx'),
  model: () => import('./pages/models/ModelPage.tsx'),
  version: () => import('./pages/models/VersionPage.tsx'),
  compareVersions: () => import('./pages/models/CompareVersionsPage.tsx'),
  loggedModels: () => import('./pages/logged-models/LoggedModelsPage.tsx'),
  loggedModel: () => import('./pages/logged-models/LoggedModelPage.tsx'),
  trash: () => import('./pages/trash/TrashPage.tsx'),
  settings: () => import('./pages/settings/SettingsPage.tsx'),
} satisfies Record<string, () => Promise<PageModule>>
