import {
  extendGroup,
  isGroup,
  isKeyword,
  isPunctuation,
  isSpace,
  isToken,
  makeGroup,
  solidFrom,
  type Group,
  type GroupKind,
  type Node,
} from './tree.ts'

/** Joins nodes around one in their middle, as in `a = 1` around the sign. */
interface Join {
  readonly into: GroupKind
  /** A group of the same kind that already begins there takes the nodes in, instead of becoming the first part of a new one. */
  readonly extend: boolean
  readonly around: (node: Node) => boolean
  readonly before: (node: Node) => boolean
  readonly after: (node: Node | undefined) => boolean
  /** The node before stays out: `date 'x'` is joined from `date` on, though something must stand before it. */
  readonly leavesBefore?: boolean
  /** False where the node behind stays out. */
  readonly takesAfter?: (node: Node | undefined) => boolean
}

const OPERAND_TOKENS = ['integer', 'float', 'string', 'symbol', 'name', 'placeholder'] as const
const OPERAND_GROUPS = ['parentheses', 'call', 'identifier', 'operation', 'typed literal'] as const

const isAnyKeyword = (node: Node): boolean => isToken(node, 'keyword', 'statement', 'order')
const isOperand = (node: Node | undefined): boolean => isToken(node, ...OPERAND_TOKENS) || isGroup(node, ...OPERAND_GROUPS)
const isTerm = (node: Node | undefined): boolean =>
  isOperand(node) || isGroup(node, 'brackets') || isKeyword(node, 'CURRENT_DATE', 'CURRENT_TIME', 'CURRENT_TIMESTAMP')
const isSide = (node: Node | undefined): boolean => isOperand(node) || isKeyword(node, 'NULL')
const isListed = (node: Node | undefined): boolean =>
  isToken(node, ...OPERAND_TOKENS, 'keyword', 'wildcard') ||
  isGroup(node, 'call', 'block', 'identifier', 'comparison pair', 'list', 'operation')

const isNameable = (node: Node): boolean =>
  isToken(node, 'integer', 'float', 'hex') || isGroup(node, 'parentheses', 'call', 'block', 'identifier', 'operation', 'comparison pair')

const PATH: Join = {
  into: 'identifier',
  extend: true,
  around: (node) => isPunctuation(node, '.') || (isToken(node, 'operator') && (node.text === '->' || node.text === '->>')),
  before: (node) => isToken(node, 'name', 'symbol') || isGroup(node, 'brackets', 'identifier'),
  after: () => true,
  takesAfter: (node) => isToken(node, 'name', 'symbol', 'wildcard', 'string') || isGroup(node, 'brackets', 'call'),
}

const INDEX: Join = {
  into: 'identifier',
  extend: true,
  around: (node) => isGroup(node, 'brackets'),
  before: (node) => isToken(node, 'name', 'symbol') || isGroup(node, 'brackets', 'identifier', 'call'),
  after: () => true,
  takesAfter: () => false,
}

const CAST: Join = {
  into: 'identifier',
  extend: true,
  around: (node) => isPunctuation(node, '::'),
  before: () => true,
  after: (node) => node !== undefined,
}

const TYPED_LITERAL: Join = {
  into: 'typed literal',
  extend: false,
  around: (node) => isToken(node, 'builtin') || isKeyword(node, 'TIMESTAMP'),
  before: () => true,
  after: (node) => isToken(node, 'string'),
  leavesBefore: true,
}

const TYPED_LITERAL_UNIT: Join = {
  into: 'typed literal',
  extend: true,
  around: (node) => isGroup(node, 'typed literal'),
  before: () => true,
  after: (node) => isKeyword(node, 'DAY', 'HOUR', 'MINUTE', 'MONTH', 'SECOND', 'YEAR'),
  leavesBefore: true,
}

const OPERATION: Join = {
  into: 'operation',
  extend: false,
  around: (node) => isToken(node, 'operator', 'wildcard'),
  before: isTerm,
  after: isTerm,
}

const COMPARISON: Join = {
  into: 'comparison pair',
  extend: false,
  around: (node) => isToken(node, 'comparison'),
  before: isSide,
  after: isSide,
}

const ALIAS: Join = {
  into: 'identifier',
  extend: true,
  around: (node) => isKeyword(node, 'AS'),
  before: (node) => isKeyword(node, 'NULL') || !isAnyKeyword(node),
  after: (node) => node !== undefined && !isToken(node, 'statement'),
}

const ASSIGNMENT: Join = {
  into: 'assignment',
  extend: true,
  around: (node) => isToken(node, 'assignment'),
  before: (node) => !isToken(node, 'keyword'),
  after: (node) => node !== undefined && !isToken(node, 'keyword'),
}

const LIST: Join = { into: 'list', extend: true, around: (node) => isPunctuation(node, ','), before: isListed, after: isListed }

/**
 * Groups the nodes of one level as MLflow's tokenizer does, in its order: what ends up as a comparison, as an identifier or as
 * neither decides what a filter means. What lies inside brackets is left alone.
 */
