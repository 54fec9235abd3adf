import { invalid, maskSecrets } from '@tailrace/contract'
import { type PostgresTarget, parsePostgresUri } from './postgres/target.ts'

/** A database as the drivers want it named. */
export type StoreTarget = { dialect: 'sqlite'; path: string } | { dialect: 'postgres'; postgres: PostgresTarget }

const KNOWN = 'Give sqlite:///relative.db, sqlite:////absolute.db or postgresql://user:password@host:port/database.'

/**
 * Reads a database URI as SQLAlchemy writes it: `sqlite:///relative`, `sqlite:////absolute`, `postgresql[+driver]://...`.
 * @throws MlflowError INVALID_PARAMETER_VALUE naming the scheme, never the password
 */
export function parseStoreUri(uri: string): StoreTarget {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(uri)?.[1]?.toLowerCase()
  if (scheme === undefined) throw invalid(`'${maskSecrets(uri)}' is no database URI. ${KNOWN}`)
  const [dialect] = scheme.split('+')
  if (dialect === 'sqlite') {
    // As SQLAlchemy reads it: # is a character of the path, and so is % unless two hex digits follow.
    const path = /^[^:]+:\/\/\/([^?]+)/.exec(uri)?.[1]
    if (path === undefined || path === ':memory:') throw invalid(`The SQLite URI names no file. ${KNOWN}`)
    return { dialect: 'sqlite', path: unescaped(path) }
  }
  if (dialect === 'postgresql' || dialect === 'postgres') {
    return { dialect: 'postgres', postgres: parsePostgresUri(uri) }
  }
  throw invalid(`Databases of the scheme '${scheme}' are not supported. ${KNOWN}`)
}

const unescaped = (path: string): string =>
  path.replace(/(?:%[\da-f]{2})+/gi, (bytes) => Buffer.from(bytes.replaceAll('%', ''), 'hex').toString('utf8'))
