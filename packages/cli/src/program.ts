import { Command, type CommanderError } from 'commander'
import { VERSION } from './version.ts'

/** A command by its first word. Its module is loaded when it is the one to run: `--help` shall not wait for a server's code. */
interface Entry {
  readonly name: string
  readonly alias?: string
  readonly summary: string
  /** Adds the command, with its options and subcommands, to the program. */
  readonly load: () => Promise<(program: Command) => void>
}

/** All commands in the order of `--help`. */
const COMMANDS: readonly Entry[] = [
  {
    name: 'server',
    alias: 'ui',
    summary: 'Serve tracking, registry, artifacts and the web UI.',
    load: async () => (await import('./commands/server.ts')).addServerCommands,
  },
]

/**
 * The program with the one command that the arguments name, and the names of the others.
 * @param args what follows the program's name
 */
export async function makeProgram(args: readonly string[], name = 'tailrace'): Promise<Command> {
  const program = new Command(name)
    .description('Experiment tracking, model registry and artifact store for the stock mlflow client.')
    .version(VERSION)
    .option('--env-file <path>', 'read environment variables from this file first')
    .exitOverride()
    .showHelpAfterError('(see --help)')
    .showSuggestionAfterError()
  const wanted = firstWord(args)
  for (const entry of COMMANDS) {
    if (wanted === entry.name || wanted === entry.alias) (await entry.load())(program)
    else named(program, entry)
  }
  return program
}

/** A command as `--help` and suggestions need it. */
function named(program: Command, { name, alias, summary }: Entry): void {
  const command = program.command(name).description(summary)
  if (alias) command.alias(alias)
}

/** The first argument that is no option of the program itself. */
function firstWord(args: readonly string[]): string | undefined {
  const at = args.findIndex((arg, index) => !arg.startsWith('-') && args[index - 1] !== '--env-file')
  return args[at] === 'help' ? args[at + 1] : args[at]
}

/** What `--env-file` names. */
export function envFileOf(args: readonly string[]): string | undefined {
  const at = args.findIndex((arg) => arg === '--env-file' || arg.startsWith('--env-file='))
  return args[at]?.startsWith('--env-file=') ? args[at].slice('--env-file='.length) : args[at + 1 || args.length]
}

/** The status that a failed parse ends with: 0 after help and version were asked for, else 2, as for every wrong usage. */
export const usageStatus = (error: CommanderError): number => (error.exitCode === 0 ? 0 : 2)
