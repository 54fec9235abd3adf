import { MlflowError } from '@tailrace/contract'
import { type Client, items } from '@tailrace/sdk'
import { experimentIds } from './find-experiment.ts'
import type { WireRun } from './stock-run.ts'

/** A run by its id, or by its name when only one active run has it. @throws MlflowError RESOURCE_DOES_NOT_EXIST, INVALID_PARAMETER_VALUE */
export async function findRun(client: Client, wanted: string): Promise<WireRun> {
  if (/^[0-9a-f]{32}$/.test(wanted)) return (await client.getRun({ run_id: wanted })).run
  const quote = wanted.includes("'") ? '"' : "'"
  const request = {
    experiment_ids: await experimentIds(client, []),
    filter: `attributes.run_name = ${quote}${wanted}${quote}`,
    max_results: 2,
  }
  const found: WireRun[] = []
  for await (const run of items(client.searchRuns, request, 'runs')) if (found.push(run) > 1) break
  const [run, other] = found
  if (run && !other) return run
  throw new MlflowError(
    run ? 'INVALID_PARAMETER_VALUE' : 'RESOURCE_DOES_NOT_EXIST',
    run
      ? `Several runs are called '${wanted}': name one by its id, which \`runs search\` shows.`
      : `Run with id or name '${wanted}' not found`,
  )
}
