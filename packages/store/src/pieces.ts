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

/** Items that are read first of a long list, and at most at once. */
const FIRST_ITEMS = 50
const MOST_ITEMS = 250

/**
 * Reads items of a long list by their ids and prints them with a comma between, as many at once as come to a piece by the size of those
 * before them.
 */
export async function* readInPieces<Id, Item>(
  ids: readonly Id[],
  read: (ids: readonly Id[]) => Promise<readonly Item[]>,
  print: (item: Item) => string,
): AsyncGenerator<string> {
  let count = FIRST_ITEMS
  let comma = ''
  for (let start = 0; start < ids.length;) {
    const some = ids.slice(start, start + count)
    start += some.length
    const text = (await read(some)).map(print).join(',')
    if (text === '') continue
    yield comma + text
    comma = ','
    count = Math.max(1, Math.min(MOST_ITEMS, count * 2, Math.floor((PIECE_TEXT * some.length) / text.length)))
  }
}
