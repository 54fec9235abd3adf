/** What a doc comment says. */
export interface Doc {
  readonly text: string
  readonly params: readonly { readonly name: string; readonly text: string }[]
  /** What it throws, and when. */
  readonly throws: string | undefined
  /** Code, as it may stand in a program. */
  readonly example: string | undefined
}

/** Reads a comment from its first star to its last. Tags may stand anywhere; an example is the lines after its tag. */
export function parseDoc(comment: string): Doc {
  const lines = comment
    .slice(3, -2)
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, ''))
  const [text = '', ...tags] = lines.join('\n').split(/(?<=^|\s)@(?=(?:example|throws|param)\b)/)
  const found: { params: { name: string; text: string }[]; throws?: string; example?: string } = { params: [] }
  for (const tag of tags) {
    const [, name = '', rest = ''] = /^(\w+)([\s\S]*)$/.exec(tag) ?? []
    if (name === 'example') found.example = code(rest)
    else if (name === 'throws') found.throws = flowing(rest)
    else found.params.push(param(rest))
  }
  return { text: flowing(text), params: found.params, throws: found.throws, example: found.example }
}

const flowing = (text: string): string => text.replaceAll(/\s+/g, ' ').trim()

function code(text: string): string {
  const lines = text.replace(/^ *\n/, '').trimEnd().split('\n')
  const indent = Math.min(...lines.filter((line) => line.trim() !== '').map((line) => /^ */.exec(line)?.[0].length ?? 0))
  return lines.map((line) => line.slice(indent)).join('\n')
}

function param(text: string): { name: string; text: string } {
  const [, name = '', rest = ''] = /^\s*(\w+)([\s\S]*)$/.exec(text) ?? []
  return { name, text: flowing(rest) }
}
