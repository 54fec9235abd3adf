import { listItemText, textOfListItem } from './columns.ts'

/** What a metric's column shows in the place of the latest value: an extreme, or the value at the step where another metric has one. */
export interface Shown {
  readonly extreme: 'min' | 'max'
  /** The other metric. */
  readonly at?: string
}

/** Columns that can show other values: the server's limit. */
export const MOST_SHOWN = 20
const PREFIX = 'metrics.'

/** What columns show as a query parameter: `metrics.accuracy~max,metrics.f1~min~val_loss`. */
export const shownText = (shown: ReadonlyMap<string, Shown>): string =>
  [...shown]
    .map(([id, { extreme, at }]) => [listItemText(id), extreme, ...(at === undefined ? [] : [listItemText(at)])].join('~'))
    .join(',')

/** Reads such a parameter; what is none is left out, as are those beyond the server's limit. */
export function shownOf(text: string | undefined): Map<string, Shown> {
  const shown = new Map<string, Shown>()
  for (const part of (text ?? '').split(',')) {
    const [id = '', extreme, at, ...rest] = part.split('~')
    const isKnown = id.startsWith(PREFIX) && id.length > PREFIX.length && (extreme === 'min' || extreme === 'max') && rest.length === 0
    if (!isKnown || at === '' || shown.size >= MOST_SHOWN) continue
    shown.set(textOfListItem(id), at === undefined ? { extreme } : { extreme, at: textOfListItem(at) })
  }
  return shown
}

/** What the head of such a column says: `max accuracy`, `accuracy at min loss`. */
export const shownLabel = (label: string, { extreme, at }: Shown): string =>
  at === undefined ? `${extreme} ${label}` : `${label} at ${extreme} ${at}`

/** What the server is asked for. */
export const wantedOf = (id: string, { extreme, at }: Shown): { key: string; extreme: 'min' | 'max'; at?: string } => ({
  key: id.slice(PREFIX.length),
  extreme,
  ...(at !== undefined && { at }),
})

/** What tells such a value from others of the same run. */
export const shownKey = (key: string, { extreme, at = key }: Shown): string => JSON.stringify([key, extreme, at])
