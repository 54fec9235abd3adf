import { jsonText } from './dialect.ts'
import { StreamedResponse } from './operation.ts'

/** Characters of a piece of a long answer. */
const PIECE_TEXT = 512 * 1024

/** Gathers texts into pieces of about 512 Ki characters: short ones are put together, a long one is cut. */
export async function* inPieces(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let piece = ''
  for await (const text of texts) {
    piece += text
    if (piece.length < PIECE_TEXT) continue
    for (let start = 0; start < piece.length;) {
      const end = endOfPiece(piece, start + PIECE_TEXT)
      yield piece.slice(start, end)
      start = end
    }
    piece = ''
  }
  if (piece !== '') yield piece
}

/** A piece does not end amid a character: each is encoded by itself. */
const endOfPiece = (text: string, end: number): number => ((text.charCodeAt(end - 1) & 0xfc00) === 0xd800 ? end + 1 : end)

/** Items of a page that are read at once at most, and the bytes of their texts. */
const MOST_ITEMS = 250
const MOST_BYTES = 4 * 1024 * 1024

/** How the items of a page are read by their ids. */
export interface PageReader<Id, Item> {
  /** Bytes of the long texts of each item, in the order of the ids. */
  weigh(ids: readonly Id[]): Promise<readonly number[]>
  /** Reads items; those that are gone are left out. */
  read(ids: readonly Id[]): Promise<readonly Item[]>
}

/**
 * Answers a page of a search: whole when its items can be held together, else in pieces of items whose texts come to 4 MiB at most. An item that
 * is larger comes alone. The field of the items is left out when there are none.
 */
export async function answerPage<Field extends string, Id, Item>(
  field: Field,
  ids: readonly Id[],
  reader: PageReader<Id, Item>,
  next_page_token: string | undefined,
): Promise<({ [Name in Field]?: Item[] } & { next_page_token?: string }) | StreamedResponse> {
  const lists = readLists(ids, reader)
  const { value: first = [] } = await lists.next()
  const second = await lists.next()
  const rest = next_page_token === undefined ? {} : { next_page_token }
  if (!second.done) return new StreamedResponse(inPieces(printLists(field, first, second.value, lists, rest)))
  return { ...(first.length > 0 && { [field]: first }), ...rest } as { [Name in Field]?: Item[] } & { next_page_token?: string }
}

async function* readLists<Id, Item>(ids: readonly Id[], { weigh, read }: PageReader<Id, Item>): AsyncGenerator<readonly Item[], undefined> {
  for (let start = 0; start < ids.length; start += MOST_ITEMS) {
    const some = ids.slice(start, start + MOST_ITEMS)
    const weights = some.length > 1 ? await weigh(some) : []
    for (let from = 0; from < some.length;) {
      let to = from
      let bytes = 0
      do bytes += weights[to++] ?? 0
      while (to < some.length && bytes + (weights[to] ?? 0) <= MOST_BYTES)
      yield await read(some.slice(from, to))
      from = to
    }
  }
}

async function* printLists<Item>(
  field: string,
  first: readonly Item[],
  second: readonly Item[],
  others: AsyncIterable<readonly Item[]>,
  rest: object,
): AsyncGenerator<string> {
  let comma = ''
  yield `{${JSON.stringify(field)}:[`
  const printed = function* (items: readonly Item[]): Generator<string> {
    for (const item of items) {
      yield comma + jsonText(item as object)
      comma = ','
    }
  }
  yield* printed(first)
  yield* printed(second)
  for await (const items of others) yield* printed(items)
  const fields = JSON.stringify(rest).slice(1)
  yield fields === '}' ? ']}' : `],${fields}`
}

/** The weights of ids of which some have none, from rows that may name an id several times. */
export function weightsOf(ids: readonly (string | number | bigint)[], rows: readonly (readonly [id: unknown, bytes: unknown])[]): number[] {
  const bytes = new Map<string, number>()
  for (const [id, more] of rows) bytes.set(String(id), (bytes.get(String(id)) ?? 0) + Number(more ?? 0))
  return ids.map((id) => bytes.get(String(id)) ?? 0)
}
