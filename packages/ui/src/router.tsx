import { type ReactNode, useMemo, useSyncExternalStore } from 'react'
import { type Address, onShown, shownAddress } from './address.ts'
import { splitHref } from './address-text.ts'
import { railQuery } from './api/experiment-query.ts'
import { queries } from './api/queries.ts'
import { ErrorBoundary } from './controls/ErrorBoundary.tsx'
import { lazyWithPreload } from './controls/lazy-with-preload.tsx'
import { type PageModule, pageModules } from './page-modules.ts'
import { NotFoundPage } from './pages/NotFoundPage.tsx'
import { type PageName, placeOf } from './routes.ts'

/** Each page; nothing stands in its place before its first code is there. */
const PAGES = {
  home: lazyWithPreload(async () => (await pageModules.home()).HomePage, null),
  experiments: lazyWithPreload(async () => (await pageModules.experiments()).ExperimentsPage, null),
  runs: lazyWithPreload(async () => (await pageModules.runs()).RunsPage, null),
  run: lazyWithPreload(async () => (await pageModules.run()).RunPage, null),
  compare: lazyWithPreload(async () => (await pageModules.compare()).ComparePage, null),
  metric: lazyWithPreload(async () => (await pageModules.metric()).MetricPage, null),
  models: lazyWithPreload(async () => (await pageModules.models()).ModelsPage, null),
  model: lazyWithPreload(async () => (await pageModules.model()).ModelPage, null),
  version: lazyWithPreload(async () => (await pageModules.version()).VersionPage, null),
  compareVersions: lazyWithPreload(async () => (await pageModules.compareVersions()).CompareVersionsPage, null),
  loggedModels: lazyWithPreload(async () => (await pageModules.loggedModels()).LoggedModelsPage, null),
  loggedModel: lazyWithPreload(async () => (await pageModules.loggedModel()).LoggedModelPage, null),
  trash: lazyWithPreload(async () => (await pageModules.trash()).TrashPage, null),
  settings: lazyWithPreload(async () => (await pageModules.settings()).SettingsPage, null),
} satisfies Record<PageName, unknown>

/** ms that the page before stays for the answers of the next one: less than one waits for knowingly, and often enough to draw it once, and whole. */
const PATIENCE = 100

/** Fetches the code of an address's page, and asks for what it shows first. */
async function askPage({ page, params, query }: Address): Promise<{ answers?: Promise<unknown> | undefined }> {
  if (page === undefined) return {}
  await PAGES[page].load()
  const { prepare }: PageModule = await pageModules[page]()
  return { answers: prepare?.(params, query) }
}

/** Resolves when the code of an address's page is there, and what it shows first or `PATIENCE` is over. */
export async function preparePage(next: Address): Promise<void> {
  const { answers } = await askPage(next)
  await Promise.race([answers, new Promise((resolve) => setTimeout(resolve, PATIENCE))])
}

/** The page of the address, or what went wrong with it. */
export function ShownPage(): ReactNode {
  const { page, route, href } = useSyncExternalStore(onShown, shownAddress)
  // One element an address: pages hear of changes in it by themselves.
  const shown = useMemo(() => {
    const Page = page === undefined ? NotFoundPage : PAGES[page]
    return <Page key={route} />
  }, [page, route])
  return <ErrorBoundary at={href}>{shown}</ErrorBoundary>
}

/** Has the code of a page fetched when a link to it is pointed at or focused. Call once. */
export function fetchPointedAt(): void {
  const fetch = ({ target }: Event): void => {
    const href = target instanceof Element && target.closest('a[href^="#/"]')?.getAttribute('href')
    const page = href ? placeOf(splitHref(href.slice(1))[0]).page : undefined
    if (page) void PAGES[page].load().catch(() => undefined)
  }
  for (const name of ['pointerover', 'focusin']) document.addEventListener(name, fetch)
}

/** Resolves when the page of the address and what it shows first are there; never rejects: the page tells of what failed. */
export async function firstPage(): Promise<void> {
  try {
    const { answers } = await askPage(shownAddress())
    await answers
    // After the page, which may know already.
    await queries.prefetchQuery(railQuery)
  } catch {
    // The page reports it.
  }
}
