import { parseExpression } from './expression.ts'
import { MOST_COLUMNS } from './section-flow.ts'
import { chartsKey, EMPTY_LAYOUT, KINDS, type Layout, type LayoutSection, type Panel } from './layout.ts'

/** The arrangement that is kept under a name; an empty one when there is none that can be read. For saved views it is plain JSON. */
export function readLayout(layoutKey: string): Layout {
  try {
    return parseLayout(JSON.parse(localStorage.getItem(chartsKey(layoutKey)) ?? 'null'))
  } catch {
    return EMPTY_LAYOUT
  }
}

/** Keeps an arrangement under a name, and tells the charts on the page. */
export function writeLayout(layoutKey: string, layout: Layout): void {
  try {
    localStorage.setItem(chartsKey(layoutKey), JSON.stringify(layout))
  } catch {
    // A full or forbidden storage: the arrangement lasts as long as the page.
  }
  window.dispatchEvent(new CustomEvent('tailrace-charts', { detail: { layoutKey, layout } }))
}

/** Calls back when the arrangement under this name is written; the result stops it. */
export function onLayout(layoutKey: string, listener: (layout: Layout) => void): () => void {
  const handle = (event: Event): void => {
    const { detail } = event as CustomEvent<{ layoutKey: string; layout: Layout }>
    if (detail.layoutKey === layoutKey) listener(detail.layout)
  }
  window.addEventListener('tailrace-charts', handle)
  return () => window.removeEventListener('tailrace-charts', handle)
}

/** An arrangement out of JSON that anyone may have written; what makes no sense is left out. */
export function parseLayout(given: unknown): Layout {
  const { sections, deleted, columns, height } = record(given)
  return {
    ...(isWithin(columns, 1, MOST_COLUMNS) && { columns }),
    ...(isWithin(height, 100, 2000) && { height }),
    sections: array(sections).flatMap((section) => parseSection(record(section)) ?? []),
    deleted: texts(deleted),
  }
}

function parseSection({ id, name, collapsed, panels }: Record<string, unknown>): LayoutSection | undefined {
  if (typeof id !== 'string' || typeof name !== 'string') return undefined
  return { id, name, collapsed: collapsed === true, panels: array(panels).flatMap((panel) => parsePanel(record(panel)) ?? []) }
}

function parsePanel({ id, kind, axes, expression, x, log, low, high }: Record<string, unknown>): Panel | undefined {
  const known = KINDS.find((one) => one === kind)
  if (typeof id !== 'string' || !known) return undefined
  return {
    id,
    kind: known,
    axes: texts(axes),
    ...(typeof expression === 'string' && isExpression(expression) && { expression }),
    ...(typeof x === 'string' && { x }),
    ...(typeof log === 'boolean' && { log }),
    ...(typeof low === 'number' && { low }),
    ...(typeof high === 'number' && { high }),
  }
}

function isExpression(text: string): boolean {
  try {
    return parseExpression(text).names.length > 0
  } catch {
    return false
  }
}

const isWithin = (given: unknown, least: number, most: number): given is number =>
  typeof given === 'number' && Number.isInteger(given) && given >= least && given <= most

const record = (given: unknown): Record<string, unknown> =>
  typeof given === 'object' && given !== null ? (given as Record<string, unknown>) : {}
const array = (given: unknown): unknown[] => (Array.isArray(given) ? given : [])
const texts = (given: unknown): string[] => array(given).filter((one) => typeof one === 'string')
