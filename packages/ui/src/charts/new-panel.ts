import type { Kind, Panel } from './layout.ts'

/** A new chart of a kind with axes to begin with, the first there are. */
export function newPanel(kind: Kind, { metrics, params }: { metrics: readonly string[]; params: readonly string[] }): Panel {
  const model = metrics.filter((key) => !key.startsWith('system/'))
  const [first, second = first, third = second] = (model.length > 0 ? model : metrics).map((key) => `metrics.${key}`)
  const names = params.map((key) => `params.${key}`)
  const axes: Record<Kind, (string | undefined)[]> = {
    line: [first],
    bar: [first],
    difference: model.slice(0, 8).map((key) => `metrics.${key}`),
    scatter: [names[0] ?? second, first],
    contour: [names[0] ?? second, names[1] ?? third, first],
    box: [names[0], first],
    parallel: [...names.slice(0, 6), first],
    image: [],
  }
  // Unique within this arrangement and readable in the address.
  const id = `${kind}:${Date.now().toString(36)}${Math.random().toString(36).slice(2, 6)}`
  return { id, kind, axes: axes[kind].map((axis) => axis ?? '') }
}
