import type { Endpoint, RequestOf, ResponseOf } from '@tailrace/contract'
import type { StoreSettings } from '../database.ts'
import { prepareSqlite } from '../migrations/prepare.ts'
import { OPERATOR } from '../caller.ts'
import { execute } from '../execute.ts'
import { operationOf } from '../operations.ts'
import { SqliteConnection } from '../sqlite/connection.ts'

/** What databases of tests are opened with. */
export const SETTINGS: StoreSettings = {
  artifact_root: 'mlflow-artifacts:/',
  location_rules: { base: '/base' },
  truncate_long_values: true,
}

/** An empty SQLite database in memory, with its schema. */
export async function openMemory(settings = SETTINGS): Promise<SqliteConnection> {
  const db = new SqliteConnection(':memory:', settings)
  await prepareSqlite(db, settings)
  return db
}

/** Runs endpoints on it, without a transaction around each. */
export const callOn =
  (db: SqliteConnection) =>
  async <E extends Endpoint>(endpoint: E, request: RequestOf<E>): Promise<ResponseOf<E>> =>
    JSON.parse(String(await execute({ operation: operationOf(endpoint.name), caller: OPERATOR, request }, db))) as ResponseOf<E>
