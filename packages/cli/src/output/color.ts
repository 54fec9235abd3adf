import { styleText } from 'node:util'

/** Where a command writes: standard output for what was asked, standard error for how it goes. */
export type Stream = Pick<NodeJS.WriteStream, 'isTTY' | 'columns'>

/** Looks of text on a terminal, by what they mean. */
const LOOKS = { head: 'bold', good: 'green', bad: 'red', busy: 'cyan', faint: 'dim', mark: 'yellow' } as const
export type Look = keyof typeof LOOKS

/** Whether a person reads along. */
export const isTerminal = (stream: Stream = process.stdout): boolean => stream.isTTY === true

/** Whether text may carry color: on a terminal, unless NO_COLOR is set (https://no-color.org). */
const hasColor = (stream: Stream = process.stdout): boolean => isTerminal(stream) && !process.env['NO_COLOR']

/** The text with a look, or as it is where color has no place. */
export const paint = (look: Look, text: string, stream: Stream = process.stdout): string =>
  hasColor(stream) ? styleText(LOOKS[look], text, { validateStream: false }) : text
