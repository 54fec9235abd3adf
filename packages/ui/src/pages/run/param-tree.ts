import { natural } from '../../natural.ts'
/** A param, or what several params begin with. */
export interface ParamNode {
  /** The part of the key that is shown: `lr`, or a prefix with its separator: `optim/`. */
  label: string
  /** The whole key up to here. */
  key: string
  /** Absent on prefixes. */
  value?: string
  children: ParamNode[]
}

/** Params as a tree by `.` and `/` in their keys, in natural order. A prefix of one param alone is no level of its own. */
export function paramTree(params: readonly { key: string; value: string }[]): ParamNode[] {
  const root: Building = { leaves: [], levels: new Map() }
  for (const param of params) add(root, param)
  return nodesOf(root, '')
}

interface Building {
  leaves: { rest: string; key: string; value: string }[]
  levels: Map<string, Building>
}

/** At most so many levels: deeper keys stay whole. */
const DEPTH = 8

function add(root: Building, { key, value }: { key: string; value: string }): void {
  let level = root
  let rest = key
  for (let depth = 0; depth < DEPTH; depth++) {
    const cut = rest.search(/(?<=.)[./](?=.)/s)
    if (cut < 0) break
    const part = rest.slice(0, cut + 1)
    let next = level.levels.get(part)
    if (!next) level.levels.set(part, (next = { leaves: [], levels: new Map() }))
    level = next
    rest = rest.slice(cut + 1)
  }
  level.leaves.push({ rest, key, value })
}

function nodesOf({ leaves, levels }: Building, prefix: string): ParamNode[] {
  const nodes: ParamNode[] = leaves.map(({ rest, key, value }) => ({ label: rest, key, value, children: [] }))
  for (const [part, level] of levels) {
    const children = nodesOf(level, prefix + part)
    const [only] = children
    if (children.length === 1 && only) nodes.push({ ...only, label: part + only.label })
    else nodes.push({ label: part, key: prefix + part, children })
  }
  return nodes.sort((a, b) => natural(a.label, b.label))
}

/** How many params stand at or below a node. */
export const leafCount = (node: ParamNode): number =>
  (node.value === undefined ? 0 : 1) + node.children.reduce((sum, child) => sum + leafCount(child), 0)

/** A line of the tree as it is shown. */
export interface ParamRow {
  node: ParamNode
  depth: number
  open: boolean
}

/** The lines that are to be seen: children of closed prefixes are left out. */
export function visibleRows(nodes: readonly ParamNode[], closed: ReadonlySet<string>, depth = 0): ParamRow[] {
  return nodes.flatMap((node) => {
    const open = node.children.length > 0 && !closed.has(node.key)
    return [{ node, depth, open }, ...(open ? visibleRows(node.children, closed, depth + 1) : [])]
  })
}
