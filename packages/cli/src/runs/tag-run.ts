import { MlflowError } from '@tailrace/contract'
import type { Client } from '@tailrace/sdk'
import { type WireRun, tagOf } from './stock-run.ts'

/**
 * Sets tags of a run in one request, then deletes others.
 * @throws MlflowError RESOURCE_DOES_NOT_EXIST for a tag to delete that the run does not have; then nothing is changed
 */
export async function tagRun(
  client: Client,
  run: WireRun,
  set: readonly (readonly [key: string, value: string])[],
  deleted: readonly string[],
): Promise<{ run_id: string; set: Record<string, string>; deleted: readonly string[] }> {
  const { run_id } = run.info
  const missing = deleted.find((key) => tagOf(run, key) === undefined)
  if (missing !== undefined) throw new MlflowError('RESOURCE_DOES_NOT_EXIST', `Run ${run_id} has no tag '${missing}'.`)
  if (set.length > 0) await client.logBatch({ run_id, tags: set.map(([key, value]) => ({ key, value })) })
  for (const key of deleted) await client.deleteTag({ run_id, key })
  return { run_id, set: Object.fromEntries(set), deleted }
}
