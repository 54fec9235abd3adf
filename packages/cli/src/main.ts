#!/usr/bin/env node
import { basename } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { CommanderError } from 'commander'
import { envFileOf, makeProgram, usageStatus } from './program.ts'

// MiB. Requests leave little behind: a young generation that may grow to 48 only costs memory.
setFlagsFromString('--max-semi-space-size=2')
setFlagsFromString('--semi-space-growth-factor=1')

const args = process.argv.slice(2)
/** As it was called: the package installs it as `mlflow` too. */
const name = basename(process.argv[1] ?? '') === 'mlflow' ? 'mlflow' : 'tailrace'
// Who reads may stop before the end, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))
try {
  // Before any command reads its options, whose defaults come from the environment.
  const file = envFileOf(args)
  if (file !== undefined) process.loadEnvFile(file)
  await (await makeProgram(args, name)).parseAsync(args, { from: 'user' })
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = usageStatus(error)
  // What is refused on purpose is one line for the operator; anything else is a bug and shows its stack.
  else if (isRefusal(error)) {
    console.error(`${name}: ${oneLine(error)}`)
    process.exitCode = 1
  } else throw error
}

/** What is wrong, in one line, with what to do where the message does not say it. */
function oneLine(error: Error): string {
  const text = error.message.replaceAll(/\s*\n\s*/g, ' ')
  return 'code' in error && error.code === 'UNREACHABLE'
    ? `${text}. Is the server running? MLFLOW_TRACKING_URI names it, or \`${name} login\`.`
    : text
}

/** The packages have an error class each, of one name: the contract's and the SDK's, and errors of the file system say what is wrong in one line. */
function isRefusal(error: unknown): error is Error {
  return error instanceof Error && (error.name === 'MlflowError' || 'syscall' in error)
}
