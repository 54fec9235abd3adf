/** Kinds of charts, in the order of the menu. */
export const KINDS = ['line', 'bar', 'scatter', 'parallel', 'contour', 'box', 'difference', 'image'] as const
export type Kind = (typeof KINDS)[number]

/** One chart. */
export interface Panel {
  id: string
  kind: Kind
  /** What it shows: `metrics.loss`, `params.lr`, for pictures `images.key`. Scatter: x, y, color; contour: x, y, height; box: category, value. */
  axes: readonly string[]
  /** Of lines: a formula over metrics that is drawn in their place; `axes` are the metrics that it names. See expression.ts. */
  expression?: string | undefined
  /** Of lines: an x axis of its own, in the words of settings.ts. */
  x?: string | undefined
  /** Of lines: a logarithmic y axis whatever the others have. Of scatter plots and parallel coordinates: logarithmic axes where numbers are positive; by themselves when absent. */
  log?: boolean | undefined
  /** Of lines: ends of the y axis, the data's where absent. */
  low?: number | undefined
  high?: number | undefined
}

export interface LayoutSection {
  id: string
  name: string
  collapsed: boolean
  panels: readonly Panel[]
}

/** How the reader arranged the charts. */
export interface Layout {
  sections: readonly LayoutSection[]
  /** Ids of automatic panels that the reader deleted, so that they stay away. */
  deleted: readonly string[]
  /** Cards beside each other, 1 to 6, and the height of their plots, px; absent: as the page has room, and as high as the kind needs. */
  columns?: number | undefined
  height?: number | undefined
}

/** Under what the browser keeps an arrangement; `name` is that of `ChartsPanel`'s `layoutKey`. */
export const chartsKey = (name: string): string => `tailrace.charts.${name}`

/** Whether the reader has arranged the charts of a name. */
export function isArranged(name: string): boolean {
  try {
    return localStorage.getItem(chartsKey(name)) !== null
  } catch {
    return false
  }
}

/** The name of the arrangement that the runs of an experiment share on their own pages. */
export const runCharts = (experimentId: string): string => `run-${experimentId}`

export const EMPTY_LAYOUT: Layout = { sections: [], deleted: [] }

/** Section of metrics whose name has no prefix. */
const PLAIN = 'Metrics'
const SYSTEM = 'system'
/** Section of the charts that compare runs by their latest values. */
const RUNS = 'Runs'

/** The section a metric belongs to: what stands before the first slash. */
function sectionNameOf(metric: string): string {
  const slash = metric.indexOf('/')
  return slash > 0 ? metric.slice(0, slash) : PLAIN
}

/** What there is to draw. */
export interface Available {
  metrics: readonly string[]
  /** Params with more than one value, for the parallel coordinates. */
  varying: readonly string[]
  /** Metrics with several values, for the same. */
  telling: readonly string[]
  /** Whether there are several runs to compare. */
  several: boolean
}

/** Panels that come by themselves, each with the name of its section. */
function automaticPanels({ metrics, varying, telling, several }: Available): { section: string; panel: Panel }[] {
  const lines = metrics.map((key) => ({
    section: sectionNameOf(key),
    panel: { id: `line:${key}`, kind: 'line' as const, axes: [`metrics.${key}`] },
  }))
  // The last axis gives the colors, so the metric that matters most stands there.
  const effects = telling.slice(0, 3).toReversed()
  const axes = [...varying.slice(0, 6).map((key) => `params.${key}`), ...effects.map((key) => `metrics.${key}`)]
  const parallel = { section: RUNS, panel: { id: 'parallel', kind: 'parallel' as const, axes } }
  return [...lines, ...(several && varying.length > 0 && telling.length > 0 ? [parallel] : [])]
}

/** Automatic sections in order: metrics as they come, by their prefixes, then pictures, comparisons, system metrics last. */
function rank(name: string): number {
  if (name === SYSTEM) return 4
  if (name === RUNS) return 3
  return name === 'Images' ? 2 : 1
}

/** The layout with panels for all that is new; what the reader arranged or deleted stays so. */
export function withAutomatic(layout: Layout, available: Available): Layout {
  const known = new Set([...layout.deleted, ...layout.sections.flatMap(({ panels }) => panels.map(({ id }) => id))])
  const fresh = automaticPanels(available).filter(({ panel }) => !known.has(panel.id))
  if (fresh.length === 0) return layout
  const added = new Map<string, Panel[]>()
  for (const { section: name, panel } of fresh) {
    const panels = added.get(name)
    if (panels) panels.push(panel)
    else added.set(name, [panel])
  }
  const sections = layout.sections.map((section) => {
    const name = section.id.startsWith('auto:') ? section.id.slice(5) : undefined
    const more = name === undefined ? undefined : added.get(name)
    if (name === undefined || !more) return section
    added.delete(name)
    return { ...section, panels: [...section.panels, ...more] }
  })
  const made = [...added].map(([name, panels]): LayoutSection => ({ id: `auto:${name}`, name, collapsed: false, panels }))
  const merged = made.length === 0 ? sections : withSections(sections, made)
  return { ...layout, sections: available.metrics.length > MANY_METRICS ? folded(merged, new Set(made)) : merged }
}

/** Metrics beyond which sections come folded, but for the first few. */
const MANY_METRICS = 200
const OPEN_SECTIONS = 3

function folded(sections: readonly LayoutSection[], made: ReadonlySet<LayoutSection>): LayoutSection[] {
  return sections.map((section, at) => (at >= OPEN_SECTIONS && made.has(section) ? { ...section, collapsed: true } : section))
}

