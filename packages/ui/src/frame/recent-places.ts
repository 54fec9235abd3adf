/** A page that was visited: its address below `#` and its title. */
export interface RecentPlace {
  readonly href: string
  readonly name: string
}

const KEY = 'tailrace.recent-places'
/** Places that are remembered. */
const MOST = 12

/** The places visited last in this browser, the newest first. */
export function recentPlaces(): RecentPlace[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]')
    return Array.isArray(stored) ? stored.filter(isPlace).slice(0, MOST) : []
  } catch {
    return []
  }
}

const isPlace = (value: unknown): value is RecentPlace =>
  typeof value === 'object' &&
  value !== null &&
  'href' in value &&
  'name' in value &&
  typeof value.href === 'string' &&
  typeof value.name === 'string'

/** Puts a place before those visited earlier; it is known by its path, so that filters do not make others of it. */
export function visited(before: readonly RecentPlace[], place: RecentPlace): RecentPlace[] {
  const pathOf = (href: string): string => href.split('?')[0] ?? href
  return [place, ...before.filter(({ href }) => pathOf(href) !== pathOf(place.href))].slice(0, MOST)
}

/** Remembers a page of an experiment, run or model; pages that the rail leads to are no news. */
export function notePlace(href: string, name: string): void {
  if (name === '' || !/^\/(experiments|models|compare-runs|metric)\/?[^?]/.test(href)) return
  try {
    localStorage.setItem(KEY, JSON.stringify(visited(recentPlaces(), { href, name })))
  } catch {
    // A browser that keeps nothing: the palette then has no recent places.
  }
}
