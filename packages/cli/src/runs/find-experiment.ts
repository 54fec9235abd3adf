import { MlflowError } from '@tailrace/contract'
import { type Client, items } from '@tailrace/sdk'

/** Ids of experiments by their names or ids; of all active ones when none is named. @throws MlflowError RESOURCE_DOES_NOT_EXIST */
export async function experimentIds(client: Client, wanted: readonly string[]): Promise<string[]> {
  if (wanted.length > 0) return Promise.all(wanted.map((one) => experimentId(client, one)))
  const ids: string[] = []
  for await (const { experiment_id } of items(client.searchExperiments, { max_results: 1_000 }, 'experiments')) ids.push(experiment_id)
  return ids
}

/** An experiment's name is looked for first: it may be a number. */
async function experimentId(client: Client, wanted: string): Promise<string> {
  try {
    return (await client.getExperimentByName({ experiment_name: wanted })).experiment.experiment_id
  } catch (error) {
    if ((error as { code?: string }).code !== 'RESOURCE_DOES_NOT_EXIST') throw error
    if (/^\d+$/.test(wanted)) return (await client.getExperiment({ experiment_id: wanted })).experiment.experiment_id
    throw new MlflowError('RESOURCE_DOES_NOT_EXIST', `There is no experiment '${wanted}': \`experiments search\` lists them.`)
  }
}
