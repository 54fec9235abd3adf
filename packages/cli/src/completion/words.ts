import type { Command } from 'commander'

/** What can follow the words of a command. */
export interface CompletionContext {
  /** The words so far, parted by blanks; empty for the program itself. */
  readonly path: string
  readonly commands: readonly { readonly name: string; readonly summary: string }[]
  readonly flags: readonly Flag[]
}

/** A flag of a command. */
export interface Flag {
  readonly long: string | undefined
  readonly short: string | undefined
  readonly summary: string
  readonly takesValue: boolean
  /** The values that it takes, where they are few. */
  readonly choices: readonly string[]
}

/** Every command of a program, each under all its names. */
export function placesOf(program: Command): CompletionContext[] {
  const places: CompletionContext[] = []
  const walk = (command: Command, path: readonly string[]): void => {
    const below = command.commands.flatMap((one) => namesOf(one).map((name) => ({ name, command: one })))
    places.push({
      path: path.join(' '),
      commands: below.map(({ name, command: one }) => ({ name, summary: firstLine(one.description()) })),
      flags: flagsOf(command),
    })
    for (const { name, command: one } of below) walk(one, [...path, name])
  }
  walk(program, [])
  return places
}

const namesOf = (command: Command): string[] => [command.name(), ...command.aliases()]
const firstLine = (text: string): string => text.split('\n')[0] ?? ''

function flagsOf(command: Command): Flag[] {
  const own = command.options
    .filter(({ hidden }) => !hidden)
    .map(({ long, short, description, required, optional, argChoices = [] }) => ({
      long,
      short,
      summary: firstLine(description),
      takesValue: required || optional,
      choices: argChoices,
    }))
  return [...own, { long: '--help', short: '-h', summary: 'show help', takesValue: false, choices: [] }]
}
