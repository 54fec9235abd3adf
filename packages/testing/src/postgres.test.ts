import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { afterAll, describe, expect, test } from 'vitest'
import { createDatabase, POSTGRES_MISSING, startPostgres } from './postgres.ts'

const server = await startPostgres()
afterAll(() => server?.stop())
const serverUrl = server?.url ?? ''
if (!server) console.warn(`skipped: ${POSTGRES_MISSING}`)

async function query<Row extends object>(url: string, sql: string): Promise<Row[]> {
  const client = new Client({ connectionString: url })
  client.on('error', () => {}) // a server that stops also cuts a connection that is idle
  await client.connect()
  try {
    return (await client.query<Row>(sql)).rows
  } finally {
    await client.end()
  }
}

describe.skipIf(!server)('PostgreSQL for tests', () => {
  test('databases are separate, UTF-8 and sorted by code point', async () => {
    const [one, two] = await Promise.all([createDatabase(serverUrl), createDatabase(serverUrl)])
    await query(one.url, 'CREATE TABLE only_here (id integer)')
    expect(await query(two.url, `SELECT to_regclass('only_here') AS found`)).toEqual([{ found: null }])
    const facts = `SELECT pg_encoding_to_char(encoding) AS encoding, 'B' < 'a' AS by_code_point FROM pg_database WHERE datname = current_database()`
    expect(await query(two.url, facts)).toEqual([{ encoding: 'UTF8', by_code_point: true }])
    expect(await query(two.url, 'SHOW fsync')).toEqual([{ fsync: 'on' }])
    await Promise.all([one.drop(), two.drop()])
    await expect(query(one.url, 'SELECT 1')).rejects.toThrow('does not exist')
  })

  test('drop cuts connections that a test left open', async () => {
    const database = await createDatabase(serverUrl)
    const left = new Client({ connectionString: database.url })
    left.on('error', () => {})
    await left.connect()
    await database.drop()
    await expect(query(database.url, 'SELECT 1')).rejects.toThrow('does not exist')
  })

  test('a server of its own ends with a test process that is killed', async () => {
    const source = `const { startPostgres } = await import(${JSON.stringify(new URL('./postgres.ts', import.meta.url).href)})
    console.log((await startPostgres()).url)
    setInterval(() => {}, 1000)`
    const { TAILRACE_TEST_POSTGRES_URL: _ours, ...env } = process.env
    const killed = spawn(process.execPath, ['--input-type=module', '-e', source], { env, stdio: ['ignore', 'pipe', 'inherit'] })
    const [line] = await once(killed.stdout, 'data')
    const url = String(line).trim()
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    killed.kill('SIGKILL')
    const gone = async (): Promise<boolean> =>
      query(url, 'SELECT 1').then(
        () => false,
        (error: { code?: string }) => error.code === 'ECONNREFUSED',
      )
    while (!(await gone())) await sleep(50)
    expect(await gone()).toBe(true)
  })
})
