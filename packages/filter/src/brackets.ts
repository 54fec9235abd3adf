import type { Token } from './lexer.ts'
import { isGroup, isKeyword, isPunctuation, isToken, makeGroup, type GroupKind, type Node } from './tree.ts'

interface Pair {
  readonly kind: GroupKind
  readonly opens: (node: Node) => boolean
  readonly closes: (node: Node) => boolean
}

// What has a beginning and an end, in the order in which MLflow looks for it. The blocks of statements exist to be refused whole.
const PAIRS: readonly Pair[] = [
  { kind: 'brackets', opens: (node) => isPunctuation(node, '['), closes: (node) => isPunctuation(node, ']') },
  { kind: 'parentheses', opens: (node) => isPunctuation(node, '('), closes: (node) => isPunctuation(node, ')') },
  { kind: 'block', opens: (node) => isKeyword(node, 'CASE'), closes: (node) => isKeyword(node, 'END') },
  { kind: 'block', opens: (node) => isKeyword(node, 'IF'), closes: (node) => isKeyword(node, 'END IF') },
  { kind: 'block', opens: (node) => isKeyword(node, 'FOR', 'FOREACH'), closes: (node) => isKeyword(node, 'END LOOP') },
  { kind: 'block', opens: (node) => isKeyword(node, 'BEGIN'), closes: (node) => isKeyword(node, 'END') },
]

/** Builds the tree of brackets over the tokens of a filter. What is never closed, or never opened, stays a token. */
export function bracketed(tokens: readonly Token[]): Node[] {
  return PAIRS.reduce(matchPairs, commentsGrouped(tokens))
}

function matchPairs(nodes: readonly Node[], pair: Pair): Node[] {
  const out: Node[] = []
  const opened: number[] = []
  for (const node of nodes) {
    const open = pair.closes(node) ? opened.pop() : undefined
    if (open !== undefined) {
      out.push(makeGroup(pair.kind, [...out.splice(open), node]))
      continue
    }
    if (pair.opens(node)) opened.push(out.length)
    out.push(isGroup(node) ? makeGroup(node.kind, matchPairs(node.children, pair)) : node)
  }
  return out
}

// Comments that follow each other are one, with the line ends between and behind them; those that end the filter stay as they are.
function commentsGrouped(tokens: readonly Token[]): Node[] {
  const out: Node[] = []
  for (let at = 0; at < tokens.length;) {
    let end = at
    while (isToken(tokens[at], 'comment') && isToken(tokens[end], 'comment', 'newline')) end++
    const run = tokens.slice(at, Math.max(end, at + 1))
    if (end > at && end < tokens.length) out.push(makeGroup('comments', run))
    else out.push(...run)
    at += run.length
  }
  return out
}