export function grouped(nodes: readonly Node[]): Node[] {
  let out = calls(nodes)
  out = where(out)
  out = join(join(out, PATH), INDEX)
  out = out.map((node) => (isToken(node, 'name', 'symbol') ? makeGroup('identifier', [node]) : node))
  out = ordered(out)
  for (const rule of [CAST, TYPED_LITERAL, TYPED_LITERAL_UNIT, OPERATION, COMPARISON, ALIAS]) out = join(out, rule)
  out = aliased(out)
  out = commented(join(out, ASSIGNMENT))
  return join(out, LIST)
}

function join(nodes: readonly Node[], rule: Join): Node[] {
  const out: Node[] = []
  let before = 0 // where in `out` the last node stands that is not white space
  let judged: Node | undefined // what a node before is judged by; of a group that was just made, its last part
  for (let at = 0; at < nodes.length; at++) {
    const node = nodes[at]
    if (node === undefined) break
    if (isSpace(node)) {
      out.push(node)
      continue
    }
    const next = rule.around(node) && judged && rule.before(judged) ? solidFrom(nodes, at + 1) : undefined
    const follower = nodes[next ?? nodes.length]
    if (next === undefined || !rule.after(follower)) {
      before = out.push(node) - 1
      judged = node
      continue
    }
    const taken = rule.takesAfter?.(follower) ?? true
    const parts = rule.leavesBefore ? [] : out.splice(before)
    const to = taken ? joinedEnd(nodes, next, rule) : at
    const group = take([...parts, ...nodes.slice(at, to + 1)], rule)
    before = out.push(group) - 1
    judged = taken ? nodes[to] : group
    at = to
  }
  return out
}

// `a :: :: b` is one group: a sign that was taken as an operand goes on to join what follows it.
function joinedEnd(nodes: readonly Node[], from: number, rule: Join): number {
  let to = from
  for (let node = nodes[to]; node !== undefined && rule.around(node); node = nodes[to]) {
    const next = solidFrom(nodes, to + 1)
    if (!rule.extend || !rule.after(nodes[next])) break
    to = next
  }
  return to
}

function take(parts: Node[], rule: Join): Group {
  const [first] = parts
  if (!rule.extend || !isGroup(first, rule.into)) return makeGroup(rule.into, parts)
  extendGroup(first, parts.slice(1))
  return first
}

// A name and the parentheses behind it.
function calls(nodes: readonly Node[]): Node[] {
  const out: Node[] = []
  for (let at = 0; at < nodes.length; at++) {
    const node = nodes[at]
    if (node === undefined) break
    const next = isToken(node, 'name', 'builtin', 'placeholder') ? solidFrom(nodes, at + 1) : nodes.length
    if (!isGroup(nodes[next], 'parentheses')) {
      out.push(node)
      continue
    }
    out.push(makeGroup('call', nodes.slice(at, next + 1)))
    at = next
  }
  return out
}

const AFTER_WHERE = ['ORDER BY', 'GROUP BY', 'LIMIT', 'UNION', 'UNION ALL', 'EXCEPT', 'INTERSECT', 'HAVING', 'RETURNING', 'INTO'] as const

// WHERE and all behind it, up to the next part of a statement: refused as one piece.
function where(nodes: readonly Node[]): Node[] {
  const start = nodes.findIndex((node) => isKeyword(node, 'WHERE'))
  if (start < 0) return [...nodes]
  const end = nodes.findIndex((node, at) => at > start && isKeyword(node, ...AFTER_WHERE))
  const to = end < 0 ? nodes.length : end
  return [...nodes.slice(0, start), makeGroup('where', nodes.slice(start, to)), ...nodes.slice(to)]
}

// An identifier or a number with ASC or DESC behind it.
function ordered(nodes: readonly Node[]): Node[] {
  const out: Node[] = []
  let before = -1
  for (const node of nodes) {
    const subject = out[before]
    const joins = isToken(node, 'order') && (isGroup(subject, 'identifier') || isToken(subject, 'integer', 'float', 'hex'))
    if (joins) out.push(makeGroup('identifier', [...out.splice(before), node]))
    else out.push(node)
    if (!isSpace(node)) before = out.length - 1
  }
  return out
}

// Two things without a sign between them, where the second is an identifier: `a b` reads as `a AS b`.
function aliased(nodes: readonly Node[]): Node[] {
  const out: Node[] = []
  for (let at = 0; at < nodes.length; at++) {
    const node = nodes[at]
    if (node === undefined) break
    const next = isNameable(node) ? solidFrom(nodes, at + 1) : nodes.length
    if (!isGroup(nodes[next], 'identifier')) {
      out.push(node)
      continue
    }
    out.push(take(nodes.slice(at, next + 1), ALIAS))
    at = next
  }
  return out
}

// A comment belongs to the group in front of it.
function commented(nodes: readonly Node[]): Node[] {
  const out: Node[] = []
  let before = -1
  for (const node of nodes) {
    const subject = out[before]
    if (isGroup(node, 'comments') && isGroup(subject)) {
      extendGroup(subject, [...out.splice(before + 1), node])
      continue
    }
    out.push(node)
    if (!isSpace(node)) before = out.length - 1
  }
  return out
}
