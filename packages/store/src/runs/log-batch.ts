import { LIMITS, type RequestOf, type logBatch as LogBatch, invalid, pythonRepr } from '@tailrace/contract'
import type { Db } from '../database.ts'
import { checkTime, writeMetrics } from '../metrics/write.ts'
import { writeParams } from './params.ts'
import { checkRunId, requireActiveRun } from './require-run.ts'
import { writeTags } from './tags.ts'
import { fitValue } from './values.ts'

/**
 * Writes metrics, params and tags of an active run, all or nothing.
 * @throws MlflowError INVALID_PARAMETER_VALUE: over a limit, a param that changes its value; RESOURCE_DOES_NOT_EXIST
 */
export async function logBatch(db: Db, request: RequestOf<typeof LogBatch>): Promise<object> {
  const { run_id, metrics = [] } = request
  checkRunId(run_id)
  metrics.forEach((metric, index) => checkTime(metric, `metrics[${index}].timestamp`))
  checkSizes(metrics.length, request.params?.length ?? 0, request.tags?.length ?? 0)
  const params = (request.params ?? []).map(({ key, value = '' }) => ({
    key,
    value: fitValue(db, value, LIMITS.paramValue, 'Param value'),
  }))
  const tags = (request.tags ?? []).map(({ key, value = '' }, index) => ({
    key,
    value: fitValue(db, value, LIMITS.runTagValue, `tags[${index}].value`),
  }))
  const { experiment_id } = await requireActiveRun(db, run_id)
  checkUnique(params.map(({ key }) => key))
  await writeParams(db, run_id, params)
  await writeMetrics(db, run_id, experiment_id, metrics)
  await writeTags(db, run_id, tags)
  return {}
}

function checkSizes(metrics: number, params: number, tags: number): void {
  checkSize('metrics', metrics, LIMITS.batchMetrics)
  checkSize('params', params, LIMITS.batchParams)
  checkSize('tags', tags, LIMITS.batchTags)
  checkSize('metrics, params, and tags', metrics + params + tags, LIMITS.batchTotal)
}

function checkSize(entity: string, count: number, limit: number): void {
  if (count <= limit) return
  throw invalid(
    `A batch logging request can contain at most ${limit} ${entity}. Got ${count} ${entity}. Please split up ${entity} across multiple requests and try again.`,
  )
}

function checkUnique(keys: readonly string[]): void {
  const twice = new Set(keys.filter((key, index) => keys.indexOf(key) !== index))
  if (twice.size === 0) return
  throw invalid(
    `Duplicate parameter keys have been submitted: [${[...twice].map(pythonRepr).join(', ')}]. Please ensure the request contains only one param value per param key.`,
  )
}
