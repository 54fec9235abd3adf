/**
 * Prints what the reference's upgrade of the databases in `fixtures/old/` leaves, as JSON: `node record-old.ts <mlflow> <PostgreSQL URL>`, where the
 * first is the command of the reference at the head, for `fixtures/old/expected.json`.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDatabase } from '@tailrace/testing'
import { loadDump, openForUpgrade } from './old-databases.ts'
import { rowsDigest } from './rows-digest.ts'

const [mlflow, postgres] = process.argv.slice(2)
if (mlflow === undefined || postgres === undefined) throw new Error('usage: node record-old.ts <mlflow> <PostgreSQL URL>')
const folder = mkdtempSync(join(tmpdir(), 'tailrace-old-'))
const expected: Record<string, Record<string, string>> = {}
for (const name of readdirSync(new URL('../fixtures/old/', import.meta.url)).filter((file) => file.endsWith('.sql'))) {
  const isSqlite = name.includes('.sqlite.')
  const { url, drop } = isSqlite ? { url: `sqlite:///${join(folder, `${name}.db`)}`, drop: async () => {} } : await createDatabase(postgres)
  await loadDump(name, url)
  const env = { ...process.env, MLFLOW_DISABLE_TELEMETRY: 'true' }
  execFileSync(mlflow, ['db', 'upgrade', url.replace(/^postgresql:/, 'postgresql+psycopg2:')], { env, stdio: ['ignore', 'ignore', 'pipe'] })
  const db = await openForUpgrade(url)
  expected[name] = await rowsDigest(db)
  await db.close()
  await drop()
}
rmSync(folder, { recursive: true })
console.log(JSON.stringify(expected, null, 2))
