import { LIMITS, type RequestOf, type logParam as LogParam, invalid, pythonRepr } from '@tailrace/contract'
import type { Db } from '../database.ts'
import { isOneText } from '../dialect.ts'
import { requireActiveRun } from './require-run.ts'
import { fitValue } from './values.ts'

interface NewParam {
  key: string
  value: string
}
interface Conflict extends NewParam {
  old: string
}

/** Writes one param. @throws MlflowError INVALID_PARAMETER_VALUE: it has another value already */
export async function logParam(db: Db, { run_id, key, value = '' }: RequestOf<typeof LogParam>): Promise<object> {
  await requireActiveRun(db, run_id)
  const [conflict] = await insertParams(db, run_id, [{ key, value: fitValue(db, value, LIMITS.paramValue, 'Param value') }])
  if (!conflict) return {}
  throw invalid(
    `Changing param values is not allowed. Param with key='${key}' was already logged with value='${conflict.old}' for run ID='${run_id}'. Attempted logging new value '${conflict.value}'.`,
  )
}

/** Writes the params of a batch. @throws MlflowError INVALID_PARAMETER_VALUE: a key twice, or one that has another value already */
export async function writeParams(db: Db, runId: string, params: readonly NewParam[]): Promise<void> {
  if (params.length === 0) return
  const conflicts = await insertParams(db, runId, params)
  if (conflicts.length === 0) return
  const listed = conflicts.map(
    ({ key, old, value }) => `{'key': ${pythonRepr(key)}, 'old_value': ${pythonRepr(old)}, 'new_value': ${pythonRepr(value)}}`,
  )
  throw invalid(`Changing param values is not allowed. Params were already logged='[${listed.join(', ')}]' for run ID='${runId}'.`)
}

/** Inserts the params that are new; answers those that stand with another value. */
async function insertParams(db: Db, runId: string, params: readonly NewParam[]): Promise<Conflict[]> {
  const sorted = params.toSorted((a, b) => (a.key < b.key ? -1 : 1))
  const written = await db.insertRows(
    'params',
    ['key text', 'value text', 'run_uuid text'],
    sorted.map(({ key, value }) => [key, value, runId]),
    'on conflict (key, run_uuid) do nothing',
  )
  if (written === params.length) return []
  const rows = await db.all<NewParam>(`select key, value from params where run_uuid = ? and key ${isOneText(db)}`, [
    runId,
    JSON.stringify(params.map(({ key }) => key)),
  ])
  const stored = new Map(rows.map(({ key, value }) => [key, value]))
  return params.flatMap(({ key, value }) => {
    const old = stored.get(key)
    return old === undefined || old === value ? [] : [{ key, value, old }]
  })
}
