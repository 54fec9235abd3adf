import type { Command } from 'commander'

const SHELLS = ['bash', 'zsh', 'fish'] as const

/**
 * Adds `completion`.
 * @param whole makes the program with all its commands
 */
export function addCompletionCommand(program: Command, whole: (name: string) => Promise<Command>): void {
  program
    .command('completion')
    .description('Print a script that completes commands and flags: `source <(tailrace completion bash)`.')
    .argument('<shell>', SHELLS.join(', '))
    .action(async (wanted: string, _flags: object, command: Command) => {
      const shell = SHELLS.find((one) => one === wanted)
      if (shell === undefined) return command.error(`error: '${wanted}' is not a known shell. Use one of ${SHELLS.join(', ')}.`)
      const { completionScript } = await import('../completion/script.ts')
      process.stdout.write(completionScript(shell, await whole(program.name())))
    })
}
