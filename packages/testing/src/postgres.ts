import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'

/** A PostgreSQL server for tests. */
export interface PostgresServer {
  /** URL of its database `postgres` for a superuser. */
  readonly url: string
  /** Folder of its Unix socket; undefined for a server that was not started here. */
  readonly folder: string | undefined
  /** Ends the server (open connections are cut) and removes its folder; does nothing to a server that was not started here. */
  stop(): Promise<void>
}

/** A database of one test file. */
export interface TestDatabase {
  readonly url: string
  /** Removes the database; connections that are still open are cut. */
  drop(): Promise<void>
}

/** What a test prints when it is skipped for want of a server. */
export const POSTGRES_MISSING = 'PostgreSQL is not installed'

const START_DEADLINE_MS = 60_000
const DROP_DEADLINE_MS = 40_000
/** PostgreSQL's code for a database that somebody is still connected to. */
const OBJECT_IN_USE = '55006'

/**
 * Makes a cluster, serves it, and lives exactly as long as its standard input: the pipe ends when the test process stops the server, and also
 * when that process is killed, so no server outlives its tests. It quits without a last write of everything to the disk: its folder goes with it.
 * Arguments: folder, folder of the binaries, port.
 */
const SERVE = `
cd "$1" || exit 1
"$2/initdb" -D data -A trust -U postgres -E UTF8 --locale=C.UTF-8 --no-sync >log 2>&1 </dev/null || exit 1
if [ -d extra ]; then cp extra/* data/ && chmod 600 data/* 2>/dev/null; chmod 700 data/*/; fi
exec 3<&0
"$2/postgres" -D data -k "$1" -p "$3" -c listen_addresses=127.0.0.1 -c max_connections=200 -c fsync=on >>log 2>&1 </dev/null 3<&- &
server=$!
(cat <&3 >/dev/null; kill -QUIT $server) &
watcher=$!
wait $server || exit 1
kill $watcher 2>/dev/null
cd / && rm -rf "$1"
`

/**
 * Starts a PostgreSQL server on a free loopback port, in a temporary folder, with fsync on, trust authentication and UTF-8.
 * If TAILRACE_TEST_POSTGRES_URL is set (URL of a superuser), that server is used instead.
 * `undefined` means that there is no PostgreSQL here: skip with POSTGRES_MISSING. Run as root it serves as the user `postgres`.
 */
export async function startPostgres(): Promise<PostgresServer | undefined> {
  const given = process.env['TAILRACE_TEST_POSTGRES_URL']
  return given ? { url: given, folder: undefined, stop: async () => {} } : startOwnPostgres({})
}

/**
 * Starts a PostgreSQL server that no other test file uses.
 * @param files files of its data folder by name, such as `pg_hba.conf`, `postgresql.auto.conf`, `server.key`
 */
export async function startOwnPostgres(files: Readonly<Record<string, string>>): Promise<PostgresServer | undefined> {
  const binaries = findBinaries()
  if (!binaries) return undefined
  const folder = mkdtempSync(join(tmpdir(), 'tailrace-postgres-'))
  if (Object.keys(files).length > 0) mkdirSync(join(folder, 'extra'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, 'extra', name), text)
  const port = await freePort()
  const serve = ['sh', '-c', SERVE, 'tailrace-postgres', folder, binaries, String(port)]
  const asRoot = process.getuid?.() === 0
  if (asRoot) chownSync(folder, idOfPostgres('-u'), idOfPostgres('-g'))
  const [command = '', ...args] = asRoot ? ['runuser', '-u', 'postgres', '--', ...serve] : serve
  // Detached, so that Ctrl-C reaches the tests only, and the server ends through its pipe.
  const child = spawn(command, args, { stdio: ['pipe', 'ignore', 'ignore'], detached: true })
  child.unref()
  const url = `postgresql://postgres@127.0.0.1:${port}/postgres`
  const stop = async (): Promise<void> => {
    await ended(child)
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    await answering(url, child)
  } catch (error) {
    const log = existsSync(join(folder, 'log')) ? readFileSync(join(folder, 'log'), 'utf8').slice(-2000) : ''
    await stop()
    throw new Error(`PostgreSQL did not start in ${folder}.\n${log}`, { cause: error })
  }
  return { url, folder, stop }
}

/** Makes an empty database with a name of its own on a server: every test file takes one, so that files can run side by side. */
export async function createDatabase(serverUrl: string): Promise<TestDatabase> {
  const name = `tailrace_test_${process.pid}_${randomBytes(6).toString('hex')}`
  await execute(serverUrl, `CREATE DATABASE ${name}`)
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => drop(serverUrl, name) }
}

/** PostgreSQL gives the connections that it cuts 5 s to leave, and one that waits for the disk takes longer. */
async function drop(serverUrl: string, name: string): Promise<void> {
  const deadline = Date.now() + DROP_DEADLINE_MS
  for (;;) {
    try {
      return await execute(serverUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
    } catch (error) {
      if ((error as { code?: unknown }).code !== OBJECT_IN_USE || Date.now() > deadline) throw error
    }
  }
}

function findBinaries(): string | undefined {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).toSorted((a, b) => Number(b) - Number(a)) : []
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...versions.map((version) => join(debian, version, 'bin'))]
  return folders.find((folder) => folder !== '' && existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')))
}

function idOfPostgres(kind: '-u' | '-g'): number {
  return Number(execFileSync('id', [kind, 'postgres'], { encoding: 'utf8' }))
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => (typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no free port'))))
    })
  })
}

async function answering(url: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_DEADLINE_MS
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error('the server ended')
    try {
      return await execute(url, 'SELECT 1')
    } catch (error) {
      if (Date.now() > deadline) throw error
      await sleep(50)
    }
  }
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve()
    child.ref()
    child.once('exit', () => resolve())
    child.stdin?.end()
  })
}

/** Runs one statement on a connection of its own. */
export async function execute(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
