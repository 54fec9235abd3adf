import { STAGES } from '@tailrace/contract'
import { type Command, Option } from 'commander'
import { withTracking } from '../tracking.ts'
import { addLaterTo } from './later.ts'
import { gatherPair, jsonOption, wholeNumber } from './options.ts'

/** Adds `models`: the registry. MLflow's commands of that word come later. */
export function addModelsCommands(program: Command): void {
  const group = program.command('models').description('See and change registered models, their versions, stages and aliases.')
  addReading(group)
  addRegistering(group)
  group
    .command('transition')
    .description('Move a version to a stage.')
    .argument('<version>', 'name/version or name@alias')
    .argument('<stage>', STAGES.join(', '))
    .option('--archive-existing', 'archive the versions that are in that stage now', false)
    .addOption(jsonOption())
    .action(async (address: string, wanted: string, flags: { archiveExisting: boolean; json?: true }, command: Command) => {
      const stage = STAGES.find((one) => one.toLowerCase() === wanted.toLowerCase())
      if (stage === undefined) return command.error(`error: '${wanted}' is not a stage. Use one of ${STAGES.join(', ')}.`)
      const { transition } = await import('../models/change.ts')
      await withTracking(({ client }) => transition(client, address, stage, flags))
    })
  const alias = group.command('alias').description('Manage aliases.')
  alias
    .command('set')
    .description('Point an alias at a version.')
    .argument('<version>', 'name/version or name@alias')
    .argument('<alias>', 'its new name')
    .addOption(jsonOption())
    .action(async (address: string, name: string, { json }: { json?: true }) => {
      const { setAlias } = await import('../models/change.ts')
      await withTracking(({ client }) => setAlias(client, address, name, json === true))
    })
  alias
    .command('delete')
    .description('Remove an alias.')
    .argument('<alias>', 'name@alias')
    .addOption(jsonOption())
    .action(async (address: string, { json }: { json?: true }) => {
      const { deleteAlias } = await import('../models/change.ts')
      await withTracking(({ client }) => deleteAlias(client, address, json === true))
    })
  addLaterTo(group, 'models')
}

function addReading(group: Command): void {
  group
    .command('list')
    .description('List registered models.')
    .option('--filter <filter>', 'e.g. "name LIKE \'churn%\'"')
    .addOption(new Option('--max-results <count>', 'maximum number of results').argParser(wholeNumber).default(100))
    .addOption(jsonOption())
    .action(async (flags: { filter?: string; maxResults: number; json?: true }) => {
      const { listModels } = await import('../models/show.ts')
      await withTracking(({ client }) => listModels(client, flags))
    })
  group
    .command('versions')
    .description('List the versions of a model, the newest first.')
    .argument('<name>', 'the model')
    .addOption(jsonOption())
    .action(async (name: string, { json }: { json?: true }) => {
      const { listVersions } = await import('../models/show.ts')
      await withTracking(({ client }) => listVersions(client, name, json === true))
    })
  group
    .command('describe')
    .description('Show a model, or a version of it.')
    .argument('<model>', 'name, name/version, name/stage or name@alias')
    .addOption(jsonOption())
    .action(async (address: string, { json }: { json?: true }) => {
      const { describeModel } = await import('../models/show.ts')
      await withTracking(({ client }) => describeModel(client, address, json === true))
    })
}

/** The options of whatever is new in the registry. */
interface NewFlags {
  description?: string
  tags?: Readonly<Record<string, string>>
  json?: true
}

const tagsOption = (): Option => new Option('-t, --tags <key=value>', 'a tag; may be given several times').argParser(gatherPair)

function addRegistering(group: Command): void {
  group
    .command('create')
    .description('Create a registered model without versions.')
    .argument('<name>', 'its name')
    .option('--description <text>', 'its description, in Markdown')
    .addOption(tagsOption())
    .addOption(jsonOption())
    .action(async (name: string, flags: NewFlags) => {
      const { createModel } = await import('../models/register.ts')
      await withTracking(({ client }) => createModel(client, name, flags))
    })
  group
    .command('register')
    .description('Register a logged model or files as the next version of a model, which is created if it does not exist.')
    .argument('<source>', 'models:/m-ID, runs:/RUN-ID/PATH or the URI of a folder with the files')
    .argument('<name>', 'the registered model')
    .option('--description <text>', 'description of the version, in Markdown')
    .addOption(tagsOption())
    .addOption(jsonOption())
    .action(async (source: string, name: string, flags: NewFlags) => {
      const { registerVersion } = await import('../models/register.ts')
      await withTracking(({ client }) => registerVersion(client, source, name, flags))
    })
  group
    .command('delete')
    .description('Permanently delete a model with all its versions, or one version. Files are kept.')
    .argument('<model>', 'name, name/version or name@alias')
    .option('-y, --yes', 'do not ask', false)
    .addOption(jsonOption())
    .action(async (address: string, flags: { yes: boolean; json?: true }) => {
      const { deleteModel } = await import('../models/register.ts')
      await withTracking(({ client }) => deleteModel(client, address, flags))
    })
}
