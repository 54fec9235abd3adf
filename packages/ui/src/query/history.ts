const KEY = 'tailrace.queries'
const MOST = 20

/** Filters that were used, the latest first. */
export function pastQueries(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]')
    return Array.isArray(kept) ? kept.filter((text) => typeof text === 'string') : []
  } catch {
    return []
  }
}

/** Keeps a filter that was used. */
export function keepQuery(text: string): void {
  if (text.trim() === '') return
  try {
    localStorage.setItem(KEY, JSON.stringify([text, ...pastQueries().filter((past) => past !== text)].slice(0, MOST)))
  } catch {
    // A browser without storage has no history.
  }
}
