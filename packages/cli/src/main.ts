#!/usr/bin/env node
import { basename } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runProgram } from './run-program.ts'

// MiB. Requests leave little behind: a young generation that may grow to 48 only costs memory.
setFlagsFromString('--max-semi-space-size=2')
setFlagsFromString('--semi-space-growth-factor=1')

// Who reads may stop before the end, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))

// The package installs the program as `mlflow` too; it is called what it was called.
process.exitCode = await runProgram(process.argv.slice(2), basename(process.argv[1] ?? '') === 'mlflow' ? 'mlflow' : 'tailrace')
