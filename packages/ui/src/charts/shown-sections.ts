import { type Layout, titleOf } from './layout.ts'

/** `model`: without system metrics; `system`: these alone; all when absent. */
export type Only = 'model' | 'system' | undefined

const isSystem = (key: string): boolean => key.startsWith('system/')
/** Whether a metric is among those that are wanted. */
export const isWanted = (key: string, only: Only): boolean => !only || isSystem(key) === (only === 'system')

/** Sections with the charts that the search finds; with `only` the others are left out. */
export function visible({ sections }: Layout, search: string | undefined, only: Only): Layout['sections'] {
  const found = search ? matcher(search) : undefined
  const wanted = sections.filter(({ id }) => only !== 'system' || id === 'auto:system')
  if (!found) return wanted
  return wanted
    .map((section) => ({ ...section, collapsed: false, panels: section.panels.filter((panel) => found(titleOf(panel))) }))
    .filter(({ panels }) => panels.length > 0)
}

/** A regular expression that ignores case; what is none is searched for as it stands. */
function matcher(search: string): (title: string) => boolean {
  try {
    const pattern = new RegExp(search, 'iu')
    return (title) => pattern.test(title)
  } catch {
    return (title) => title.toLowerCase().includes(search.toLowerCase())
  }
}
