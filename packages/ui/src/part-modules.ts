/** Code of large parts of pages, fetched when they are first shown. */
export const partModules = {
  chartsPanel: () => import('./charts/ChartsPanel.tsx'),
  chartsTab: () => import('./pages/run/ChartsTab.tsx'),
  modelCharts: () => import('./pages/logged-models/ModelCharts.tsx'),
  filesTab: () => import('./pages/run/FilesTab.tsx'),
}
