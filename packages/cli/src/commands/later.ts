import type { Command } from 'commander'
import { MlflowError } from '@tailrace/contract'
import { REFERENCE_COMMANDS } from '../reference-commands.ts'

/** Adds the commands of MLflow below a first word that come later: they can be listed, and say so when they are called. */
export function addLaterCommands(program: Command, name: string, summary: string): void {
  if (REFERENCE_COMMANDS.some(({ words }) => words === name)) refusing(program.command(name), name).description(summary)
  else addLaterTo(program.command(name).description(summary), name)
}

/** Adds those below a first word of which other commands are here. */
export function addLaterTo(group: Command, name: string): void {
  const words = REFERENCE_COMMANDS.filter((command) => command.state === 'later' && command.words.startsWith(`${name} `))
  for (const word of new Set(words.map((command) => command.words.split(' ')[1] ?? ''))) {
    refusing(group.command(word), `${name} ${word}`).description('Not available yet.')
  }
}

/** A command that takes whatever MLflow takes, and refuses. */
function refusing(command: Command, words: string): Command {
  return command
    .allowUnknownOption()
    .allowExcessArguments()
    .action(() => {
      throw new MlflowError(
        'NOT_IMPLEMENTED',
        `\`${words}\` comes with a later version of Tailrace. Until then use the command of MLflow: it works with this server.`,
      )
    })
}
