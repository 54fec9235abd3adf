import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { MlflowError } from '@tailrace/contract'
import { POSTGRES_MISSING, startOwnPostgres } from '@tailrace/testing'
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest'
import { openStore } from '../open-store.ts'
import { SslChoice, connectPostgres, poolClient } from './connect.ts'
import { passwordFromFile } from './pass-file.ts'
import { describeTarget, parsePostgresUri } from './target.ts'

const folder = mkdtempSync(join(tmpdir(), 'tailrace-libpq-'))
const at = (name: string): string => join(folder, name)
afterAll(() => rmSync(folder, { recursive: true, force: true }))
afterEach(() => vi.unstubAllEnvs())
const SETTINGS = { artifact_root: '/tmp/a', location_rules: { base: '/tmp' }, truncate_long_values: true }

describe('a PostgreSQL URI is read as libpq reads it', () => {
  const user = userInfo().username
  for (const [uri, expected] of [
    ['postgresql://u:p@h:5/d', { host: 'h', port: 5, user: 'u', password: 'p', database: 'd', sslmode: 'prefer' }],
    [
      'postgresql+psycopg2://team:pw@/db?host=/var/run/postgresql',
      { host: '/var/run/postgresql', port: 5432, user: 'team', password: 'pw', database: 'db' },
    ],
    ['postgresql:///db?host=/cloudsql/p:r:i&user=me&password=a%20b%2B', { host: '/cloudsql/p:r:i', user: 'me', password: 'a b+' }],
    ['postgresql:///d?host=h&port=6000&user=me&dbname=other', { host: 'h', port: 6000, user: 'me', database: 'other' }],
    ['postgresql://me@/d?host=h:6001', { host: 'h', port: 6001, user: 'me', database: 'd' }],
    ['postgres://h', { host: 'h', user, database: user }],
    ['postgresql://u@h/', { host: 'h', database: 'u' }],
    ['postgresql://%2Frun%2Fpg/d', { host: '/run/pg', database: 'd' }],
    ['postgresql://[::1]:7/d', { host: '::1', port: 7 }],
    ['postgresql://u:p@ss:w/o?rd@h/d', { password: 'p@ss:w/o?rd', host: 'h', database: 'd' }],
    ['postgresql://u:p%40%25%@h/d', { password: 'p@%%', host: 'h' }],
    ['postgresql://h:1/d?options=-c%20search_path%3Da@b', { host: 'h', port: 1, options: '-c search_path=a@b' }],
    [
      'postgresql://h/d?sslmode=verify-full&sslrootcert=/ca.pem',
      { sslmode: 'verify-full', ssl: expect.objectContaining({ root: '/ca.pem' }) },
    ],
    ['postgresql://h/d?ssl=true', { sslmode: 'require' }],
    ['postgresql://h/d?sslrootcert=system', { sslmode: 'verify-full' }],
    ['postgresql://h/d?connect_timeout=1&application_name=x&keepalives=1', { connectTimeout: 2000 }],
    ['postgresql://h/d?hostaddr=10.0.0.1', { host: 'h', hostaddr: '10.0.0.1' }],
  ] as const) {
    test(uri, () => expect(parsePostgresUri(uri, {})).toMatchObject(expected))
  }

  test('what it leaves out comes from the environment', () => {
    const env = { PGHOST: '/s', PGPORT: '1', PGUSER: 'u', PGPASSWORD: 'p', PGDATABASE: 'd', PGSSLMODE: 'require', PGCONNECT_TIMEOUT: '9' }
    const all = { host: '/s', port: 1, user: 'u', password: 'p', database: 'd', sslmode: 'require', connectTimeout: 9000 }
    expect(parsePostgresUri('postgresql://', env)).toMatchObject(all)
    expect(parsePostgresUri('postgresql://v:q@h:2/e?sslmode=disable', env)).toMatchObject({
      ...all,
      host: 'h',
      port: 2,
      user: 'v',
      password: 'q',
      database: 'e',
      sslmode: 'disable',
    })
    expect(parsePostgresUri('postgresql://h', { PGHOST: '' })).toMatchObject({ host: 'h' })
  })

  for (const [uri, message] of [
    ['postgresql://me:secret@[h/d', 'cannot be read'],
    ['postgresql://me:secret@h:1x/d', 'cannot be read'],
    ['postgresql://me:secret@h:0/d', "port '0' must be a number from 1 to 65535"],
    ['postgresql://me:secret@h/d?port=99999', "port '99999'"],
    [
      'postgresql://me:secret@h/d?sslmode=on',
      "sslmode 'on' is unknown. Use one of disable, allow, prefer, require, verify-ca, verify-full",
    ],
    ['postgresql://me:secret@h/d?sslrootcert=system&sslmode=require', "sslmode 'require' is too weak"],
    ['postgresql://me:secret@h/d?frobnicate=secret', "unknown parameter 'frobnicate'"],
    ['postgresql://me:secret@h1,h2/d', 'several hosts (h1,h2)'],
    ['postgresql://me:secret@/d?host=h1&host=h2', 'several hosts (h1,h2)'],
    ['postgresql://me:secret@h/d?connect_timeout=soon', "connect_timeout is 'soon'"],
    ['postgresql://me:secret@h/d?gssencmode=require', 'gssencmode=require'],
    ['postgresql://me:secret@h/d?service=x', 'Service files'],
  ] as const) {
    test(`refuses ${uri}`, () => {
      expect(() => parsePostgresUri(uri, {})).toThrow(message)
      expect(() => parsePostgresUri(uri, {})).toThrow(MlflowError)
      expect(() => parsePostgresUri(uri, {})).not.toThrow('secret')
    })
  }

  test('messages name the place and the mode', () => {
    expect(describeTarget(parsePostgresUri('postgresql://u:secret@h/d', {}))).toBe('The PostgreSQL database d at h:5432 (sslmode prefer)')
    expect(describeTarget(parsePostgresUri('postgresql:///d?host=/s&port=3', {}))).toBe(
      'The PostgreSQL database d at the socket /s/.s.PGSQL.3',
    )
  })

  test('passwords come from the password file, when it is private', () => {
    const lines = [
      '# a comment',
      'h:5432:other:u:no',
      String.raw`h\:x:5432:d:u:no`,
      '*:5432:d:u:with\\:colon\\\\',
      'localhost:*:*:*:socket',
    ]
    writeFileSync(at('pass'), lines.join('\n'), { mode: 0o600 })
    const found = (uri: string): string | undefined => passwordFromFile(parsePostgresUri(uri, { PGPASSFILE: at('pass') }))
    expect(found('postgresql://u@h/d')).toBe('with:colon\\')
    expect(found('postgresql://v@/x?host=/s')).toBe('socket')
    expect(found('postgresql://v@h/d')).toBeUndefined()
    chmodSync(at('pass'), 0o644)
    expect(found('postgresql://u@h/d')).toBeUndefined()
  })
})

