import { type Client, items } from '@tailrace/sdk'
import { isTerminal } from '../output/color.ts'
import { printJson } from '../output/json.ts'
import { type Cell, printFields } from '../output/table.ts'
import { experimentIds } from './find-experiment.ts'
import { STATUS_LOOKS } from './run-columns.ts'
import { utcText } from './stock-run.ts'

/** Runs in a page. */
const PAGE = 1_000

/** Prints an experiment with the number of its active runs by status. @param wanted its name or id @throws MlflowError RESOURCE_DOES_NOT_EXIST */
export async function describeExperiment(client: Client, wanted: string, json: boolean): Promise<void> {
  const [experiment_id = ''] = await experimentIds(client, [wanted])
  const { experiment } = await client.getExperiment({ experiment_id })
  const counts = new Map<string, number>()
  let newest: number | undefined
  const request = { experiment_ids: [experiment_id], max_results: PAGE }
  for await (const { info } of items(client.searchRuns, request, 'runs')) {
    counts.set(info.status, (counts.get(info.status) ?? 0) + 1)
    newest = Math.max(newest ?? 0, Number(info.end_time ?? info.start_time ?? 0))
  }
  if (json) return printJson({ ...experiment, runs: Object.fromEntries(counts), last_activity: newest ?? null })
  const time = (ms: number | undefined): string => (ms ? (isTerminal() ? utcText(ms) : String(ms)) : '')
  printFields([
    ['id', experiment_id],
    ['name', experiment.name],
    ['stage', experiment.lifecycle_stage ?? ''],
    ['artifact location', experiment.artifact_location ?? ''],
    ['created', time(Number(experiment.creation_time ?? 0))],
    ['last activity', time(newest)],
    ['runs', String([...counts.values()].reduce((sum, count) => sum + count, 0))],
    ...[...counts].map(([status, count]): [string, Cell] => [
      `runs.${status}`,
      { text: String(count), look: STATUS_LOOKS[status as keyof typeof STATUS_LOOKS] },
    ]),
    ...(experiment.tags ?? []).map(({ key, value }): [string, Cell] => [`tags.${key}`, value ?? '']),
  ])
}
