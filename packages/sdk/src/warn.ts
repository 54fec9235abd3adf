import type { Trouble } from './batch-writer.ts'

const said = new Set<string>()
const MOST = 50

/** Tells the console what went wrong, each thing once. */
export function warn({ error, lost, left }: Trouble): void {
  const kept = lost || left !== undefined ? '' : `${error.message.endsWith('.') ? '' : '.'} It was kept and will be retried.`
  const text = `tailrace: ${error.message}${kept}`
  if (said.has(text) || said.size >= MOST) return
  said.add(text)
  console.warn(text)
}
