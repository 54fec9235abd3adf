import { keysIn } from '../../query/clauses.ts'
import { ATTRIBUTES } from '../../table/columns.ts'
import { NEWEST_FIRST, type RunsState } from './runs-state.ts'

/** Attributes that the name of a run shows, or whose values nobody reads in a table. */
const IN_NAME: readonly string[] = ['run_name', 'status', 'run_id', 'artifact_uri']

/** Columns that stay in sight: those that the filter is about, then the one that the reader sorted by. */
export const neededColumns = ({ q, sort }: Pick<RunsState, 'q' | 'sort'>): string[] =>
  [...new Set([...filteredColumns(q), ...(sort === NEWEST_FIRST ? [] : [sort.replace(/^-/, '')])])].filter(isColumn)

const filteredColumns = (q: string): string[] => keysIn(q).map(({ entity, key }) => idOf(entity, key))

/**
 * The columns that are shown, in their order: behind what is needed and not among them, those that the reader chose, or the automatic ones.
 * Of the automatic ones those that the filter is about come first.
 */
export function withNeeded(state: Pick<RunsState, 'q' | 'sort' | 'cols' | 'pinned'>, ids: readonly string[]): string[] {
  const filtered = new Set(state.cols ? [] : filteredColumns(state.q))
  const others = ids.filter((id) => !filtered.has(id))
  const there = new Set([...state.pinned, ...others])
  return [...neededColumns(state).filter((id) => !there.has(id)), ...others]
}

const idOf = (entity: string, key: string): string => (entity === 'datasets' ? 'attributes.datasets' : `${entity}.${key}`)

function isColumn(id: string): boolean {
  if (!id.startsWith('attributes.')) return true
  const key = id.slice('attributes.'.length)
  return ATTRIBUTES.has(key) && !IN_NAME.includes(key)
}
