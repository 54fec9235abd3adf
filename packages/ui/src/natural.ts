const BEYOND_ASCII = /[^\u0000-\u007F]/
const PIECES = /\d+|\D+/g

let collator: Intl.Collator | undefined

/**
 * Compares texts as a reader would: upper and lower case alike, numbers by their size (`run2` before `run10`). Texts in other letters than those of ASCII are
 * compared by the browser's rules; those need to be loaded, which costs a page 10 ms, so that all others do without.
 */
export function natural(a: string, b: string): number {
  if (BEYOND_ASCII.test(a) || BEYOND_ASCII.test(b)) {
    collator ??= new Intl.Collator('en', { numeric: true, sensitivity: 'base' })
    return collator.compare(a, b)
  }
  const others = b.toLowerCase().match(PIECES) ?? []
  const pieces = a.toLowerCase().match(PIECES) ?? []
  for (const [at, piece] of pieces.entries()) {
    const other = others[at]
    if (other === undefined) return 1
    const order = isNumber(piece) && isNumber(other) ? bySize(piece, other) : byOrder(piece, other)
    if (order !== 0) return order
  }
  return pieces.length - others.length
}

const isNumber = (piece: string): boolean => piece >= '0' && piece < ':'

/** Numbers of any length. */
function bySize(a: string, b: string): number {
  const [first, second] = [a.replace(/^0+/, ''), b.replace(/^0+/, '')]
  return first.length - second.length || byOrder(first, second)
}

const byOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
