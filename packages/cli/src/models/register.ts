import { type Client, findModelVersion, items, registerModelVersion } from '@tailrace/sdk'
import { agreeTo } from '../output/confirm.ts'
import { printJson } from '../output/json.ts'
import { print } from '../output/text.ts'

/** What is said about a new model or version. */
interface NewModel {
  readonly description?: string
  readonly tags?: Readonly<Record<string, string>>
  readonly json?: true
}

/** Creates a registered model without versions. @throws MlflowError RESOURCE_ALREADY_EXISTS */
export async function createModel(client: Client, name: string, { description, tags = {}, json }: NewModel): Promise<void> {
  const { registered_model } = await client.createRegisteredModel({
    name,
    tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
    ...(description !== undefined && { description }),
  })
  if (json) return printJson(registered_model)
  print(`Created registered model ${name}.`)
}

/**
 * Registers a model as the next version of a name, which is created when it is new.
 * @param source `models:/m-<id>`, `runs:/<run id>/<path>` or an artifact URI
 * @throws MlflowError RESOURCE_DOES_NOT_EXIST for a run or logged model that does not exist
 */
export async function registerVersion(client: Client, source: string, name: string, { json, ...about }: NewModel): Promise<void> {
  const version = await registerModelVersion(client, source, name, about)
  if (json) return printJson(version)
  print(`Created version ${version.version} of ${name} from ${version.source}.`)
}

/**
 * Deletes a version, or a model with all of its versions.
 * @param address `name/version`, `name@alias`, or a name
 * @throws MlflowError RESOURCE_DOES_NOT_EXIST; CANCELLED when the person at the terminal says no
 */
export async function deleteModel(client: Client, address: string, { yes, json }: { yes: boolean; json?: true }): Promise<void> {
  if (/[/@]/.test(address)) {
    const { name, version } = await findModelVersion(client, address)
    await agreeTo(`Permanently delete version ${version} of ${name}?`, yes)
    await client.deleteModelVersion({ name, version })
    if (json) return printJson({ name, version })
    return print(`Deleted version ${version} of ${name}.`)
  }
  const { registered_model } = await client.getRegisteredModel({ name: address })
  const { name } = registered_model
  const versions = await countVersions(client, name)
  await agreeTo(`Permanently delete ${name} with ${versions === 1 ? '1 version' : `${versions} versions`}?`, yes)
  await client.deleteRegisteredModel({ name })
  if (json) return printJson({ name, versions })
  print(`Deleted ${name} with ${versions === 1 ? '1 version' : `${versions} versions`}.`)
}

const nameIs = (name: string): string => `name = ${name.includes("'") ? `"${name}"` : `'${name}'`}`

async function countVersions(client: Client, name: string): Promise<number> {
  const versions = items(client.searchModelVersions, { filter: nameIs(name) }, 'model_versions')[Symbol.asyncIterator]()
  let count = 0
  while (!(await versions.next()).done) count += 1
  return count
}
