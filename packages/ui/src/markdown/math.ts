/** A formula in TeX that was found in a text. */
export interface Formula {
  tex: string
  /** On a line of its own. */
  isDisplay: boolean
}

/** What stands in a text for a formula: its number between two characters that no text needs, as code, so that Markdown leaves it alone. */
const MARK = '\u{E000}'
const PLACE = new RegExp(`^${MARK}(\\d+)${MARK}$`)

/** Code, which holds no formulas, then formulas: ```math, $$ $$, environments, $ $. Money is none: a dollar before a blank or after a digit neither opens nor closes. */
const PARTS =
  /(?<fence>(?:^|\n)(?<ticks>`{3,}|~{3,})(?<info>[^\n]*)\n(?<body>[\s\S]*?)(?:\n\k<ticks>[`~]*(?=\n|$)|$))|(?<code>(?<quote>`+)(?!`)[\s\S]*?[^`]\k<quote>(?!`))|\\\$|\$\$(?<block>[\s\S]+?)\$\$|(?<environment>\\begin\{(?<name>equation|align|aligned|gather|multline|cases|matrix|pmatrix|bmatrix)(?<star>\*?)\}[\s\S]+?\\end\{\k<name>\k<star>\})|(?<![\\$\w])\$(?![\s$])(?<line>(?:\\[\s\S]|[^$\\\n])+?)(?<!\s)\$(?![\d$])/g

/** Takes the formulas out of a text in Markdown; each leaves a piece of code that `formulaOf` knows. */
export function takeFormulas(text: string): { text: string; formulas: Formula[] } {
  const formulas: Formula[] = []
  const put = (tex: string, isDisplay: boolean): string => `\`${MARK}${formulas.push({ tex: tex.trim(), isDisplay }) - 1}${MARK}\``
  const left = text.replaceAll(MARK, '').replaceAll(PARTS, (whole: string, ...rest: unknown[]) => {
    const { fence, info = '', body = '', block, environment, line } = rest.at(-1) as Readonly<Record<string, string | undefined>>
    if (fence !== undefined) return info.trim() === 'math' ? `\n\n${put(body, true)}\n` : whole
    if (block !== undefined) return put(block, true)
    if (environment !== undefined) return put(environment, true)
    return line === undefined ? whole : put(line, false)
  })
  return { text: left, formulas }
}

/** The formula that a piece of code stands for; undefined for code of the text itself. */
export function formulaOf(code: string, formulas: readonly Formula[]): Formula | undefined {
  const [, number] = PLACE.exec(code) ?? []
  return number === undefined ? undefined : formulas[Number(number)]
}
