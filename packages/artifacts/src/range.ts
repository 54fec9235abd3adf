import { MlflowError } from '@tailrace/contract'

/** The bytes of a file that a reader wants: from `start` up to and including `end` (to the end of the file without it), or the last ones. */
export type ByteRange = { readonly start: number; readonly end?: number } | { readonly last: number }

/** A range within a file, both ends included. */
export interface ResolvedRange {
  readonly start: number
  readonly end: number
}

/** None of the wanted bytes exist. Over HTTP it is a 416 with `Content-Range: bytes *\/<size>`. */
export class RangeNotSatisfiable extends MlflowError {
  /** Size of the file in bytes. */
  readonly size: number

  constructor(size: number) {
    super('INVALID_PARAMETER_VALUE', `The requested range lies outside the ${size} bytes of the file`)
    this.name = 'RangeNotSatisfiable'
    this.size = size
  }
}

/**
 * Reads a `Range` header. Undefined for an absent, malformed or reversed one and for several ranges: HTTP lets a server then
 * answer with the whole file.
 */
export function parseRange(header: string | undefined): ByteRange | undefined {
  const [, from = '', to = ''] = /^bytes=\s*(\d{0,15})\s*-\s*(\d{0,15})\s*$/i.exec(header ?? '') ?? []
  if (from === '') return to === '' ? undefined : { last: Number(to) }
  if (to === '') return { start: Number(from) }
  return Number(to) < Number(from) ? undefined : { start: Number(from), end: Number(to) }
}

/** Fits a range into a file of `size` bytes. Throws {@link RangeNotSatisfiable}. */
export function resolveRange(range: ByteRange, size: number): ResolvedRange {
  const start = 'last' in range ? Math.max(0, size - range.last) : range.start
  const end = 'last' in range ? size - 1 : Math.min(range.end ?? size - 1, size - 1)
  if (start > end) throw new RangeNotSatisfiable(size)
  return { start, end }
}
