import type { ModelVersion, RegisteredModel } from '@tailrace/contract'
import { type Client, items as all } from '@tailrace/sdk'
import type { MovedItem, OnProblem } from './source.ts'

/** Searches leave prompts out unless they are asked for. */
const PROMPTS = "tags.`mlflow.prompt.is_prompt` = 'true'"
const quoted = (text: string): string => (text.includes("'") ? `"${text}"` : `'${text}'`)

/**
 * The registry: models and prompts, each followed by its versions in the order of their numbers.
 * @param chosen only versions that stem from one of these runs, and their models; absent: all
 */
export async function* registry(
  client: Client,
  chosen: ReadonlySet<string> | undefined,
  onProblem: OnProblem,
): AsyncGenerator<MovedItem, void, undefined> {
  for (const filter of [undefined, PROMPTS]) {
    const request = { max_results: 100, ...(filter !== undefined && { filter }) }
    for await (const registered_model of all(client.searchRegisteredModels, request, 'registered_models')) {
      try {
        const found = await versions(client, registered_model.name, filter)
        const wanted = found.filter(({ run_id }) => chosen?.has(run_id) ?? true)
        if (chosen && wanted.length === 0) continue
        const there = new Set(wanted.map(({ version }) => version))
        const aliases = (registered_model.aliases ?? []).filter(({ version }) => there.has(version))
        yield { kind: 'registered_model', registered_model: { ...(registered_model as RegisteredModel), aliases } }
        for (const model_version of wanted) yield { kind: 'model_version', model_version, ...(await storage(client, model_version)) }
      } catch (error) {
        onProblem(`registered model '${registered_model.name}': ${error instanceof Error ? error.message : String(error)}`)
      }
    }
  }
}

async function versions(client: Client, name: string, prompts: string | undefined): Promise<ModelVersion[]> {
  const filter = `name = ${quoted(name)}${prompts === undefined ? '' : ` AND ${prompts}`}`
  const found: ModelVersion[] = []
  for await (const version of all(client.searchModelVersions, { filter, max_results: 1000 }, 'model_versions')) {
    found.push(version as ModelVersion)
  }
  return found.toSorted((a, b) => Number(a.version) - Number(b.version))
}

/** Where the files of a version lie, when its source is only a name for that. */
async function storage(client: Client, { name, version, source }: ModelVersion): Promise<{ storage_location?: string }> {
  if (!source.startsWith('models:')) return {}
  const { artifact_uri } = await client.getModelVersionDownloadUri({ name, version })
  return artifact_uri === source ? {} : { storage_location: artifact_uri }
}