/** Makes an authority, a certificate of it for `localhost`, and another authority. */
function makeCertificates(): void {
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' })
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '30']
  for (const name of ['root', 'other'])
    openssl('req', '-x509', ...key, '-keyout', `${name}.key`, '-out', `${name}.crt`, '-subj', `/CN=${name}`)
  openssl('req', ...key.slice(0, -2), '-keyout', 'server.key', '-out', 'server.csr', '-subj', '/CN=server')
  writeFileSync(at('names'), 'subjectAltName=DNS:localhost')
  openssl(
    'x509',
    '-req',
    '-in',
    'server.csr',
    '-CA',
    'root.crt',
    '-CAkey',
    'root.key',
    '-CAcreateserial',
    '-days',
    '30',
    '-extfile',
    'names',
    '-out',
    'server.crt',
  )
}

/** Users by what pg_hba.conf lets them do. */
const HBA = `local all all trust
host all postgres 127.0.0.1/32 trust
host all any 127.0.0.1/32 trust
hostssl all tls 127.0.0.1/32 trust
hostnossl all plain 127.0.0.1/32 trust
host all secret 127.0.0.1/32 scram-sha-256
`
const hasOpenssl = spawnSync('openssl', ['version']).error === undefined
if (hasOpenssl) makeCertificates()
const certificate = (name: string): string => (hasOpenssl ? readFileSync(at(name), 'utf8') : '')
const files = { 'server.key': certificate('server.key'), 'server.crt': certificate('server.crt') }
const [encrypting, plain] = hasOpenssl
  ? await Promise.all([
      startOwnPostgres({ ...files, 'pg_hba.conf': HBA, 'postgresql.auto.conf': 'ssl = on\n' }),
      startOwnPostgres({ 'pg_hba.conf': HBA }),
    ])
  : []
