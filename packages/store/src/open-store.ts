import type { StoreSettings } from './database.ts'
import { parseStoreUri } from './store-uri.ts'
import type { FaultLog, Store } from './store.ts'

/**
 * Opens a database and makes its schema when it is empty.
 * @param uri `sqlite:///file`, `postgresql://...` or `postgresql+psycopg2://...`
 * @throws MlflowError with one line that says what to do: unknown scheme, unreachable, another revision of the schema
 */
export async function openStore(uri: string, settings: StoreSettings, onFault: FaultLog): Promise<Store> {
  const target = parseStoreUri(uri)
  // Each driver is loaded only where it is used: the other costs memory and start-up time.
  if (target.dialect === 'sqlite') return (await import('./sqlite/store.ts')).openSqlite(target.path, settings, onFault)
  return (await import('./postgres/store.ts')).openPostgres(target.postgres, settings, onFault)
}
