/**
 * Works on some items at a time and gives the answers in the order of the items. The work of a reader that stops is not waited for.
 * @param ahead items worked on beside the one that is given next
 */
export async function* inOrder<Item, Result>(
  items: AsyncIterable<Item> | Iterable<Item>,
  ahead: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result, void, undefined> {
  const under: Promise<Result>[] = []
  for await (const item of items) {
    const started = work(item)
    // It is awaited in its turn; until then its failure is nobody's.
    started.catch(() => undefined)
    under.push(started)
    const first = under.length > ahead ? under.shift() : undefined
    if (first) yield await first
  }
  for (const rest of under) yield await rest
}
