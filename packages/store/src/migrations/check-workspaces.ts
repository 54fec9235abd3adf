import { MlflowError } from '@tailrace/contract'
import type { Db } from '../database.ts'

/** What may belong to a workspace, with the column that names it to a person. */
const KINDS = [
  { what: 'experiments', table: 'experiments', name: 'name' },
  { what: 'registered models', table: 'registered_models', name: 'name' },
  { what: 'webhooks', table: 'webhooks', name: 'name' },
] as const

/**
 * Refuses a database in which something belongs to a workspace other than `default`: every user would see and change it here.
 * @throws MlflowError INVALID_STATE, with one example and what to do
 */
export async function checkWorkspaces(db: Db): Promise<void> {
  for (const { what, table, name } of KINDS) {
    const row = await db.get<{ name: string; workspace: string }>(
      `select ${name} as name, workspace from ${table} where workspace <> 'default' limit 1`,
    )
    if (!row) continue
    throw new MlflowError(
      'INVALID_STATE',
      `The database has ${what} in workspaces other than 'default' (such as '${row.name}' in '${row.workspace}'), and Tailrace has no workspaces ` +
        'yet: it would show them to everyone. Serve it with MLflow, or move them by `mlflow db migrate-to-default-workspace`.',
    )
  }
}
