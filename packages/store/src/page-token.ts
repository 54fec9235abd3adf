import { invalid } from '@tailrace/contract'

/** The lists that are read in pages: a token of one is refused by the others. */
export type PagedList = 'history' | 'runs' | 'groups' | 'experiments' | 'registered-models' | 'model-versions' | 'logged-models'

/** A place in a list: the values by which the last row given is ordered. */
type Position = readonly unknown[]

/** Prints the token of the page that follows a row. Opaque to clients. */
export const printToken = (list: PagedList, position: Position): string =>
  Buffer.from(JSON.stringify({ list, after: position })).toString('base64')

/**
 * Reads a token that printToken made.
 * @throws MlflowError INVALID_PARAMETER_VALUE: no token, or one of another list
 */
export function readToken(list: PagedList, token: string): Position {
  if (!/^[A-Za-z0-9+/]+=*$/.test(token)) throw invalid('Invalid page token, could not base64-decode')
  let content: { list?: unknown; after?: unknown }
  try {
    content = JSON.parse(Buffer.from(token, 'base64').toString('utf8')) as typeof content
  } catch {
    throw invalid('Invalid page token, could not base64-decode')
  }
  if (content?.list !== list || !Array.isArray(content.after)) throw invalid('Invalid page token: it does not belong to this list.')
  return content.after as Position
}
