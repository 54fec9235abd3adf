import { MlflowError } from '@tailrace/contract'
import type { Store } from '@tailrace/store'

/** What stands in for the database when only artifacts are served. Its routes are switched off, so nothing reaches it. */
export function noStore(): Store {
  const refuse = (): Promise<never> =>
    Promise.reject(new MlflowError('TEMPORARILY_UNAVAILABLE', 'The server runs in `--artifacts-only` mode, without a database.'))
  return {
    dialect: 'sqlite',
    settings: { artifact_root: 'mlflow-artifacts:/', location_rules: { base: '/' }, truncate_long_values: true },
    as: () => ({ execute: refuse, call: refuse }),
    listen: refuse,
    ready: async () => {},
    close: async () => {},
  }
}
