import { FilterError } from './error.ts'
import type { Token } from './lexer.ts'
import { MAX_NESTING } from './limits.ts'

export type GroupKind =
  | 'comments'
  | 'brackets'
  | 'parentheses'
  | 'block'
  | 'call'
  | 'where'
  | 'identifier'
  | 'typed literal'
  | 'operation'
  | 'comparison pair'
  | 'assignment'
  | 'list'

/** Tokens that stand for one thing together. Its children cover it without gaps; it grows while the passes run. */
export interface Group {
  readonly kind: GroupKind
  readonly children: Node[]
  readonly start: number
  end: number
  /** How deep brackets and parentheses lie in it. */
  readonly depth: number
}

export type Node = Token | Group

export function isGroup(node: Node | undefined, ...kinds: readonly GroupKind[]): node is Group {
  return node !== undefined && 'children' in node && (kinds.length === 0 || kinds.includes(node.kind))
}

/** True for a token of one of these kinds. */
export function isToken(node: Node | undefined, ...kinds: readonly Token['kind'][]): node is Token {
  return node !== undefined && !('children' in node) && kinds.includes(node.kind)
}

/** True for this keyword, in any case. */
export function isKeyword(node: Node | undefined, ...words: readonly string[]): node is Token {
  return isToken(node, 'keyword') && words.includes(node.text.toUpperCase())
}

export function isPunctuation(node: Node | undefined, sign: string): boolean {
  return isToken(node, 'punctuation') && node.text === sign
}

export function isSpace(node: Node): boolean {
  return isToken(node, 'space', 'newline')
}

/** The text that a node stands for, white space and comments included. */
export function textOf(node: Node, source: string): string {
  return source.slice(node.start, node.end)
}

/** Position of the first node at or behind `from` that is not white space; the length of the list if there is none. */
export function solidFrom(nodes: readonly Node[], from: number): number {
  let at = from
  for (let node = nodes[at]; node !== undefined && isSpace(node); node = nodes[at]) at++
  return at
}

export function withoutSpace(nodes: readonly Node[]): Node[] {
  return nodes.filter((node) => !isSpace(node))
}

/** Makes a group of nodes that follow each other; at least one is needed. Refuses more than `MAX_NESTING` levels of brackets. */
export function makeGroup(kind: GroupKind, children: Node[]): Group {
  const [first] = children
  const last = children.at(-1)
  if (!first || !last) throw new RangeError('a group has children')
  const own = kind === 'parentheses' || kind === 'brackets' || kind === 'block' ? 1 : 0
  const depth = own + children.reduce((deepest, child) => Math.max(deepest, isGroup(child) ? child.depth : 0), 0)
  if (depth > MAX_NESTING)
    throw new FilterError(`The filter is nested more than ${MAX_NESTING} levels deep.`, { start: first.start, end: last.end })
  return { kind, children, start: first.start, end: last.end, depth }
}

/** Adds nodes that follow a group to it. */
export function extendGroup(group: Group, nodes: readonly Node[]): void {
  for (const node of nodes) group.children.push(node)
  group.end = nodes.at(-1)?.end ?? group.end
}
