import { MlflowError, type Stage } from '@tailrace/contract'
import { type Client, findModelVersion } from '@tailrace/sdk'
import { printJson } from '../output/json.ts'
import { print } from '../output/text.ts'

/** Moves a version to a stage and says so. @param address `name/version` or `name@alias` */
export async function transition(
  client: Client,
  address: string,
  stage: Stage,
  { archiveExisting, json }: { archiveExisting: boolean; json?: true },
): Promise<void> {
  const { name, version } = await findModelVersion(client, address)
  await client.transitionModelVersionStage({ name, version, stage, archive_existing_versions: archiveExisting })
  if (json) return printJson({ name, version, stage })
  print(`Version ${version} of ${name} is in ${stage}.`)
}

/** Lets an alias name a version, in place of the one that it named before. @param address `name/version` or `name@alias` */
export async function setAlias(client: Client, address: string, alias: string, json: boolean): Promise<void> {
  const { name, version } = await findModelVersion(client, address)
  await client.setRegisteredModelAlias({ name, alias, version })
  if (json) return printJson({ name, alias, version })
  print(`${name}@${alias} is version ${version}.`)
}

/**
 * Takes an alias away.
 * @param address `name@alias`
 * @throws MlflowError RESOURCE_DOES_NOT_EXIST when the model has no such alias: the wire would say nothing
 */
export async function deleteAlias(client: Client, address: string, json: boolean): Promise<void> {
  const [, name, alias = ''] = /^([^@]+)@(.+)$/.exec(address) ?? []
  if (name === undefined) throw new MlflowError('INVALID_PARAMETER_VALUE', `'${address}' is not an alias: use name@alias.`)
  const { registered_model } = await client.getRegisteredModel({ name })
  if (!registered_model.aliases?.some((one) => one.alias === alias))
    throw new MlflowError('RESOURCE_DOES_NOT_EXIST', `The model ${name} has no alias '${alias}'.`)
  await client.deleteRegisteredModelAlias({ name, alias })
  if (json) return printJson({ name, alias })
  print(`Removed alias ${alias} from ${name}.`)
}
