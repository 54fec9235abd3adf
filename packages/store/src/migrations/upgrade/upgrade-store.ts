import { parseStoreUri } from '../../store-uri.ts'
import type { UpgradePlan } from './plan.ts'
import type { Copied } from './rebuild.ts'
import type { Upgraded } from './upgraded.ts'

/**
 * Says what `upgradeStore` would do with a database; changes nothing, not even an empty or missing one. Undefined: nothing.
 * @throws MlflowError as planUpgrade, and when the database cannot be opened
 */
export async function planStoreUpgrade(uri: string): Promise<UpgradePlan | undefined> {
  const target = parseStoreUri(uri)
  if (target.dialect === 'sqlite') return (await import('./upgrade-sqlite.ts')).planSqlite(target.path)
  return (await import('./upgrade-postgres.ts')).planPostgres(target.postgres)
}

/**
 * Brings a database of an older revision to the head, with all its rows: one transaction behind a lock, so that a failure, a kill or a power cut
 * leaves it as it was, and a second run does it. A SQLite file is copied first, beside itself. Undefined: it was at the head already, or empty.
 * @param copied called after each table
 * @throws MlflowError INVALID_STATE as planUpgrade; TEMPORARILY_UNAVAILABLE: somebody else uses it, or it cannot be opened
 */
export async function upgradeStore(uri: string, copied?: Copied): Promise<Upgraded | undefined> {
  const target = parseStoreUri(uri)
  if (target.dialect === 'sqlite') return (await import('./upgrade-sqlite.ts')).upgradeSqlite(target.path, copied)
  return (await import('./upgrade-postgres.ts')).upgradePostgres(target.postgres, copied)
}
