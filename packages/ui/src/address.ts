import { hrefOf, queryOf, type Search, splitHref } from './address-text.ts'
import { translatedQuery } from './pages/runs/old-links.ts'
import { type Place, placeOf } from './routes.ts'

/** The location, all of which stands below `#`. */
export interface Address extends Place {
  /** As it stands in the address, e.g. `/models/a%2Fb?view=diff`. */
  readonly href: string
  /** The entry of the browser's history: what a page has kept with it is there again after Back (`history-entry.ts`). */
  readonly entry: string
  readonly path: string
  readonly queryText: string
  /** The same object as long as the text is the same; so are `params` as long as the path is. */
  readonly query: Search
}

const listeners = new Set<() => void>()
const leavers = new Set<() => void>()
let made = 0
let shown = addressOf('/', newEntry())
/** The page before the one that is shown. */
let before: Address | undefined
/** What was shown last at each path, for breadcrumbs. */
const visited = new Map<string, Address>()
/** Differs from what is shown while what its page needs is on its way. */
let newest = shown
let prepare: (next: Address) => Promise<unknown>
/** Whether this turn has made a step in the history: what follows in the same turn belongs to it. */
let hasStepped = false

/** Follows the address in the browser's bar from now on: links, Back, Forward, what is typed; `preparePage` fetches what a page needs before it is shown. Call once, before anything is rendered. */
export function followAddress(preparePage: (next: Address) => Promise<unknown>): void {
  prepare = preparePage
  newest = shown = addressOf(written(), entryHere())
  // First: those that store what was kept come after it.
  addEventListener('pagehide', () => leavers.forEach((leave) => leave()), { capture: true })
  for (const name of ['popstate', 'hashchange']) addEventListener(name, () => arrive(written(), entryHere()))
}

/** The address whose page is on the screen, or will be with the first render. */
export const shownAddress = (): Address => shown

/** Calls back when another address is shown; returns what ends that. */
export function onShown(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The page that was shown before this one; undefined for the first. */
export const addressBefore = (): Address | undefined => before

/** Calls back just before another entry of the history is shown, or the window is left; returns what ends that. */
export function onLeave(listener: () => void): () => void {
  leavers.add(listener)
  return () => leavers.delete(listener)
}

/** Goes to where one was last at the path of an address, as a breadcrumb does: with its filter, and what was kept with its entry. */
export function goBackTo(href: string): void {
  const last = visited.get(placeName(splitHref(href)[0]))
  go(last?.href ?? href, 'push', last?.entry)
}

/** Both addresses of the runs of an experiment are one place. */
const placeName = (path: string): string => path.replace(/^(\/experiments\/[^/]+)\/runs$/, '$1')

/** Goes to an address of this UI, e.g. `/experiments/1?q=...`. */
export function go(href: string, how: 'push' | 'replace' = 'push', kept?: string): void {
  const [path, queryText] = splitHref(href)
  // The browser encodes what must not stand in an address.
  const { hash } = new URL(`#${hrefOf(path, queryOf(queryText))}`, location.href)
  const isOther = hash.slice(1) !== newest.href
  const isStep = how === 'push' && !hasStepped
  const entry = isStep ? (kept ?? newEntry()) : newest.entry
  // Before the history, which refuses or ignores steps that come in great numbers, as while one drags.
  arrive(hash.slice(1), entry)
  if (!isOther) return
  history[isStep ? 'pushState' : 'replaceState']({ entry }, '', hash)
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
  history.replaceState(history.state, '', `#${translated}`)
  return translated
}

function addressOf(href: string, entry: string, like?: Address): Address {
  const [path, queryText] = splitHref(href)
  const { page, route, params } = like?.path === path ? like : placeOf(path)
  return { href, entry, path, queryText, page, route, params, query: like?.queryText === queryText ? like.query : queryOf(queryText) }
}

/** Names of entries differ in all pages of a tab, whose history outlives them. */
function newEntry(): string {
  made += 1
  return `${Date.now().toString(36)}-${made}`
}

/** The entry that the history is at; one that a link has made gets its name here. */
function entryHere(): string {
  const state: unknown = history.state
  if (typeof state === 'object' && state !== null && 'entry' in state && typeof state.entry === 'string') return state.entry
  const entry = newEntry()
  history.replaceState({ entry }, '')
  return entry
}

/** Shows an address as soon as its page can be drawn; until then the page before stays as it is. What changes in the query alone is shown at once. */
function arrive(href: string, entry: string): void {
  if (href === newest.href) return
  const next = addressOf(href, entry, shown)
  newest = next
  if (next.page === undefined || next.path === shown.path) return show(next)
  // Without its code, too: the page's place tells why.
  const then = (): void => show(next)
  prepare(next).then(then, then)
}

function show(next: Address): void {
  // Another may have been wanted since.
  if (next !== newest) return
  if (next.entry !== shown.entry) for (const leave of leavers) leave()
  visited.set(placeName(shown.path), shown)
  if (next.path !== shown.path) before = shown
  shown = next
  for (const listener of listeners) listener()
}
