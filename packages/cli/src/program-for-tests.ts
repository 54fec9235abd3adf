import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DEFAULT_CONFIG, buildApp } from '@tailrace/server'
import { openStore, parseStoreUri } from '@tailrace/store'
import { afterAll } from 'vitest'
import { runProgram } from './run-program.ts'
import { storeSettings } from './settings.ts'

/** What a command line did. */
export interface Ended {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** Runs a command line in this process, with these variables and no other setting of a client or server. */
export async function tailrace(env: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Ended> {
  const kept = { ...process.env }
  const written = { out: '', err: '' }
  const { stdout, stderr } = process
  const write = { out: stdout.write, err: stderr.write }
  for (const name of Object.keys(process.env)) if (/^(MLFLOW|TAILRACE)_/.test(name)) delete process.env[name]
  // What somebody logged in at is none of a test's business.
  Object.assign(process.env, { XDG_CONFIG_HOME: '/nonexistent', ...env })
  stdout.write = (text: unknown) => Boolean((written.out += String(text)))
  stderr.write = (text: unknown) => Boolean((written.err += String(text)))
  try {
    return { code: await runProgram(args), ...written }
  } finally {
    stdout.write = write.out
    stderr.write = write.err
    process.exitCode = undefined
    for (const name of Object.keys(process.env)) if (!(name in kept)) delete process.env[name]
    Object.assign(process.env, kept)
  }
}

/** A folder of the tests of a file. */
export function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tailrace-cli-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Makes a SQLite database where there is none: commands do not. */
export async function newDatabase(uri: string, artifactRoot = './mlruns'): Promise<string> {
  const target = parseStoreUri(uri)
  if (target.dialect !== 'sqlite' || existsSync(target.path)) return uri
  const store = await openStore(uri, storeSettings(artifactRoot), (error) => {
    throw error
  })
  await store.close()
  return uri
}

/** A server of the tests of a file on a database of its own, and its address. */
export async function testServer(folder: string): Promise<string> {
  const settings = { artifact_root: 'mlflow-artifacts:/', location_rules: { base: folder }, truncate_long_values: true }
  const store = await openStore(`sqlite:///${join(folder, 'server.db')}`, settings, (error) => {
    throw error
  })
  const { fastify } = buildApp(store, { ...DEFAULT_CONFIG, artifacts_destination: join(folder, 'artifacts'), log_level: 'error' })
  afterAll(async () => {
    // Connections that clients of this process keep open are nobody's any more.
    fastify.server.closeAllConnections()
    await fastify.close()
    await store.close()
  })
  return fastify.listen({ host: '127.0.0.1', port: 0 })
}
