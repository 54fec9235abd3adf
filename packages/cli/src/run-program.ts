import { maskUris } from '@tailrace/contract/mask'
import { CommanderError } from 'commander'
import { harmless } from './output/text.ts'
import { envFileOf, makeProgram, upToUnknown, usageStatus } from './program.ts'

/**
 * Runs one command line to its end and answers the status to exit with: 0, 1 when it was refused, 2 for a wrong usage. A refusal is one line
 * on standard error; anything else that is thrown is a bug and goes on.
 * @param args what follows the program's name
 * @param name as it was called
 */
export async function runProgram(args: readonly string[], name = 'tailrace'): Promise<number> {
  try {
    // Before any command reads its options, whose defaults come from the environment.
    const file = envFileOf(args)
    if (file !== undefined) process.loadEnvFile(file)
    const program = await makeProgram(args, name)
    await program.parseAsync(upToUnknown(program, args), { from: 'user' })
    return typeof process.exitCode === 'number' ? process.exitCode : 0
  } catch (error) {
    if (error instanceof CommanderError) return usageStatus(error)
    if (!isRefusal(error)) throw error
    process.stderr.write(`${name}: ${oneLine(error, name)}\n`)
    return 1
  }
}

/** What is wrong, in one line, with what to do where the message does not say it. */
function oneLine(error: Error, name: string): string {
  // Some of it may be what others logged.
  const text = harmless(maskUris(error.message).replaceAll(/\s*\n\s*/g, ' '))
  if (!('code' in error) || error.code !== 'UNREACHABLE') return text
  return `${text}. Is the server running? MLFLOW_TRACKING_URI names it, or \`${name} login\`.`
}

/**
 * The packages have an error class each, of one name: the contract's and the SDK's. Errors of the file system, of SQLite (a full disk, a lock that
 * somebody holds) and of PostgreSQL say what is wrong in one line.
 */
function isRefusal(error: unknown): error is Error {
  return error instanceof Error && (error.name === 'MlflowError' || 'syscall' in error || 'errcode' in error || 'severity' in error)
}
