import { isTerminal } from './color.ts'

/** Characters that would move the cursor or color the terminal: what others logged is not to do that. */
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/g

/** Writes a text and an end of line to standard output. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

/** Writes a line about the progress or the surroundings of a command to standard error. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`)
}

/** A text that others wrote, in one line that leaves the terminal as it is. */
export const harmless = (text: string): string => text.replace(CONTROL, (character) => (/\s/.test(character) ? ' ' : '\ufffd'))

/** As `harmless` on a terminal; a program that reads gets the text as it is. */
export const shown = (text: string): string => (isTerminal() ? harmless(text) : text)

/** Columns that a text takes: East Asian wide characters and pictures take two, combining marks none. */
export function widthOf(text: string): number {
  let width = 0
  for (const character of text) width += widthOfCharacter(character)
  return width
}

/** Blocks of East Asian characters, which take two columns. */
const WIDE_BLOCKS =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]$/u
const PICTURE = /^\p{Emoji_Presentation}$/u
const WITHOUT_WIDTH = /^(?:\p{Mark}|[\u200b-\u200f])$/u

function widthOfCharacter(character: string): number {
  if (/^[\u0020-\u007e]$/.test(character)) return 1
  if (WITHOUT_WIDTH.test(character)) return 0
  return WIDE_BLOCKS.test(character) || PICTURE.test(character) ? 2 : 1
}

/** A text cut to a number of columns, with … where something is missing. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text
  let taken = ''
  let used = 0
  for (const character of text) {
    used += widthOfCharacter(character)
    if (used > width - 1) break
    taken += character
  }
  return `${taken}…`
}

/** A text filled with blanks to a number of columns. */
export const pad = (text: string, width: number, side: 'left' | 'right' = 'left'): string => {
  const blanks = ' '.repeat(Math.max(0, width - widthOf(text)))
  return side === 'left' ? text + blanks : blanks + text
}
