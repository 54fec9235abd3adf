import { existsSync, readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { type ConnectionOptions, type PeerCertificate, type SecureVersion, checkServerIdentity, getCACertificates } from 'node:tls'
import { MlflowError, invalid } from '@tailrace/contract'
import { type PostgresTarget, describeTarget, isSocket } from './target.ts'

/** How one try to connect is encrypted: not at all, or so. */
export type SslAttempt = false | ConnectionOptions

const VERSIONS: Readonly<Record<string, SecureVersion>> = {
  TLSv1: 'TLSv1',
  'TLSv1.1': 'TLSv1.1',
  'TLSv1.2': 'TLSv1.2',
  'TLSv1.3': 'TLSv1.3',
}

/**
 * Returns the tries that libpq makes for a mode, in their order. A Unix socket is never encrypted.
 * @throws MlflowError for a file of a certificate that cannot be read
 */
export function sslAttempts(target: PostgresTarget): readonly [SslAttempt, ...SslAttempt[]] {
  if (isSocket(target.hostaddr ?? target.host)) return [false]
  switch (target.sslmode) {
    case 'disable':
      return [false]
    case 'allow':
      return [false, tlsOf(target)]
    case 'prefer':
      return [tlsOf(target), false]
    default:
      return [tlsOf(target)]
  }
}

/** Whether another try may go better: the server does not encrypt, wants it, or the handshake failed. A wrong password stays wrong. */
export function mayTryOtherwise(error: unknown): boolean {
  const { code, message = '' } = error as { code?: unknown; message?: string }
  // Invalid authorization: no line of pg_hba.conf takes this kind of connection.
  if (code === '28000') return true
  if (/does not support SSL|error establishing an SSL connection/.test(message)) return true
  return typeof code === 'string' && /^(ERR_SSL|ERR_TLS|ERR_OSSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|EPROTO)/.test(code)
}

function tlsOf(target: PostgresTarget): ConnectionOptions {
  const { ssl, sslmode, tlsVersions, host } = target
  const isStrict = sslmode === 'verify-ca' || sslmode === 'verify-full'
  const root = rootOf(target, isStrict)
  return {
    // As libpq does: a root certificate that is there is used in every mode.
    rejectUnauthorized: root !== undefined,
    ...(root && { ca: root }),
    ...(ssl.crl !== undefined && existsSync(ssl.crl) && { crl: read(ssl.crl, target) }),
    ...(existsSync(ssl.cert) && { cert: read(ssl.cert, target), key: read(ssl.key, target) }),
    ...(ssl.passphrase !== undefined && { passphrase: ssl.passphrase }),
    ...(tlsVersions.min && { minVersion: versionOf(tlsVersions.min) }),
    ...(tlsVersions.max && { maxVersion: versionOf(tlsVersions.max) }),
    ...(isIP(host) === 0 && { servername: host }),
    checkServerIdentity: (_name: string, certificate: PeerCertificate) =>
      sslmode === 'verify-full' ? checkServerIdentity(host, certificate) : undefined,
  }
}

function rootOf(target: PostgresTarget, isStrict: boolean): string[] | Buffer | undefined {
  const { root } = target.ssl
  if (root === 'system') return getCACertificates('system')
  if (root !== undefined && existsSync(root)) return read(root, target)
  if (!isStrict) return undefined
  const which = root === undefined ? '~/.postgresql/root.crt' : root
  throw invalid(
    `${describeTarget(target)} cannot be verified: there is no root certificate ${which}. Name one with sslrootcert (or PGSSLROOTCERT), or use another sslmode.`,
  )
}

function read(path: string, target: PostgresTarget): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    throw new MlflowError(
      'INVALID_PARAMETER_VALUE',
      `${describeTarget(target)} cannot be used: ${path} cannot be read (${(error as { code?: string }).code ?? String(error)}).`,
    )
  }
}

function versionOf(text: string): SecureVersion {
  const version = VERSIONS[text]
  if (version) return version
  throw invalid(`The PostgreSQL protocol version '${text}' is unknown. Use one of ${Object.keys(VERSIONS).join(', ')}.`)
}
