import { Writable } from 'node:stream'
import { createInterface } from 'node:readline/promises'
import { MlflowError } from '@tailrace/contract'
import { createClient } from '@tailrace/sdk'
import type { Command } from 'commander'
import { addressOf, credentialsFile, forgetCredentials, storeCredentials, storedServer } from '../credentials.ts'
import { note, print } from '../output/text.ts'

/** ms for the server to answer. */
const TIMEOUT = 15_000

/** Adds `login`. */
export function addLoginCommand(program: Command): void {
  program
    .command('login')
    .description("Save a server's address and credentials for later commands.")
    .argument('[server]', 'server address (default: MLFLOW_TRACKING_URI)')
    .option('-u, --username <name>', 'log in with a name and a password in place of a token')
    .option('--anonymous', 'the server requires no credentials')
    .option('--logout', 'forget the server')
    .action(async (server: string | undefined, flags: { username?: string; anonymous?: true; logout?: true }, command: Command) => {
      const known = process.env['MLFLOW_TRACKING_URI'] || (flags.logout ? storedServer() : undefined)
      const uri = server ?? known ?? command.error("error: Give the server's address as the first argument.")
      if (flags.logout) return logout(uri)
      await login(addressOf(uri), credentialsIn(uri), flags)
    })
}

function logout(uri: string): void {
  if (forgetCredentials(uri)) return print(`Logged out of ${addressOf(uri)}.`)
  throw new MlflowError('RESOURCE_DOES_NOT_EXIST', `Nobody is logged in at ${addressOf(uri)}.`)
}

/** Escapes that are none stand for themselves. */
const unescaped = (text: string): string =>
  text.replaceAll(/(?:%[\da-f]{2})+/gi, (bytes) => Buffer.from(bytes.replaceAll('%', ''), 'hex').toString('utf8'))

/** Those that stand in the address. */
function credentialsIn(uri: string): { username: string; password: string } | undefined {
  const { username, password } = new URL(uri)
  return username === '' ? undefined : { username: unescaped(username), password: unescaped(password) }
}

async function login(
  uri: string,
  given: { username: string; password: string } | undefined,
  { username = given?.username, anonymous }: { username?: string; anonymous?: true },
): Promise<void> {
  const secret = anonymous
    ? ''
    : given?.username === username && given
      ? given.password
      : await readSecret(username === undefined ? 'Token' : `Password of ${username}`)
  if (!anonymous && secret === '')
    throw new MlflowError('INVALID_PARAMETER_VALUE', 'No token was given. Use --anonymous if the server requires no login.')
  const credentials = anonymous ? {} : username === undefined ? { token: secret } : { username, password: secret }
  // Asked before anything is kept: a mistyped secret shows now.
  await createClient({ trackingUri: uri, ...credentials, retries: 0, timeout: TIMEOUT }).searchExperiments({ max_results: 1 })
  storeCredentials(uri, credentials)
  print(`Logged in at ${uri}${username === undefined ? '' : ` as ${username}`}.`)
  note(`Kept in ${credentialsFile()}.`)
}

/** A line from standard input; on a terminal it is asked for and not shown. */
async function readSecret(what: string): Promise<string> {
  if (process.stdin.isTTY) process.stderr.write(`${what}: `)
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: process.stdin.isTTY === true })
  try {
    for await (const line of lines) return line.trim()
    return ''
  } finally {
    lines.close()
    if (process.stdin.isTTY) process.stderr.write('\n')
  }
}
