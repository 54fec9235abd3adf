import type { Joint, Negation, Position, Tree } from './ast.ts'
import { clausesIn, isClause, type Clause } from './clause.ts'
import { FilterError } from './error.ts'
import { MAX_CLAUSES } from './limits.ts'
import { grouped } from './passes.ts'
import { isGroup, isKeyword, textOf, type Node } from './tree.ts'

type Item = Node | Clause

/** Makes the refusal of a filter for what stands at a place. */
type Fail = (at: Position) => FilterError

/** What to answer where the clauses of a filter do not hang together. */
export interface Wording {
  /** Makes the message from the pieces at the top level that belong to no clause. */
  readonly unparsed: (pieces: readonly string[], source: string) => string
  /** Set where MLflow reads clause by clause: is given those in front of the first such piece, to refuse them first. */
  readonly earlier?: (clause: Clause, source: string) => void
}

/**
 * Reads how the clauses of a filter hang together: AND binds tighter than OR, NOT tighter than both. As in MLflow, AND may be
 * left out between plain clauses, repeated, and stand at either end; undefined where there is no clause at all.
 */
export function readCondition(nodes: readonly Node[], source: string, wording: Wording): Tree<Clause> | undefined {
  const items = clausesIn(grouped(nodes), source)
  const unparsed = items.filter(isStray)
  if (unparsed.length === 0 && !items.some(isClause)) return undefined
  const fail = (at: Position): FilterError => {
    for (const item of items.slice(0, items.findIndex(isStray))) if (isClause(item)) wording.earlier?.(item, source)
    return new FilterError(
      wording.unparsed(
        unparsed.map((stray) => textOf(stray, source)),
        source,
      ),
      at,
    )
  }
  return new Reader(items, source, fail, { clauses: 0 }).whole()
}

function isStray(item: Item): item is Node {
  return !isClause(item) && !isKeyword(item, 'AND')
}

class Reader {
  readonly #items: readonly Item[]
  readonly #source: string
  readonly #fail: Fail
  readonly #count: { clauses: number }
  #at = 0

  constructor(items: readonly Item[], source: string, fail: Fail, count: { clauses: number }) {
    this.#items = items
    this.#source = source
    this.#fail = fail
    this.#count = count
  }

  whole(): Tree<Clause> {
    // What cannot belong to any condition is named first, wherever else the filter may be wrong.
    const stray = this.#items.find((item) => !isClause(item) && !isGroup(item, 'parentheses') && !isKeyword(item, 'AND', 'OR', 'NOT'))
    if (stray && !isClause(stray)) throw this.#fail(stray)
    const operands = [this.#and()]
    while (this.#word('OR')) {
      this.#at++
      operands.push(this.#and())
    }
    return joined('or', operands)
  }

  #and(): Tree<Clause> {
    const terms: Tree<Clause>[] = []
    let before: 'nothing' | 'clause' | 'other' = 'nothing'
    for (let item = this.#items[this.#at]; item !== undefined && !this.#word('OR'); item = this.#items[this.#at]) {
      if (this.#word('AND')) {
        before = 'nothing'
        this.#at++
        continue
      }
      if (before === 'other' || (before === 'clause' && !isClause(item))) throw this.#fail(this.#place())
      terms.push(this.#term(item))
      before = isClause(item) ? 'clause' : 'other'
    }
    if (terms.length === 0) throw this.#fail(this.#place())
    return joined('and', terms)
  }

  #term(first: Item): Tree<Clause> {
    let item: Item | undefined = first
    let negated = false
    while (item !== undefined && !isClause(item) && isKeyword(item, 'NOT')) {
      negated = !negated
      item = this.#items[++this.#at]
    }
    if (item === undefined || (!isClause(item) && !isGroup(item, 'parentheses'))) throw this.#fail(this.#place(-1))
    this.#at++
    const operand = isClause(item) ? this.#clause(item) : this.#inner(item.children.slice(1, -1), item)
    return negated ? negation(operand) : operand
  }

  #clause(clause: Clause): Clause {
    if (++this.#count.clauses > MAX_CLAUSES) throw new FilterError(`The filter has more than ${MAX_CLAUSES} clauses.`, clause.position)
    return clause
  }

  #inner(nodes: readonly Node[], place: Position): Tree<Clause> {
    const items = clausesIn(grouped(nodes), this.#source)
    if (items.length === 0) throw this.#fail(place)
    return new Reader(items, this.#source, this.#fail, this.#count).whole()
  }

  #word(word: string): boolean {
    const item = this.#items[this.#at]
    return item !== undefined && !isClause(item) && isKeyword(item, word)
  }

  // The item here, or else the last one: where a filter breaks off.
  #place(offset = 0): Position {
    const item = this.#items[this.#at + offset] ?? this.#items.at(-1)
    if (item === undefined) return { start: 0, end: this.#source.length }
    return isClause(item) ? item.position : item
  }
}

function joined(type: 'and' | 'or', operands: readonly Tree<Clause>[]): Tree<Clause> {
  const [first] = operands
  return operands.length === 1 && first !== undefined ? first : { type, operands }
}

function negation(operand: Tree<Clause>): Tree<Clause> {
  return operand.type === 'not' ? operand.operand : { type: 'not', operand }
}

/** Replaces the leaves of a condition. */
export function mapLeaves<From extends { readonly type: string }, To>(tree: Tree<From>, map: (leaf: From) => To): Tree<To> {
  if (isNegation(tree)) return { type: 'not', operand: mapLeaves(tree.operand, map) }
  if (isJoint(tree)) return { type: tree.type, operands: tree.operands.map((operand) => mapLeaves(operand, map)) }
  return map(tree)
}

function isNegation<Leaf extends { readonly type: string }>(tree: Tree<Leaf>): tree is Negation<Leaf> {
  return tree.type === 'not'
}

function isJoint<Leaf extends { readonly type: string }>(tree: Tree<Leaf>): tree is Joint<Leaf> {
  return tree.type === 'and' || tree.type === 'or'
}
