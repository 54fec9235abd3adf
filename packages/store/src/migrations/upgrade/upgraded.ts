import { MlflowError } from '@tailrace/contract'
import type { StoreSettings } from '../../database.ts'
import type { UpgradePlan } from './plan.ts'

/** Connections want settings; an upgrade writes nothing that they decide about. */
export const SETTINGS: StoreSettings = { artifact_root: 'mlflow-artifacts:/', location_rules: { base: '/' }, truncate_long_values: true }

/** What an upgrade did. */
export interface Upgraded {
  readonly plan: UpgradePlan
  /** SQLite: the copy of the database as it was. */
  readonly backup?: string
}

/** A database that others use. */
export const inUse = (): MlflowError =>
  new MlflowError(
    'TEMPORARILY_UNAVAILABLE',
    'The database is in use: stop the servers and clients that work on it, then try again. Nothing was changed.',
  )
