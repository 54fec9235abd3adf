#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8'
import { MlflowError } from '@tailrace/contract'
import { Command } from 'commander'
import { VERSION } from './version.ts'

// MiB. Requests leave little behind: a young generation that may grow to 48 only costs memory.
setFlagsFromString('--max-semi-space-size=2')
setFlagsFromString('--semi-space-growth-factor=1')

const program = new Command('tailrace')
  .description('Experiment tracking, model registry and artifact store for the stock mlflow client.')
  .version(VERSION)
  .showHelpAfterError('(see --help)')
  .showSuggestionAfterError()

const { addServerCommands } = await import('./commands/server.ts')

try {
  addServerCommands(program)
  await program.parseAsync()
} catch (error) {
  // What is refused on purpose is one line for the operator; anything else is a bug and shows its stack.
  if (!(error instanceof MlflowError)) throw error
  console.error(`tailrace: ${error.message}`)
  process.exitCode = 1
}
