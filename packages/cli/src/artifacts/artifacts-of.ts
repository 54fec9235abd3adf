import { Artifacts, type Client } from '@tailrace/sdk'

/** The artifacts of a run. @throws MlflowError RESOURCE_DOES_NOT_EXIST */
export async function artifactsOf(client: Client, run_id: string): Promise<Artifacts> {
  const { info } = (await client.getRun({ run_id })).run
  return new Artifacts(client, { run_id }, info.artifact_uri ?? '')
}
