import { invalid, parseJson } from '@tailrace/contract'
import { jsonText } from './dialect.ts'

/** The lists that are read in pages: a token of one is refused by the others. */
export type PagedList = 'history' | 'runs' | 'groups' | 'experiments' | 'registered-models' | 'model-versions' | 'logged-models'

/** A place in a list: the values by which the last row given is ordered. Whole numbers beyond 2^53 are bigints. */
type Position = readonly unknown[]

/** Prints the token of the page that follows a row. Opaque to clients. */
export const printToken = (list: PagedList, position: Position): string =>
  Buffer.from(jsonText({ list, after: position })).toString('base64')

/**
 * Reads a token that printToken made.
 * @throws MlflowError INVALID_PARAMETER_VALUE: no token, or one of another list
 */
export function readToken(list: PagedList, token: string): Position {
  if (!/^[A-Za-z0-9+/]+=*$/.test(token)) throw invalid('Invalid page token, could not base64-decode')
  let content: { list?: unknown; after?: unknown } | null | undefined
  try {
    const bytes = Buffer.from(token, 'base64')
    // Nothing is an empty body, and no token.
    content = bytes.toString().trim() === '' ? undefined : (parseJson(bytes) as typeof content)
  } catch {
    throw invalid('Invalid page token, could not base64-decode')
  }
  if (content === undefined) throw invalid('Invalid page token, could not base64-decode')
  if (content?.list !== list || !Array.isArray(content.after)) throw invalid('Invalid page token: it does not belong to this list.')
  return content.after.map(bindable)
}

/** A double may be printed as a whole number too large for any column: it is no int64 then. */
const bindable = (value: unknown): unknown => (typeof value === 'bigint' && BigInt.asIntN(64, value) !== value ? Number(value) : value)
