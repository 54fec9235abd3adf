#!/usr/bin/env node
import { Command } from 'commander'
import { VERSION } from './version.ts'

const program = new Command('tailrace')
  .description('Experiment tracking, model registry and artifact store for the stock mlflow client.')
  .version(VERSION)
  .showHelpAfterError('(see --help)')
  .showSuggestionAfterError()

const { addServerCommands } = await import('./commands/server.ts')
addServerCommands(program)

await program.parseAsync()
