/** Every query parameter is plain text, so that an address can be read and written by hand. */
export type Search = Readonly<Record<string, string>>

/** Path and text of the query of an address below `#`, e.g. `/runs` and `q=...`. */
export function splitHref(href: string): [path: string, queryText: string] {
  const at = href.indexOf('?')
  return at < 0 ? [href || '/', ''] : [href.slice(0, at) || '/', href.slice(at + 1)]
}

/** Parameters of a query's text; the last of a name counts. */
export const queryOf = (text: string): Search => Object.fromEntries(new URLSearchParams(text))

/** An address below `#`. Parameters that are undefined or empty are left out. */
export function hrefOf(path: string, query: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1]))
  const text = new URLSearchParams(given).toString()
  return text === '' ? path : `${path}?${text}`
}
