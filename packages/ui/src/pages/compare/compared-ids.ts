import type { Search } from '../../location.ts'

/** Runs of a comparison; more at once are none any more. */
const MOST_COMPARED = 100

/** Runs that the address names (`runs`, a list as JSON); none when it cannot be read. */
export function comparedIds({ runs = '[]' }: Search): string[] {
  try {
    const list = JSON.parse(runs) as unknown
    const ids = Array.isArray(list) ? list.filter((item): item is string => typeof item === 'string') : []
    return [...new Set(ids)].slice(0, MOST_COMPARED)
  } catch {
    return []
  }
}

/** Whether these can be identifiers of runs. */
export const canBeAsked = (ids: readonly string[]): boolean => ids.length > 0 && ids.every((id) => /^\w+$/.test(id))