/** Puts new automatic sections among others, each before the first automatic one of a higher rank. */
function withSections(sections: readonly LayoutSection[], made: readonly LayoutSection[]): LayoutSection[] {
  const waiting = made.toSorted((a, b) => rank(a.name) - rank(b.name))
  const merged: LayoutSection[] = []
  let next = 0
  for (const section of sections) {
    if (section.id.startsWith('auto:'))
      for (let one = waiting[next]; one && rank(one.name) < rank(section.name); one = waiting[++next]) merged.push(one)
    merged.push(section)
  }
  return [...merged, ...waiting.slice(next)]
}

/** The layout without panels whose metrics none of these runs has, for drawing; what is kept is the whole. */
export function present(layout: Layout, metrics: readonly string[]): Layout {
  const known = new Set(metrics)
  const isThere = (panel: Panel): boolean => panel.kind !== 'line' || panel.axes.some((axis) => known.has(nameOf(axis)))
  const sections = layout.sections.map((section) => ({ ...section, panels: section.panels.filter(isThere) }))
  return { ...layout, sections: sections.filter(({ id, panels }) => panels.length > 0 || !id.startsWith('auto:')) }
}

/** The name behind `metrics.` or `params.`. */
export const nameOf = (axis: string): string => axis.slice(axis.indexOf('.') + 1)

/** A title without the prefix that all system metrics have: their section says it, and cards are narrow. */
export const shortTitle = (title: string): string => title.replace(/^system\/(?=\S+$)/, '')

/** Title of a panel, the metric it shows or what it is. */
export function titleOf({ kind, axes, expression }: Panel): string {
  if (expression !== undefined) return expression
  const names = axes.map(nameOf)
  if (kind === 'parallel') return 'Parallel coordinates'
  if (kind === 'difference') return 'Difference from the baseline'
  if (kind === 'image') return names.length > 0 ? names.join(', ') : 'Images'
  if (kind === 'scatter' || kind === 'contour') return [names[1], 'by', names[0]].join(' ')
  if (kind === 'box') return `${names[1]} by ${names[0]}`
  return names.join(', ')
}

const change = (layout: Layout, sectionId: string, by: (section: LayoutSection) => LayoutSection): Layout => ({
  ...layout,
  sections: layout.sections.map((section) => (section.id === sectionId ? by(section) : section)),
})

export const renameSection = (layout: Layout, id: string, name: string): Layout => change(layout, id, (section) => ({ ...section, name }))

export const toggleSection = (layout: Layout, id: string): Layout =>
  change(layout, id, (section) => ({ ...section, collapsed: !section.collapsed }))

/** Adds an empty section in front. */
export const addSection = (layout: Layout, id: string, name: string): Layout => ({
  ...layout,
  sections: [{ id, name, collapsed: false, panels: [] }, ...layout.sections],
})

/** Takes a section away with its panels. */
export function deleteSection(layout: Layout, id: string): Layout {
  const gone = layout.sections.find((section) => section.id === id)
  return {
    ...layout,
    sections: layout.sections.filter((section) => section.id !== id),
    deleted: [...layout.deleted, ...(gone?.panels.map((panel) => panel.id) ?? [])],
  }
}

/** Moves the section so that it stands at the place of another one. */
export function moveSection(layout: Layout, id: string, toPlaceOf: string): Layout {
  const moved = layout.sections.find((section) => section.id === id)
  const to = layout.sections.findIndex((section) => section.id === toPlaceOf)
  if (!moved || to < 0) return layout
  const sections = layout.sections.filter((section) => section !== moved)
  sections.splice(to, 0, moved)
  return { ...layout, sections }
}

export const addPanel = (layout: Layout, sectionId: string, panel: Panel): Layout =>
  change(layout, sectionId, (section) => ({ ...section, collapsed: false, panels: [...section.panels, panel] }))

export const editPanel = (layout: Layout, panel: Panel): Layout => ({
  ...layout,
  sections: layout.sections.map((section) => ({
    ...section,
    panels: section.panels.map((other) => (other.id === panel.id ? panel : other)),
  })),
})

export const deletePanel = (layout: Layout, id: string): Layout => ({
  ...layout,
  sections: layout.sections.map((section) => ({ ...section, panels: section.panels.filter((panel) => panel.id !== id) })),
  deleted: [...layout.deleted, id],
})

/** Moves a panel into a section: to the place of another panel, or to the end. */
export function movePanel(layout: Layout, id: string, sectionId: string, toPlaceOf?: string): Layout {
  const moved = layout.sections.flatMap(({ panels }) => panels).find((panel) => panel.id === id)
  const target = layout.sections.find((section) => section.id === sectionId)
  if (!moved || !target || id === toPlaceOf) return layout
  const to = target.panels.findIndex((panel) => panel.id === toPlaceOf)
  const without = { ...layout, sections: layout.sections.map((s) => ({ ...s, panels: s.panels.filter((panel) => panel !== moved) })) }
  return change(without, sectionId, (section) => ({
    ...section,
    panels: section.panels.toSpliced(to < 0 ? section.panels.length : to, 0, moved),
  }))
}

/** Moves a panel one place on (1) or back (-1) inside its section. */
export function shiftPanel(layout: Layout, id: string, by: 1 | -1): Layout {
  const section = layout.sections.find(({ panels }) => panels.some((panel) => panel.id === id))
  const at = section?.panels.findIndex((panel) => panel.id === id) ?? -1
  const other = section?.panels[at + by]
  return section && other ? movePanel(layout, id, section.id, other.id) : layout
}
