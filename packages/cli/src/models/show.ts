import { type Client, items, findModelVersion } from '@tailrace/sdk'
import { isTerminal } from '../output/color.ts'
import { printJson } from '../output/json.ts'
import { type Cell, printFields, printTable } from '../output/table.ts'
import { note } from '../output/text.ts'
import { utcText } from '../runs/stock-run.ts'

type Model = Awaited<ReturnType<Client['getRegisteredModel']>>['registered_model']
type Version = Awaited<ReturnType<Client['getModelVersion']>>['model_version']

/** Models and versions in a page. */
const PAGE = 1_000

const STAGE_LOOKS: Readonly<Record<string, 'good' | 'busy' | 'faint'>> = { Production: 'good', Staging: 'busy', Archived: 'faint' }

/** Prints registered models, by name. */
export async function listModels(client: Client, wanted: { filter?: string; maxResults: number; json?: true }): Promise<void> {
  const models: Model[] = []
  const request = { max_results: BigInt(Math.max(1, Math.min(PAGE, wanted.maxResults))), ...(wanted.filter && { filter: wanted.filter }) }
  if (wanted.maxResults > 0) {
    for await (const model of items(client.searchRegisteredModels, request, 'registered_models')) {
      if (models.push(model) >= wanted.maxResults) break
    }
  }
  if (wanted.json) return printJson(models)
  if (models.length === 0 && isTerminal()) return note('No model was found.')
  printTable(
    [
      { head: 'name', least: 16 },
      { head: 'latest', align: 'right' },
      { head: 'stages' },
      { head: 'aliases' },
      { head: 'updated', least: 23 },
      { head: 'description' },
    ],
    models.map((model) => [
      model.name,
      String(Math.max(0, ...(model.latest_versions ?? []).map(({ version }) => Number(version))) || ''),
      stagesOf(model),
      aliasesOf(model),
      timeOf(model.last_updated_timestamp),
      model.description ?? '',
    ]),
  )
}

const stagesOf = ({ latest_versions = [] }: Model): string =>
  latest_versions
    .filter(({ current_stage }) => current_stage !== 'None')
    .map(({ current_stage, version }) => `${current_stage} ${version}`)
    .join(', ')

const aliasesOf = ({ aliases = [] }: Model): string => aliases.map(({ alias, version }) => `${alias} ${version}`).join(', ')
const timeOf = (ms: number | undefined): string => (ms === undefined ? '' : isTerminal() ? utcText(ms) : String(ms))

/** Prints the versions of a model, the newest first. @throws MlflowError RESOURCE_DOES_NOT_EXIST */
export async function listVersions(client: Client, name: string, json: boolean): Promise<void> {
  const { registered_model } = await client.getRegisteredModel({ name })
  const versions = await versionsOf(client, registered_model)
  if (json) return printJson(versions)
  printTable(
    [
      { head: 'version', align: 'right' },
      { head: 'stage' },
      { head: 'aliases' },
      { head: 'created', least: 23 },
      { head: 'run', least: 32 },
      { head: 'description' },
    ],
    versions.map((version) => [
      version.version,
      stageCell(version),
      (version.aliases ?? []).join(', '),
      timeOf(version.creation_timestamp),
      version.run_id,
      version.description ?? '',
    ]),
  )
}

const stageCell = ({ current_stage: text }: Version): Cell => {
  const look = STAGE_LOOKS[text]
  return look ? { text, look } : text
}

/** The newest first, with their aliases, which a search leaves out. */
async function versionsOf(client: Client, { name, aliases = [] }: Model): Promise<Version[]> {
  const versions: Version[] = []
  const quote = name.includes("'") ? '"' : "'"
  const request = { filter: `name = ${quote}${name}${quote}`, max_results: BigInt(PAGE) }
  for await (const version of items(client.searchModelVersions, request, 'model_versions')) {
    const names = aliases.filter((one) => one.version === version.version).map(({ alias }) => alias)
    versions.push(names.length > 0 ? { ...version, aliases: names } : version)
  }
  return versions.toSorted((a, b) => Number(b.version) - Number(a.version))
}

/** Prints a model, or a version of it. @param address `name`, `name/version`, `name/stage` or `name@alias` */
export async function describeModel(client: Client, address: string, json: boolean): Promise<void> {
  if (/[/@]/.test(address)) {
    const version = await findModelVersion(client, address)
    return json ? printJson(version) : printFields(fieldsOfVersion(version))
  }
  const { registered_model: model } = await client.getRegisteredModel({ name: address })
  if (json) return printJson(model)
  printFields([
    ['name', model.name],
    ['description', model.description ?? ''],
    ['created', timeOf(model.creation_timestamp)],
    ['updated', timeOf(model.last_updated_timestamp)],
    ['versions', String((await versionsOf(client, model)).length)],
    ['stages', stagesOf(model)],
    ['aliases', aliasesOf(model)],
    ...tagFields(model.tags),
  ])
}

const tagFields = (tags: readonly { key: string; value?: string }[] = []): [string, string][] =>
  tags.map(({ key, value }) => [`tags.${key}`, value ?? ''])

function fieldsOfVersion(version: Version): (readonly [string, Cell])[] {
  return [
    ['name', version.name],
    ['version', version.version],
    ['stage', stageCell(version)],
    ['aliases', (version.aliases ?? []).join(', ')],
    ['description', version.description ?? ''],
    ['status', version.status],
    ['created', timeOf(version.creation_timestamp)],
    ['updated', timeOf(version.last_updated_timestamp)],
    ['user', version.user_id ?? ''],
    ['run', version.run_id],
    ['source', version.source],
    ...tagFields(version.tags),
  ]
}
