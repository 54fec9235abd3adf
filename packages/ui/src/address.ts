import { hrefOf, queryOf, type Search, splitHref } from './address-text.ts'
import { translatedQuery } from './pages/runs/old-links.ts'
import { type Place, placeOf } from './routes.ts'

/** The location, all of which stands below `#`. */
export interface Address extends Place {
  /** As it stands in the address, e.g. `/models/a%2Fb?view=diff`. */
  readonly href: string
  readonly path: string
  readonly queryText: string
  /** The same object as long as the text is the same; so are `params` as long as the path is. */
  readonly query: Search
}

const listeners = new Set<() => void>()
let shown = addressOf('/')
/** Differs from what is shown while what its page needs is on its way. */
let newest = shown
let prepare: (next: Address) => Promise<unknown>
/** Whether this turn has made a step in the history: what follows in the same turn belongs to it. */
let hasStepped = false

/** Follows the address in the browser's bar from now on: links, Back, Forward, what is typed; `preparePage` fetches what a page needs before it is shown. Call once, before anything is rendered. */
export function followAddress(preparePage: (next: Address) => Promise<unknown>): void {
  prepare = preparePage
  newest = shown = addressOf(written())
  for (const name of ['popstate', 'hashchange']) addEventListener(name, () => arrive(written()))
}

/** The address whose page is on the screen, or will be with the first render. */
export const shownAddress = (): Address => shown

/** Calls back when another address is shown; returns what ends that. */
export function onShown(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Goes to an address of this UI, e.g. `/experiments/1?q=...`. */
export function go(href: string, how: 'push' | 'replace' = 'push'): void {
  const [path, queryText] = splitHref(href)
  // The browser encodes what must not stand in an address.
  const { hash } = new URL(`#${hrefOf(path, queryOf(queryText))}`, location.href)
  const isOther = hash.slice(1) !== newest.href
  // Before the history, which refuses or ignores steps that come in great numbers, as while one drags.
  arrive(hash.slice(1))
  if (!isOther) return
  const isStep = how === 'push' && !hasStepped
  history[isStep ? 'pushState' : 'replaceState'](null, '', hash)
  if (!isStep) return
  hasStepped = true
  queueMicrotask(() => (hasStepped = false))
}

/** Sets query parameters of the page that is shown; once the next one is on its way they would become parameters of that, and are dropped. */
export function setQuery(changes: Readonly<Record<string, string | undefined>>, how?: 'push' | 'replace'): void {
  if (newest.path !== shown.path) return
  go(hrefOf(newest.path, { ...newest.query, ...changes }), how)
}

/** What the browser's bar says below `#`; an old link of MLflow's is put into the words of this UI. */
function written(): string {
  const href = location.hash.slice(1) || '/'
  const [path, queryText] = splitHref(href)
  const query = translatedQuery(path, queryOf(queryText))
  if (!query) return href
  const translated = hrefOf(path, query)
  history.replaceState(null, '', `#${translated}`)
  return translated
}

function addressOf(href: string, before?: Address): Address {
  const [path, queryText] = splitHref(href)
  const { page, route, params } = before?.path === path ? before : placeOf(path)
  return { href, path, queryText, page, route, params, query: before?.queryText === queryText ? before.query : queryOf(queryText) }
}

/** Shows an address as soon as its page can be drawn; until then the page before stays as it is. What changes in the query alone is shown at once. */
function arrive(href: string): void {
  if (href === newest.href) return
  const next = addressOf(href, shown)
  newest = next
  if (next.page === undefined || next.path === shown.path) return show(next)
  // Without its code, too: the page's place tells why.
  const then = (): void => show(next)
  prepare(next).then(then, then)
}

function show(next: Address): void {
  // Another may have been wanted since.
  if (next !== newest) return
  shown = next
  for (const listener of listeners) listener()
}
