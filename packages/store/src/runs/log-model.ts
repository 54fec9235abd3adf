import { LIMITS, type RequestOf, type logModel as LogModel, invalid, pythonDumps, pythonRepr } from '@tailrace/contract'
import type { Db } from '../database.ts'
import { requireActiveRun } from './require-run.ts'
import { upsertTags } from './tags.ts'

const HISTORY = 'mlflow.log-model.history'
const REQUIRED = ['artifact_path', 'flavors', 'run_id', 'utc_time_created'] as const

/** Appends a model that a 2.x client logged to the run's history of models, a JSON list in a tag. */
export async function logModel(db: Db, { run_id, model_json }: RequestOf<typeof LogModel>): Promise<object> {
  const model = readModel(model_json)
  await requireActiveRun(db, run_id)
  const row = await db.get<{ value: string | null }>('select value from tags where run_uuid = ? and key = ?', [run_id, HISTORY])
  const history = row?.value ? readHistory(row.value) : []
  await upsertTags(db, run_id, [{ key: HISTORY, value: printHistory([...history, model]) }])
  return {}
}

/** Prints the newest models that fit into a tag. @throws MlflowError INVALID_PARAMETER_VALUE when not even the last one does */
function printHistory(models: readonly unknown[]): string {
  const texts = models.map(pythonDumps)
  let length = texts.reduce((sum, text) => sum + text.length + ', '.length, 0)
  let first = 0
  for (; length > LIMITS.runTagValue && first < texts.length; first++) length -= (texts[first]?.length ?? 0) + ', '.length
  if (first === texts.length) throw invalid(`'${HISTORY}' exceeds the maximum length of ${LIMITS.runTagValue} characters`)
  return `[${texts.slice(first).join(', ')}]`
}

function readModel(text: string): Record<string, unknown> {
  let model: unknown
  try {
    model = JSON.parse(text)
  } catch {
    throw invalid(`Malformed model info. \n ${text} \n is not a valid JSON.`)
  }
  if (typeof model !== 'object' || model === null || Array.isArray(model))
    throw invalid(`Malformed model info. \n ${text} \n is not a JSON object`)
  const missing = REQUIRED.filter((key) => !(key in model))
  if (missing.length > 0) throw invalid(`Model json is missing mandatory fields: {${missing.map(pythonRepr).join(', ')}}`)
  const { run_id, artifact_path, utc_time_created, model_uuid = null, flavors, ...others } = model as Record<string, unknown>
  return { run_id, artifact_path, utc_time_created, model_uuid, flavors, ...others }
}

function readHistory(text: string): unknown[] {
  try {
    const history: unknown = JSON.parse(text)
    return Array.isArray(history) ? history : []
  } catch {
    return []
  }
}
