import { execFileSync } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import { emptyDatabases } from '../databases-for-tests.ts'
import { loadDump, openForUpgrade } from './old-databases.ts'
import { rowsDigest } from './rows-digest.ts'

// Renews `fixtures/old/expected.json`, what the reference's own upgrade leaves of each old database, when those or the head change:
// `node record-expected.ts <the reference's command mlflow, at the head>`. It takes minutes.
const [mlflow] = process.argv.slice(2)
if (mlflow === undefined) throw new Error('usage: node record-expected.ts <command mlflow>')

const databases = await emptyDatabases()
const dumps = readdirSync(new URL('../fixtures/old/', import.meta.url)).filter((file) => file.endsWith('.sql'))

const left: Record<string, Record<string, string>> = {}
for (const name of dumps) {
  const uri = await databases.find(({ dialect }) => name.includes(`.${dialect}.`))?.make()
  if (uri === undefined) continue
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
await Promise.all(databases.map(({ drop }) => drop()))
