import type { Position } from './ast.ts'
import { isGroup, isKeyword, isSpace, isToken, textOf, withoutSpace, type Node } from './tree.ts'

/** A clause as it is written: what it is about, how it compares, and with what. */
export interface Clause {
  readonly type: 'clause'
  readonly left: Node
  /** In capitals, with single spaces. */
  readonly comparator: string
  /** As the user wrote it. */
  readonly written: string
  /** One value; two for BETWEEN, none for IS NULL. */
  readonly values: readonly Node[]
  /** How many things the clause consists of; other than three where a comment got into it. */
  readonly parts: number
  readonly position: Position
  /** Where it ends with the comments in it. */
  readonly end: number
}

export function isClause(item: Node | Clause): item is Clause {
  return 'type' in item
}

/**
 * False for what MLflow takes for one identifier because AND is missing: in `tags.a = 'x' tags.b IS NULL` it sees a key
 * `a = 'x' tags.b`. What only this language has is not read that way.
 */
export function isPlain(identifier: Node): boolean {
  return isGroup(identifier) && !identifier.children.some(isSpace)
}

const isNumber = (node: Node | undefined): boolean => isToken(node, 'integer', 'float')

/** The nodes that MLflow looks at together from an identifier on; the longest clause of ours, `a NOT BETWEEN 1 AND 2`, has two more. */
const WINDOW = 4

/** Replaces what makes a clause by it; all other nodes stay, white space apart. */
export function clausesIn(nodes: readonly Node[], source: string): (Node | Clause)[] {
  const nonWhitespace = withoutSpace(nodes)
  const items: (Node | Clause)[] = []
  for (let at = 0; at < nonWhitespace.length;) {
    const found = parseKeywordClause(nonWhitespace.slice(at, at + WINDOW + 2), source)
    if (found) {
      items.push(found.clause)
      at += found.length
      continue
    }
    // An identifier that begins no clause makes MLflow overlook those that begin right behind it.
    const length = isGroup(nonWhitespace[at], 'identifier') && nonWhitespace.length - at >= 3 ? WINDOW : 1
    for (const node of nonWhitespace.slice(at, at + length))
      items.push(isGroup(node, 'comparison pair') ? parseComparison(node.children, source) : node)
    at += length
  }
  return items
}

interface Found {
  readonly clause: Clause
  /** Nodes that the clause takes. */
  readonly length: number
}

function parseComparison(children: readonly Node[], source: string): Clause {
  const parts = withoutSpace(children)
  const [left, sign, right] = parts
  if (!left || !sign || !right) throw new RangeError('a comparison has two sides')
  return { ...clause(left, [sign], [right], parts.length, source), end: children.at(-1)?.end ?? right.end }
}

// How many words between an identifier and its value make one comparator: IN, NOT IN, BETWEEN, NOT BETWEEN, IS.
function wordsBehind(nodes: readonly Node[], at: number): number {
  const first = nodes[at]
  if (isKeyword(first, 'IN', 'BETWEEN')) return 1
  if (isKeyword(first, 'NOT') && isKeyword(nodes[at + 1], 'IN', 'BETWEEN')) return 2
  return isKeyword(first, 'IS') && isKeyword(nodes[at + 1], 'NULL', 'NOT NULL') ? 2 : 0
}

function parseKeywordClause(nodes: readonly Node[], source: string): Found | undefined {
  const [left, ...rest] = nodes
  const words = isGroup(left, 'identifier') ? wordsBehind(rest, 0) : 0
  const comparator = rest.slice(0, words)
  const [low, and, high] = rest.slice(words)
  const last = comparator.at(-1)
  if (!left || !last || words === 0) return undefined
  if (isKeyword(last, 'NULL', 'NOT NULL')) return { clause: clause(left, comparator, [], 2, source), length: 1 + words }
  if (isKeyword(last, 'IN')) {
    return isGroup(low, 'parentheses') ? { clause: clause(left, comparator, [low], 3, source), length: 2 + words } : undefined
  }
  if (!low || !high || !isPlain(left) || !isNumber(low) || !isKeyword(and, 'AND') || !isNumber(high)) return undefined
  return { clause: clause(left, comparator, [low, high], 3, source), length: 4 + words }
}

function clause(left: Node, comparator: readonly Node[], values: readonly Node[], parts: number, source: string): Clause {
  const written = comparator.map((node) => textOf(node, source)).join(' ')
  const end = (values.at(-1) ?? comparator.at(-1) ?? left).end
  return {
    type: 'clause',
    left,
    comparator: written.toUpperCase().replace(/\s+/g, ' '),
    written,
    values,
    parts,
    position: { start: left.start, end },
    end,
  }
}
