import type { Trouble } from './batch-writer.ts'

const said = new Set<string>()
const MOST = 50

/** Tells the console what went wrong, each thing once. */
export function warn({ error, lost }: Trouble): void {
  const text = `tailrace: ${error.message}${lost ? '' : ' It is kept and tried again.'}`
  if (said.has(text) || said.size >= MOST) return
  said.add(text)
  console.warn(text)
}
