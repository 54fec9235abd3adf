import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { loadDump, openForUpgrade } from './old-databases.ts'
import { rowsDigest } from './rows-digest.ts'

// Renews `fixtures/old/expected.json`, what MLflow's own upgrade leaves of each old database, when those or the head change:
// `node record-expected.ts <MLflow's command mlflow, at the head> <URL of a PostgreSQL server>`. It takes minutes.
const [mlflow, server] = process.argv.slice(2)
if (mlflow === undefined || server === undefined)
  throw new Error('usage: node record-expected.ts <command mlflow> <URL of a PostgreSQL server>')

const dumps = readdirSync(new URL('../fixtures/old/', import.meta.url)).filter((file) => file.endsWith('.sql'))
const folder = mkdtempSync(join(tmpdir(), 'tailrace-old-'))

async function emptyDatabase(name: string): Promise<string> {
  if (!name.includes('.postgres.')) return `sqlite:///${join(folder, name)}.db`
  const client = new pg.Client({ connectionString: `${server}/postgres` })
  await client.connect()
  await client.query('drop database if exists tailrace_old')
  await client.query('create database tailrace_old')
  await client.end()
  return `${server}/tailrace_old`
}

const left: Record<string, Record<string, string>> = {}
for (const name of dumps) {
  const uri = await emptyDatabase(name)
  await loadDump(name, uri)
  const env = { ...process.env, MLFLOW_DISABLE_TELEMETRY: 'true' }
  execFileSync(mlflow, ['db', 'upgrade', uri.replace(/^postgresql:/, 'postgresql+psycopg2:')], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const db = await openForUpgrade(uri)
  left[name] = await rowsDigest(db)
  await db.close()
}
writeFileSync(new URL('../fixtures/old/expected.json', import.meta.url), `${JSON.stringify(left, null, 2)}\n`)
rmSync(folder, { recursive: true })
