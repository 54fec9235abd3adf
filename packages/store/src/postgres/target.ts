import { existsSync } from 'node:fs'
import { homedir, userInfo } from 'node:os'
import { join } from 'node:path'
import { invalid } from '@tailrace/contract'
import { type Parameter, readPostgresUri } from './libpq-uri.ts'

const SSL_MODES = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const
export type SslMode = (typeof SSL_MODES)[number]

/** A PostgreSQL database and how to get there; every field is settled. */
export interface PostgresTarget {
  /** Name or address of a host, or the folder of a Unix socket: then it begins with `/`. */
  readonly host: string
  /** Address to connect to instead of looking the host up. */
  readonly hostaddr?: string
  readonly port: number
  readonly user: string
  /** Absent: the password file is asked. */
  readonly password?: string
  readonly passfile: string
  readonly database: string
  /** ms to wait for a connection, where the URI or PGCONNECT_TIMEOUT say it. */
  readonly connectTimeout?: number
  /** Options of the server, such as `-c search_path=mlflow`. */
  readonly options?: string
  readonly sslmode: SslMode
  /** Files in PEM format. `system` as root certificate means those of the operating system. */
  readonly ssl: { readonly root?: string; readonly cert: string; readonly key: string; readonly crl?: string; readonly passphrase?: string }
  readonly tlsVersions: { readonly min?: string; readonly max?: string }
  readonly channelBinding: boolean
}

/** Where systems keep the socket of PostgreSQL. */
const SOCKET_FOLDERS = ['/var/run/postgresql', '/tmp']
const VARIABLES: Readonly<Partial<Record<Parameter, string>>> = {
  channel_binding: 'PGCHANNELBINDING',
  connect_timeout: 'PGCONNECT_TIMEOUT',
  dbname: 'PGDATABASE',
  gssencmode: 'PGGSSENCMODE',
  host: 'PGHOST',
  hostaddr: 'PGHOSTADDR',
  options: 'PGOPTIONS',
  passfile: 'PGPASSFILE',
  password: 'PGPASSWORD',
  port: 'PGPORT',
  ssl_max_protocol_version: 'PGSSLMAXPROTOCOLVERSION',
  ssl_min_protocol_version: 'PGSSLMINPROTOCOLVERSION',
  sslcert: 'PGSSLCERT',
  sslcrl: 'PGSSLCRL',
  sslkey: 'PGSSLKEY',
  sslmode: 'PGSSLMODE',
  sslrootcert: 'PGSSLROOTCERT',
  user: 'PGUSER',
}

/**
 * Reads a PostgreSQL URI as libpq does: what it leaves out comes from the PG... variables of the environment, then from libpq's defaults.
 * @throws MlflowError INVALID_PARAMETER_VALUE for what cannot be used
 */
export function parsePostgresUri(uri: string, env: Readonly<Record<string, string | undefined>> = process.env): PostgresTarget {
  const named = readPostgresUri(uri)
  const value = (name: Parameter): string | undefined => named[name] || (VARIABLES[name] && env[VARIABLES[name]]) || undefined
  // SQLAlchemy takes a port with a host of the query.
  const [, hostOfQuery, portOfQuery] = /^([^/:,]+):(\d+)$/.exec(value('host') ?? '') ?? []
  const port = portOf(portOfQuery ?? value('port') ?? '5432')
  const host = hostOfQuery ?? value('host') ?? value('hostaddr') ?? defaultHost(port)
  if (host.includes(',')) throw invalid(`The PostgreSQL URI names several hosts (${host}). Name one.`)
  if (value('gssencmode') === 'require') throw invalid('The PostgreSQL parameter gssencmode=require is not supported. Use sslmode.')
  if (value('channel_binding') === 'require')
    throw invalid('The PostgreSQL parameter channel_binding=require is not supported. Use sslmode=verify-full.')
  const root = value('sslrootcert') ?? existing(join(homedir(), '.postgresql', 'root.crt'))
  const user = value('user') ?? userInfo().username
  const folder = join(homedir(), '.postgresql')
  return {
    host,
    port,
    user,
    database: value('dbname') ?? user,
    passfile: value('passfile') ?? join(homedir(), '.pgpass'),
    sslmode: sslModeOf(value('sslmode'), root),
    ssl: {
      cert: value('sslcert') ?? join(folder, 'postgresql.crt'),
      key: value('sslkey') ?? join(folder, 'postgresql.key'),
      ...optional('root', root),
      ...optional('crl', value('sslcrl')),
      ...optional('passphrase', value('sslpassword')),
    },
    tlsVersions: { ...optional('min', value('ssl_min_protocol_version')), ...optional('max', value('ssl_max_protocol_version')) },
    channelBinding: value('channel_binding') !== 'disable',
    ...optional('hostaddr', value('hostaddr')),
    ...optional('password', value('password')),
    ...optional('options', value('options')),
    ...optional('connectTimeout', timeoutOf(value('connect_timeout'))),
  }
}

/** Names a database for a message: never the user or the password. */
export function describeTarget({ database, host, port, sslmode }: PostgresTarget): string {
  if (isSocket(host)) return `The PostgreSQL database ${database} at the socket ${host}/.s.PGSQL.${port}`
  return `The PostgreSQL database ${database} at ${host.includes(':') ? `[${host}]` : host}:${port} (sslmode ${sslmode})`
}

/** Whether a host is the folder of a Unix socket. */
export const isSocket = (host: string): boolean => host.startsWith('/')

const optional = <Name extends string, Value>(name: Name, value: Value | undefined): Partial<Record<Name, Value>> =>
  (value === undefined ? {} : { [name]: value }) as Partial<Record<Name, Value>>

const existing = (path: string): string | undefined => (existsSync(path) ? path : undefined)

function portOf(text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port
  throw invalid(`The PostgreSQL port '${text}' must be a number from 1 to 65535.`)
}

function timeoutOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (!/^-?\d+$/.test(text)) throw invalid(`The PostgreSQL parameter connect_timeout is '${text}'. It must be a number of seconds.`)
  // As libpq: 0 and less wait for ever, which a server must not, and 1 is too short.
  return Number(text) > 0 ? Math.max(2, Number(text)) * 1000 : undefined
}

function sslModeOf(text: string | undefined, root: string | undefined): SslMode {
  const mode = SSL_MODES.find((one) => one === text)
  if (text !== undefined && mode === undefined)
    throw invalid(`The PostgreSQL sslmode '${text}' is unknown. Use one of ${SSL_MODES.join(', ')}.`)
  if (root !== 'system') return mode ?? 'prefer'
  if (mode === undefined || mode === 'verify-full') return 'verify-full'
  throw invalid(`The PostgreSQL sslmode '${mode}' is too weak for sslrootcert=system. Use verify-full.`)
}

function defaultHost(port: number): string {
  return SOCKET_FOLDERS.find((folder) => existsSync(join(folder, `.s.PGSQL.${port}`))) ?? 'localhost'
}
