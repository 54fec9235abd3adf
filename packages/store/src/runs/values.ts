import { LIMITS, codePoints, cutText, invalid } from '@tailrace/contract'
import type { Db } from '../database.ts'

/** Cuts a long param or tag value to its limit. @throws MlflowError INVALID_PARAMETER_VALUE where the server was set not to cut */
export function fitValue(db: Db, value: string, limit: number, label = 'value'): string {
  if (value.length <= limit) return value
  if (!db.settings.truncate_long_values && codePoints(value) > limit) {
    throw invalid(`'${label}' exceeds the maximum length of ${limit} characters`)
  }
  return cutText(value, limit)
}

/** Refuses a name of a run that its column on PostgreSQL does not take. @throws MlflowError INVALID_PARAMETER_VALUE */
export function checkRunName(name: string, label = 'mlflow.runName'): string {
  if (codePoints(name) > LIMITS.runName) throw invalid(`'${label}' exceeds the maximum length of ${LIMITS.runName} characters`)
  return name
}
