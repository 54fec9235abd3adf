/** Tabs of the run page, in their order; the address of each is MLflow's where it has one. */
export const TABS = [
  { tab: 'overview', name: 'Overview' },
  { tab: 'model-metrics', name: 'Charts' },
  { tab: 'system-metrics', name: 'System' },
  { tab: 'artifacts', name: 'Files' },
  { tab: 'models', name: 'Models' },
  { tab: 'lineage', name: 'Lineage' },
] as const

export type RunTab = (typeof TABS)[number]['tab']

/**
 * The tab, and for files the path, that the rest of a run's address names. Old addresses (`artifactPath/...`) and tabs that are not here
 * (`traces`, `evaluations`) open what comes closest.
 */
export function tabOf(rest: string): { tab: RunTab; path: string } {
  const [first = '', ...others] = rest.split('/')
  if (first === 'artifacts' || first === 'artifactPath') return { tab: 'artifacts', path: others.join('/').replace(/^\/+|\/+$/g, '') }
  return { tab: TABS.find(({ tab }) => tab === first)?.tab ?? 'overview', path: '' }
}
