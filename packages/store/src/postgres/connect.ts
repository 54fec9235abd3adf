import pg from 'pg'
import { passwordFromFile } from './pass-file.ts'
import { type SslAttempt, mayTryOtherwise, sslAttempts } from './ssl-attempts.ts'
import type { PostgresTarget } from './target.ts'

/** ms to wait for the database to take a new connection, unless the URI says otherwise. */
const CONNECT_TIMEOUT = 5000

/** Settings of a connection beside where it leads. */
export type ClientSettings = Omit<
  pg.ClientConfig,
  'host' | 'port' | 'user' | 'password' | 'database' | 'ssl' | 'connectionString' | 'options'
>

/** Which of the ways to connect that an sslmode allows works: one that no longer does gives way to the next. */
export class SslChoice {
  readonly #attempts: readonly SslAttempt[]
  #index = 0

  /** @throws MlflowError for certificates that cannot be used */
  constructor(target: PostgresTarget) {
    this.#attempts = sslAttempts(target)
  }

  get current(): SslAttempt {
    return this.#attempts[this.#index] ?? false
  }

  /** Goes on after a failure of `tried`, unless another connection did so already. Returns whether there is another way. */
  failed(tried: SslAttempt, error: unknown): boolean {
    if (this.#attempts.length < 2 || !mayTryOtherwise(error)) return false
    if (tried === this.current) this.#index = (this.#index + 1) % this.#attempts.length
    return true
  }
}

/**
 * Connects to a database, encrypted or not, as its sslmode says.
 * @throws the driver's error; MlflowError for certificates that cannot be used
 */
export async function connectPostgres(
  target: PostgresTarget,
  settings: ClientSettings,
  choice = new SslChoice(target),
): Promise<pg.Client> {
  const first = choice.current
  try {
    return await connectOnce(target, settings, first)
  } catch (error) {
    if (!choice.failed(first, error)) throw error
    const second = choice.current
    return connectOnce(target, settings, second)
  }
}

async function connectOnce(target: PostgresTarget, settings: ClientSettings, ssl: SslAttempt): Promise<pg.Client> {
  const client = new pg.Client({ ...clientConfig(target, ssl), ...settings })
  // A connection that the server cuts fails the statement that it is used for.
  client.on('error', () => {})
  try {
    await client.connect()
    return client
  } catch (error) {
    client.end().catch(() => {})
    throw error
  }
}

/** Makes the class of a pool's connections. */
export function poolClient(target: PostgresTarget, choice: SslChoice): typeof pg.Client {
  return class extends pg.Client {
    constructor(config?: pg.ClientConfig) {
      const ssl = choice.current
      super({ ...config, ...clientConfig(target, ssl) })
      // The pool listens while a connection is its own. One that the database cuts before or after that would end the process.
      this.on('error', () => {})
      const connect = this.connect.bind(this) as (callback: (error: Error) => void) => void
      // The pool calls it with a callback, always.
      this.connect = ((callback: (error: Error) => void) =>
        connect((error) => {
          if (error) choice.failed(ssl, error)
          callback(error)
        })) as pg.Client['connect']
    }
  }
}

function clientConfig(target: PostgresTarget, ssl: SslAttempt): pg.ClientConfig {
  const { host, hostaddr, port, user, database, options, connectTimeout } = target
  return {
    host: hostaddr ?? host,
    port,
    user,
    database,
    ssl,
    connectionTimeoutMillis: connectTimeout ?? CONNECT_TIMEOUT,
    password: () => passwordOf(target),
    ...(options !== undefined && { options }),
  }
}

/** As a function, so that the driver neither looks for files itself nor warns. */
function passwordOf(target: PostgresTarget): string {
  const password = target.password ?? passwordFromFile(target)
  if (password === undefined) throw new Error('no password was given, and the server wants one')
  return password
}
