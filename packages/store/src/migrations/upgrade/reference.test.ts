import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { emptyDatabases } from '../databases-for-tests.ts'
import { loadDump, openForUpgrade } from './old-databases.ts'
import { rowsDigest } from './rows-digest.ts'

/**
 * The command `mlflow` of the reference at the head. It upgrades each old database, and what it leaves is `fixtures/old/expected.json`: with
 * `-u` that file is written anew. This takes minutes, so it is done when those databases or the head change.
 */
const mlflow = process.env['TAILRACE_REFERENCE_MLFLOW']
if (mlflow === undefined) console.log('skip: the upgrade of the reference itself (name its command in TAILRACE_REFERENCE_MLFLOW)')

const databases = await emptyDatabases()
afterAll(() => Promise.all(databases.map(({ drop }) => drop())))
const dumps = readdirSync(new URL('../fixtures/old/', import.meta.url)).filter((file) => file.endsWith('.sql'))

test.skipIf(mlflow === undefined)('the upgrade of the reference leaves what is expected of ours', { timeout: 900_000 }, async () => {
  const left: Record<string, Record<string, string>> = {}
  for (const name of dumps) {
    const uri = await databases.find(({ dialect }) => name.includes(`.${dialect}.`))?.make()
    if (uri === undefined) continue
    await loadDump(name, uri)
    const env = { ...process.env, MLFLOW_DISABLE_TELEMETRY: 'true' }
    execFileSync(mlflow ?? '', ['db', 'upgrade', uri.replace(/^postgresql:/, 'postgresql+psycopg2:')], {
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    const db = await openForUpgrade(uri)
    left[name] = await rowsDigest(db)
    await db.close()
  }
  await expect(`${JSON.stringify(left, null, 2)}\n`).toMatchFileSnapshot('../fixtures/old/expected.json')
})
