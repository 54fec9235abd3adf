import type { StoreSettings } from './database.ts'
import { openPostgres } from './postgres/store.ts'
import { openSqlite } from './sqlite/store.ts'
import { parseStoreUri } from './store-uri.ts'
import type { FaultLog, Store } from './store.ts'

/**
 * Opens a database and makes its schema when it is empty.
 * @param uri `sqlite:///file`, `postgresql://...` or `postgresql+psycopg2://...`
 * @throws MlflowError with one line that says what to do: unknown scheme, unreachable, another revision of the schema
 */
export async function openStore(uri: string, settings: StoreSettings, onFault: FaultLog): Promise<Store> {
  const target = parseStoreUri(uri)
  return target.dialect === 'sqlite' ? openSqlite(target.path, settings, onFault) : openPostgres(target.url, settings, onFault)
}
