/** A part of a pattern. `max` of a repetition is absent when there is none; `pattern` of characters is one of RE2 for a single character. */
export type Token =
  | { readonly kind: 'open' | 'close' | 'or' }
  | { readonly kind: 'repeat'; readonly min: number; readonly max: number | undefined }
  | { readonly kind: 'place'; readonly place: string }
  | { readonly kind: 'characters'; readonly pattern: string }

const ESCAPE = String.raw`\\(?:[pP](?:\{[^}]*\}|.)|x(?:\{[^}]*\}|..)|[0-7]{1,3}|.)`
/** What a pattern consists of; the first that fits at a place. */
const PART = new RegExp(
  [
    String.raw`\\Q(?<quoted>.*?)(?:\\E|$)`,
    String.raw`\(\?(?<flags>[a-zA-Z-]*)(?<scope>[:)])`,
    String.raw`(?<open>\((?:\?P?<\w+>)?)`,
    String.raw`(?<close>\))`,
    String.raw`(?<or>\|)`,
    String.raw`(?<star>[*+?])\??`,
    String.raw`\{(?<min>\d+)(?<comma>,)?(?<max>\d+)?\}\??`,
    String.raw`(?<place>[\^$]|\\[AzbB])`,
    String.raw`(?<item>\[\^?\]?(?:\[:\^?\w+:\]|${ESCAPE}|[^\]\\])*\]|${ESCAPE}|.)`,
  ].join('|'),
  'gsu',
)

const STARS: Readonly<Record<string, Token>> = {
  '*': { kind: 'repeat', min: 0, max: undefined },
  '+': { kind: 'repeat', min: 1, max: undefined },
  '?': { kind: 'repeat', min: 0, max: 1 },
}

/** Flags in force at a place: those of RE2 that say which texts match. */
interface Flags {
  readonly i: boolean
  readonly m: boolean
  readonly s: boolean
}

/** Cuts a pattern that RE2 takes into its parts. Groups without a name, named ones and `(?:` are the same; flags are put on what they govern. */
export function readPattern(pattern: string): Token[] {
  const tokens: Token[] = []
  let flags: Flags = { i: false, m: false, s: false }
  const outer: Flags[] = []
  for (const { groups = {} } of pattern.matchAll(PART)) {
    const { quoted, scope, open, close, or, star, min, comma, max, place, item } = groups
    if (quoted !== undefined)
      for (const letter of quoted) tokens.push(charactersOf(`\\x{${(letter.codePointAt(0) ?? 0).toString(16)}}`, flags))
    else if (open !== undefined || scope === ':') {
      outer.push(flags)
      flags = withFlags(flags, groups['flags'] ?? '')
      tokens.push({ kind: 'open' })
    } else if (scope !== undefined) flags = withFlags(flags, groups['flags'] ?? '')
    else if (close !== undefined) {
      flags = outer.pop() ?? flags
      tokens.push({ kind: 'close' })
    } else if (or !== undefined) tokens.push({ kind: 'or' })
    else if (star !== undefined) tokens.push(STARS[star] as Token)
    else if (min !== undefined)
      tokens.push({ kind: 'repeat', min: Number(min), max: comma ? (max ? Number(max) : undefined) : Number(min) })
    else if (place !== undefined) tokens.push({ kind: 'place', place: placeOf(place, flags) })
    else if (item !== undefined) tokens.push(charactersOf(item, flags))
  }
  return tokens
}

const charactersOf = (item: string, { i, s }: Flags): Token => ({
  kind: 'characters',
  pattern: i || s ? `(?${i ? 'i' : ''}${s ? 's' : ''})${item}` : item,
})

function withFlags(flags: Flags, text: string): Flags {
  const [on = '', off = ''] = text.split('-')
  const set = (name: keyof Flags): boolean => (on.includes(name) || flags[name]) && !off.includes(name)
  return { i: set('i'), m: set('m'), s: set('s') }
}

function placeOf(place: string, { m }: Flags): string {
  if (place === '^') return m ? 'line start' : 'start'
  if (place === '$') return m ? 'line end' : 'end'
  return { A: 'start', z: 'end', b: 'word edge', B: 'no word edge' }[place[1] ?? ''] ?? place
}
