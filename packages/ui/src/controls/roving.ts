/** Where the focus of a list goes for a key; undefined when the key is not one of movement. `count` is the number of rows, `at` -1 for none. */
export function nextRow(key: string, at: number, count: number, page = 10): number | undefined {
  if (count === 0) return undefined
  const to = {
    ArrowDown: at + 1,
    j: at + 1,
    ArrowUp: Math.max(at, 1) - 1,
    k: Math.max(at, 1) - 1,
    PageDown: at + page,
    PageUp: at - page,
    Home: 0,
    End: count - 1,
  }[key]
  return to === undefined ? undefined : Math.max(0, Math.min(count - 1, to))
}
