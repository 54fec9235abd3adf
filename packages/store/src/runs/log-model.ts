import { type RequestOf, type logModel as LogModel, invalid, pythonRepr } from '@tailrace/contract'
import type { Db } from '../database.ts'
import { MODEL_HISTORY, printHistory, readHistory } from './model-history.ts'
import { requireActiveRun } from './require-run.ts'
import { upsertTags } from './tags.ts'

const REQUIRED = ['artifact_path', 'flavors', 'run_id', 'utc_time_created'] as const

/** Appends a model that a 2.x client logged to the run's history of models, a JSON list in a tag. */
export async function logModel(db: Db, { run_id, model_json }: RequestOf<typeof LogModel>): Promise<object> {
  const model = readModel(model_json)
  await requireActiveRun(db, run_id)
  const row = await db.get<{ value: string | null }>('select value from tags where run_uuid = ? and key = ?', [run_id, MODEL_HISTORY])
  const history = row?.value ? readHistory(row.value) : []
  await upsertTags(db, run_id, [{ key: MODEL_HISTORY, value: printHistory([...history, model]) }])
  return {}
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
