import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { MlflowError, maskSecrets } from '@tailrace/contract'

/** Credentials for a server. Both are absent for a server without sign-in. */
export interface Credentials {
  readonly username?: string
  readonly password?: string
  readonly token?: string
}

interface Stored {
  /** The server that commands mean when the environment names none. */
  readonly server?: string
  /** By address of the server. */
  readonly credentials: Readonly<Record<string, Credentials>>
}

/** The file that `login` writes, readable by its owner alone. */
export const credentialsFile = (): string => join(process.env['XDG_CONFIG_HOME'] || join(homedir(), '.config'), 'tailrace', 'credentials')

/** The server that was logged in at last. */
export const storedServer = (): string | undefined => read().server

/**
 * What to tell a server: nothing when the environment or the address itself says it, and nothing that belongs to another server.
 * @throws MlflowError when the file cannot be read
 */
export function storedCredentials(uri: string): Credentials {
  const { MLFLOW_TRACKING_USERNAME, MLFLOW_TRACKING_TOKEN } = process.env
  if (MLFLOW_TRACKING_USERNAME || MLFLOW_TRACKING_TOKEN || new URL(uri).username) return {}
  return read().credentials[addressOf(uri)] ?? {}
}

/** Keeps the credentials of a server, which becomes the one that commands mean. */
export function storeCredentials(uri: string, credentials: Credentials): void {
  const address = addressOf(uri)
  write({ server: address, credentials: { ...read().credentials, [address]: credentials } })
}

/** Forgets a server. False when it was not known. */
export function forgetCredentials(uri: string): boolean {
  const address = addressOf(uri)
  const { server, credentials } = read()
  if (server !== address && !(address in credentials)) return false
  const { [address]: _gone, ...others } = credentials
  write({ ...(server !== undefined && server !== address && { server }), credentials: others })
  return true
}

/** An address without what does not tell servers apart. @throws MlflowError for what is no http(s) address */
export function addressOf(uri: string): string {
  if (!/^https?:\/\//i.test(uri) || !URL.canParse(uri))
    throw new MlflowError(
      'INVALID_PARAMETER_VALUE',
      `'${maskSecrets(uri)}' is no server: give its address, such as https://tracking.example.com.`,
    )
  const url = new URL(uri)
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`
}

function read(): Stored {
  const file = credentialsFile()
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return { credentials: {} }
    throw error
  }
  try {
    const { server, credentials } = JSON.parse(text) as Partial<Stored>
    return { ...(typeof server === 'string' && { server }), credentials: { ...credentials } }
  } catch {
    throw new MlflowError('INVALID_STATE', `${file} cannot be read: delete it and log in again.`)
  }
}

function write(stored: Stored): void {
  const file = credentialsFile()
  mkdirSync(join(file, '..'), { recursive: true, mode: 0o700 })
  if (stored.server === undefined && Object.keys(stored.credentials).length === 0) return rmSync(file, { force: true })
  const part = `${file}.${process.pid}`
  writeFileSync(part, `${JSON.stringify(stored, null, 2)}\n`, { mode: 0o600 })
  renameSync(part, file)
}
