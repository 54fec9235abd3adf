import { maskUris } from '@tailrace/contract/mask'
import { Command, type CommanderError } from 'commander'
import { MLFLOW_VERSION, VERSION } from './version.ts'

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
  {
    name: 'experiments',
    summary: 'Create, list, rename, delete and restore experiments.',
    load: async () => (await import('./commands/experiments.ts')).addExperimentsCommands,
  },
  {
    name: 'runs',
    summary: 'Search, compare, watch, list, delete and restore runs.',
    load: async () => (await import('./commands/runs.ts')).addRunsCommands,
  },
  {
    name: 'artifacts',
    summary: 'Log, list and download the files of runs and models.',
    load: async () => (await import('./commands/artifacts.ts')).addArtifactsCommands,
  },
  {
    name: 'models',
    summary: 'Manage registered models, versions, stages and aliases.',
    load: async () => (await import('./commands/models.ts')).addModelsCommands,
  },
  {
    name: 'sync',
    summary: 'Upload values that SDK runs could not send while the server was down.',
    load: async () => (await import('./commands/sync.ts')).addSyncCommand,
  },
  {
    name: 'login',
    summary: "Save a server's address and credentials.",
    load: async () => (await import('./commands/login.ts')).addLoginCommand,
  },
  {
    name: 'completion',
    summary: 'Print a script that completes commands in bash, zsh or fish.',
    load: async () => {
      const { addCompletionCommand } = await import('./commands/completion.ts')
      return (program) => addCompletionCommand(program, makeWholeProgram)
    },
  },
  {
    name: 'doctor',
    summary: 'Print version and environment, and check the database, files or server for problems.',
    load: async () => (await import('./commands/doctor.ts')).addDoctorCommands,
  },
  {
    name: 'db',
    summary: 'Upgrade the database of an older MLflow release to the current schema.',
    load: async () => (await import('./commands/db.ts')).addDbCommands,
  },
  {
    name: 'gc',
    summary: 'Permanently delete what is in the trash.',
    load: async () => (await import('./commands/gc.ts')).addGcCommands,
  },
  {
    name: 'import',
    summary: 'Import an MLflow file store (mlruns) or an archive.',
    load: async () => (await import('./commands/import.ts')).addImportCommand,
  },
  {
    name: 'copy',
    summary: 'Copy experiments, runs, artifacts and models between servers and databases.',
    load: async () => (await import('./commands/copy.ts')).addCopyCommand,
  },
  {
    name: 'export',
    summary: 'Write experiments, runs, artifacts and models into one file.',
    load: async () => (await import('./commands/export.ts')).addExportCommand,
  },
  {
    name: 'backup',
    summary: 'Back up a database and its artifacts to one file; safe while servers are running.',
    load: async () => (await import('./commands/backup.ts')).addBackupCommand,
  },
  {
    name: 'restore',
    summary: 'Restore a backup into an empty database and artifact folder.',
    load: async () => (await import('./commands/backup.ts')).addRestoreCommand,
  },
  {
    name: 'migrate-filestore',
    summary: 'Import an MLflow file store (mlruns) into a database.',
    load: async () => (await import('./commands/import.ts')).addMigrateCommand,
  },
  ...later('run', 'deployments', 'sagemaker', 'crypto', 'agent', 'ai-commands', 'assistant', 'autolog'),
  ...later('datasets', 'demo', 'mcp', 'scorers', 'skills', 'traces'),
]

/** Commands of MLflow that come with a later version. */
function later(...names: readonly string[]): Entry[] {
  const summary = 'Not available yet.'
  return names.map((name) => ({
    name,
    summary,
    load: async () => {
      const { addLaterCommands } = await import('./commands/later.ts')
      return (program) => addLaterCommands(program, name, summary)
    },
  }))
}

/**
 * The program with the one command that the arguments name, and the names of the others.
 * @param args what follows the program's name
 */
export async function makeProgram(args: readonly string[], name = 'tailrace'): Promise<Command> {
  const program = emptyProgram(name)
  const wanted = firstWord(args)
  for (const entry of COMMANDS) {
    if (wanted !== undefined && (wanted === entry.name || wanted === entry.alias)) (await entry.load())(program)
    else named(program, entry)
  }
  return program
}

/** The program with all its commands loaded: for what has to know each of them. */
export async function makeWholeProgram(name = 'tailrace'): Promise<Command> {
  const program = emptyProgram(name)
  for (const entry of COMMANDS) (await entry.load())(program)
  return program
}

function emptyProgram(name: string): Command {
  return new Command(name)
    .description('Experiment tracking, model registry and artifact store for the Python client.')
    .version(versionText(name), '--version')
    .option('--env-file <path>', 'read environment variables from this file first')
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(`${name}: ${oneLine(maskUris(text))}\n`) })
    .showSuggestionAfterError()
}

/** As `mlflow` it says what `mlflow --version` says, for scripts that read the release from it: the one whose API it has. */
const versionText = (name: string): string => `${name}, version ${name === 'mlflow' ? MLFLOW_VERSION : VERSION}`

/** What is wrong with the usage, its suggestion and where to look, in one line. */
const oneLine = (text: string): string =>
  `${text
    .replace(/^error: /, '')
    .trim()
    .replaceAll(/\.?\n\((.*)\)/g, '. $1')} (see --help)`

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

/**
 * The arguments up to the first word that is no command where one has to stand: then that is what is refused, not help that is given for it.
 * `help WORDS` is `WORDS --help`.
 */
export function upToUnknown(program: Command, args: readonly string[]): readonly string[] {
  const words = args[0] === 'help' ? [...args.slice(1), '--help'] : args
  let command = program
  for (const [index, word] of words.entries()) {
    if (command.commands.length === 0) break
    if (word.startsWith('-') || words[index - 1] === '--env-file') continue
    const next = command.commands.find((one) => one.name() === word || one.aliases().includes(word))
    if (word === 'help' && command !== program) break
    if (!next) return words.slice(0, index + 1)
    command = next
  }
  return words
}

/** What `--env-file` names. */
export function envFileOf(args: readonly string[]): string | undefined {
  const at = args.findIndex((arg) => arg === '--env-file' || arg.startsWith('--env-file='))
  return args[at]?.startsWith('--env-file=') ? args[at].slice('--env-file='.length) : args[at + 1 || args.length]
}

/** The status that a failed parse ends with: 0 after help and version were asked for, else 2, as for every wrong usage. */
export const usageStatus = (error: CommanderError): number => (error.exitCode === 0 ? 0 : 2)
