#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8'
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
addServerCommands(program)

await program.parseAsync()
