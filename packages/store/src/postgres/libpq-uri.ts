import { invalid } from '@tailrace/contract'

/** Parameters that libpq knows and that change nothing here, or only what the operating system does. */
const IGNORED = new Set([
  'application_name',
  'client_encoding',
  'fallback_application_name',
  'gsslib',
  'keepalives',
  'keepalives_count',
  'keepalives_idle',
  'keepalives_interval',
  'krbsrvname',
  'load_balance_hosts',
  'requirepeer',
  'sslcompression',
  'sslsni',
  'target_session_attrs',
  'tcp_user_timeout',
])
const TAKEN = [
  'channel_binding',
  'connect_timeout',
  'dbname',
  'gssencmode',
  'host',
  'hostaddr',
  'options',
  'passfile',
  'password',
  'port',
  'ssl_max_protocol_version',
  'ssl_min_protocol_version',
  'sslcert',
  'sslcrl',
  'sslkey',
  'sslmode',
  'sslpassword',
  'sslrootcert',
  'user',
] as const

/** A parameter of a connection, by the name that libpq gives it. */
export type Parameter = (typeof TAKEN)[number]

/** Host and port without credentials, or credentials before them: a password may hold anything, a host no `@`. */
const HOST = String.raw`(?<host>\[[^\]]*\]|[^@/?:[\]]*)(?::(?<port>\d*))?`
const REST = String.raw`(?:/(?<dbname>[^?]*))?(?:\?(?<query>.*))?$`
const PLAIN = new RegExp(`^${HOST}${REST}`, 's')
const WITH_USER = new RegExp(String.raw`^(?<user>[^:/?@]*)(?::(?<password>.*?))?@${HOST}${REST}`, 's')

/**
 * Reads the parameters that a PostgreSQL URI names, as libpq and SQLAlchemy do: those of the query replace those before it.
 * @throws MlflowError INVALID_PARAMETER_VALUE, never with a value of a secret
 */
export function readPostgresUri(uri: string): Partial<Record<Parameter, string>> {
  const rest = /^[^:]+:\/\/(.*)$/s.exec(uri)?.[1]
  const groups = rest === undefined ? undefined : (PLAIN.exec(rest) ?? WITH_USER.exec(rest))?.groups
  if (!groups) {
    throw invalid(
      'The PostgreSQL URI cannot be read. Write it as postgresql://user:password@host:port/database, with @ : / in names escaped as %40 %3A %2F.',
    )
  }
  const parameters: Partial<Record<Parameter, string>> = {}
  for (const name of ['user', 'password', 'host', 'port', 'dbname'] as const) {
    const text = groups[name]
    if (text) parameters[name] = decoded(name === 'host' ? text.replace(/^\[(.*)\]$/, '$1') : text)
  }
  return { ...parameters, ...queryOf(groups['query'] ?? '') }
}

function queryOf(query: string): Partial<Record<Parameter, string>> {
  const found: Partial<Record<Parameter, string>> = {}
  for (const pair of query.split('&')) {
    if (pair === '') continue
    const [, name = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(pair) ?? []
    const text = decoded(value.replaceAll('+', ' '))
    if (name === 'ssl') {
      // JDBC's way, which libpq reads too.
      if (text !== 'true') throw invalid("The PostgreSQL URI says 'ssl' with another value than 'true'. Use sslmode.")
      found.sslmode ??= 'require'
    } else if (isTaken(name)) found[name] = name === 'host' && found.host !== undefined ? `${found.host},${text}` : text
    else if (name === 'service')
      throw invalid('Service files of libpq are not supported: name host, port, user and database in the PostgreSQL URI.')
    else if (!IGNORED.has(name)) throw invalid(`The PostgreSQL URI has an unknown parameter '${name}'.`)
  }
  return found
}

const isTaken = (name: string): name is Parameter => (TAKEN as readonly string[]).includes(name)

/** Percent signs that escape nothing stand for themselves. */
const decoded = (text: string): string =>
  text.replace(/(?:%[\da-f]{2})+/gi, (bytes) => Buffer.from(bytes.replaceAll('%', ''), 'hex').toString('utf8'))
