/** A box of the picture. */
export interface LineageNode {
  id: string
  /** 0 datasets and used models, 1 the run, 2 models it made, 3 versions. */
  column: number
  title: string
  /** The small second line. */
  note: string
  /** Address below `#`. */
  href?: string
}

export interface LineageEdge {
  from: string
  to: string
}

/** A node with its place in px. */
export interface PlacedNode extends LineageNode {
  x: number
  y: number
}

export const BOX = { width: 208, height: 44, gapX: 64, gapY: 12 } as const

/** Places nodes in columns, each column centerd; columns without a node take no room. */
export function placeNodes(nodes: readonly LineageNode[]): { placed: PlacedNode[]; width: number; height: number } {
  const columns = [...new Set(nodes.map(({ column }) => column))].toSorted((a, b) => a - b)
  const members = columns.map((column) => nodes.filter((node) => node.column === column))
  const tallest = Math.max(0, ...members.map((list) => list.length))
  const height = Math.max(BOX.height, tallest * (BOX.height + BOX.gapY) - BOX.gapY)
  const placed = members.flatMap((list, at) => {
    const own = list.length * (BOX.height + BOX.gapY) - BOX.gapY
    return list.map((node, row) => ({ ...node, x: at * (BOX.width + BOX.gapX), y: (height - own) / 2 + row * (BOX.height + BOX.gapY) }))
  })
  return { placed, width: Math.max(0, columns.length * (BOX.width + BOX.gapX) - BOX.gapX), height }
}

/** The curve from the right side of a box to the left side of another, as an SVG path. */
export function curve(from: PlacedNode, to: PlacedNode): string {
  const x1 = from.x + BOX.width
  const y1 = from.y + BOX.height / 2
  const y2 = to.y + BOX.height / 2
  const middle = (x1 + to.x) / 2
  return `M${x1},${y1}C${middle},${y1} ${middle},${y2} ${to.x},${y2}`
}
