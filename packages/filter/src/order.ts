import type { Entity, Position } from './ast.ts'
import { bracketed } from './brackets.ts'
import { FilterError } from './error.ts'
import { tokenize } from './lexer.ts'
import { MAX_FILTER_LENGTH, MAX_ORDER_FIELDS } from './limits.ts'
import { grouped } from './passes.ts'
import { pythonList } from './python-text.ts'
import { isGroup } from './tree.ts'

/** One field of an order. Attributes by their canonical name. */
export interface OrderTerm {
  readonly entity: Exclude<Entity, 'dataset'>
  readonly key: string
  readonly ascending: boolean
}

/** An item of an order_by, cut up: `metrics."a b" desc`. The position is the whole item's. */
export interface OrderItem {
  readonly identifier: string
  readonly ascending: boolean
  readonly position: Position
}

/** Parses the items of an order_by one after the other. Throws `FilterError`, whose position lies in the item, not in the list. */
export function parseOrder(items: readonly string[], read: (item: OrderItem) => OrderTerm): readonly OrderTerm[] {
  if (items.length > MAX_ORDER_FIELDS) {
    throw new FilterError(`The order_by has more than ${MAX_ORDER_FIELDS} fields.`, { start: 0, end: 0 })
  }
  return items.map((item) => read(readItem(item)))
}

/** Refuses an order that names a field twice. MLflow does so with 500; here it is the request that is wrong. */
export function refuseRepeated(items: readonly string[], terms: readonly OrderTerm[]): void {
  const fields = new Set(terms.map((term) => JSON.stringify([term.entity, term.key])))
  if (fields.size === terms.length) return
  throw new FilterError(`\`order_by\` contains duplicate fields: ${pythonList(items)}`, { start: 0, end: 0 })
}

function readItem(item: string): OrderItem {
  const position = { start: 0, end: item.length }
  const unreadable = new FilterError(`Invalid order_by clause '${item}'. Could not be parsed.`, position)
  if (item.length > MAX_FILTER_LENGTH || !isOrderable(item)) throw unreadable
  const words = shellWords(item.replaceAll('`', '"'))
  const [identifier, direction] = words ?? []
  if (!words || identifier === undefined || words.length > 2) throw unreadable
  if (direction === undefined) return { identifier: item, ascending: true, position }
  const order = direction.toLowerCase()
  if (order !== 'asc' && order !== 'desc') throw new FilterError(`Invalid ordering key in order_by clause '${item}'.`, position)
  return { identifier: identifier.trim(), ascending: order === 'asc', position }
}

// The whole item must be one identifier in the eyes of the tokenizer; `timestamp`, which it takes for a type, is let through.
function isOrderable(item: string): boolean {
  if (item.startsWith('timestamp') && /^timestamp(?:\s+(?:asc|desc))?$/i.test(item)) return true
  const nodes = grouped(bracketed(tokenize(item)))
  return nodes.length === 1 && isGroup(nodes[0], 'identifier')
}

/**
 * Cuts a text into words as a POSIX shell would: white space separates, quotes hold together, back-slashes escape (between double
 * quotes only `"` and `\`). Undefined where a quote is never closed or nothing follows a back-slash.
 */
function shellWords(text: string): string[] | undefined {
  const words: string[] = []
  const piece = /([ \t\r\n]+)|'([^']*)'|"((?:[^"\\]+|\\[^])*)"|\\([^])|([^ \t\r\n'"\\]+)/y
  let open = false // whether the next piece goes on with the last word
  for (let at = 0; at < text.length; at = piece.lastIndex) {
    piece.lastIndex = at
    const match = piece.exec(text)
    if (!match) return undefined
    const [, space, single, double, escaped, plain] = match
    if (space === undefined) {
      const part = single ?? double?.replace(/\\(["\\])/g, '$1') ?? escaped ?? plain ?? ''
      words.push((open ? (words.pop() ?? '') : '') + part)
    }
    open = space === undefined
  }
  return words
}