afterAll(async () => void (await Promise.all([encrypting?.stop(), plain?.stop()])))
if (!encrypting) console.warn(`skipped: ${hasOpenssl ? POSTGRES_MISSING : 'openssl is not installed (Debian: openssl)'}`)

describe.skipIf(!encrypting)('sslmode', { timeout: 60_000 }, async () => {
  const portOf = (url = 'postgresql://h:1'): string => new URL(url).port
  const [tlsPort, plainPort] = [portOf(encrypting?.url), portOf(plain?.url)]
  for (const server of [encrypting, plain]) {
    if (!server) continue
    const client = await connectPostgres(parsePostgresUri(server.url), {})
    await client
      .query(
        `create user "any"; create user tls; create user plain; create user secret password 'pw'; create user ${JSON.stringify(userInfo().username)}`,
      )
      .catch(() => undefined)
    await client.query('grant all on schema public to public')
    await client.end()
  }
  /** Whether a connection was encrypted, or why there was none. */
  const outcome = async (uri: string): Promise<boolean | string> => {
    try {
      const client = await connectPostgres(parsePostgresUri(uri), {})
      const { rows } = await client.query<{ ssl: boolean }>('select ssl from pg_stat_ssl where pid = pg_backend_pid()')
      await client.end()
      return rows[0]?.ssl ?? 'no row'
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
  }
  const root = encodeURIComponent(at('root.crt'))
  const other = encodeURIComponent(at('other.crt'))
  const [tls, bare] = [`localhost:${tlsPort}`, `localhost:${plainPort}`]
  const byAddress = `127.0.0.1:${tlsPort}`

  for (const [mode, address, user, expected] of [
    ['disable', tls, 'any', false],
    ['disable', tls, 'tls', /no encryption/],
    ['allow', tls, 'any', false],
    ['allow', tls, 'tls', true],
    ['prefer', tls, 'any', true],
    ['prefer', tls, 'plain', false],
    ['prefer', bare, 'any', false],
    ['', tls, 'any', true],
    ['', bare, 'any', false],
    ['require', byAddress, 'any', true],
    ['require', bare, 'any', /does not support SSL/],
    ['require', tls, 'plain', /pg_hba\.conf/],
    [`require&sslrootcert=${other}`, tls, 'any', /unable to verify|self.signed|certificate/i],
    [`prefer&sslrootcert=${other}`, tls, 'any', false],
    [`verify-ca&sslrootcert=${root}`, byAddress, 'any', true],
    [`verify-ca&sslrootcert=${other}`, tls, 'any', /unable to verify|self.signed|certificate/i],
    [`verify-full&sslrootcert=${root}`, tls, 'any', true],
    [`verify-full&sslrootcert=${root}`, byAddress, 'any', /IP: 127\.0\.0\.1/],
    [`verify-full&sslrootcert=${root}&hostaddr=127.0.0.1`, tls, 'any', true],
    [`verify-full&sslrootcert=${other}`, tls, 'any', /unable to verify|self.signed|certificate/i],
    [`verify-full&sslrootcert=${at('none.crt')}`, tls, 'any', /there is no root certificate .*none\.crt/],
  ] as const) {
    test(`${mode || 'not given'} as ${user} at ${address === tls ? 'localhost, encrypting' : address === bare ? 'localhost, plain' : '127.0.0.1'}`, async () => {
      const found = await outcome(`postgresql://${user}@${address}/postgres${mode && `?sslmode=${mode}`}`)
      if (typeof expected === 'boolean') expect(found).toBe(expected)
      else expect(found).toMatch(expected)
    })
  }

  test('PGSSLMODE and PGSSLROOTCERT count where the URI says nothing', async () => {
    vi.stubEnv('PGSSLMODE', 'verify-full')
    vi.stubEnv('PGSSLROOTCERT', at('root.crt'))
    expect(await outcome(`postgresql://any@${tls}/postgres`)).toBe(true)
    expect(await outcome(`postgresql://any@${byAddress}/postgres`)).toMatch(/IP: 127\.0\.0\.1/)
    expect(await outcome(`postgresql://any@${byAddress}/postgres?sslmode=disable`)).toBe(false)
  })

  test('a Unix socket is not encrypted, whatever the mode', async () => {
    const socket = encodeURIComponent(encrypting?.folder ?? '')
    expect(await outcome(`postgresql://any@/postgres?host=${socket}&port=${tlsPort}&sslmode=require`)).toBe(false)
    vi.stubEnv('PGHOST', encrypting?.folder ?? '')
    vi.stubEnv('PGPORT', tlsPort)
    expect(await outcome('postgresql://any@/postgres')).toBe(false)
  })

  test('a password: given, from the file, wrong, missing', async () => {
    writeFileSync(at('passwords'), '*:*:*:secret:pw\n', { mode: 0o600 })
    expect(await outcome(`postgresql://secret:pw@${tls}/postgres`)).toBe(true)
    expect(await outcome(`postgresql://secret@${tls}/postgres?passfile=${encodeURIComponent(at('passwords'))}`)).toBe(true)
    expect(await outcome(`postgresql://secret:wrong@${tls}/postgres`)).toMatch(/password authentication failed/)
    expect(await outcome(`postgresql://secret@${tls}/postgres?passfile=/nonexistent`)).toMatch(/no password was given/)
  })

  test('a pool goes on when the server begins or stops to encrypt', async () => {
    const target = parsePostgresUri(`postgresql://any@${bare}/postgres`)
    const choice = new SslChoice(target)
    // As after a restart of the server: what worked, TLS, is refused now.
    const Client = poolClient(target, choice)
    const connected = async (): Promise<boolean> => {
      const client = new Client()
      client.on('error', () => {})
      const error = await new Promise<Error | null>((resolve) => client.connect(resolve))
      await client.end().catch(() => undefined)
      return !error
    }
    expect([await connected(), await connected(), await connected()]).toEqual([false, true, true])
  })

  test('a store opens over TLS and over a socket, without a warning, and says the mode when it cannot', async () => {
    const warned = vi.fn<(warning: Error) => void>()
    process.on('warning', warned)
    const socket = encodeURIComponent(encrypting?.folder ?? '')
    const uris = [
      `postgresql+psycopg2://any@${tls}/postgres?sslmode=verify-full&sslrootcert=${root}`,
      `postgresql+psycopg2://any@/postgres?host=${socket}&port=${tlsPort}`,
      `postgresql+psycopg2://any@${tls}/postgres?sslmode=require`,
    ]
    for (const uri of uris) {
      const store = await openStore(uri, SETTINGS, (error) => expect.unreachable(String(error)))
      await store.ready()
      await store.close()
    }
    await expect(openStore(`postgresql://any:geheim@${bare}/postgres?sslmode=require`, SETTINGS, () => {})).rejects.toThrow(
      /^The PostgreSQL database postgres at localhost:\d+ \(sslmode require\) cannot be used: The server does not support SSL connections\. (?!.*geheim)/,
    )
    process.off('warning', warned)
    expect(warned.mock.calls).toEqual([])
  })
})
