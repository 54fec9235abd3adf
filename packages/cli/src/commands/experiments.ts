import { MlflowError } from '@tailrace/contract'
import { type Client, items } from '@tailrace/sdk'
import { type Command, Option } from 'commander'
import { printJson, pythonIndented } from '../output/json.ts'
import { stockTable } from '../output/table.ts'
import { print, shown } from '../output/text.ts'
import { withTracking } from '../tracking.ts'
import { addLaterTo } from './later.ts'
import { jsonOption, viewOf, viewOption, wholeNumber } from './options.ts'

type Experiment = Awaited<ReturnType<Client['getExperiment']>>['experiment']

/** Experiments in one page; the wire takes 50,000. */
const PAGE = 1_000

/** Adds `experiments` with the commands of MLflow. */
export function addExperimentsCommands(program: Command): void {
  const group = program.command('experiments').description('Manage experiments.')
  addSearch(group)
  addGet(group)
  addDescribe(group)
  addChanges(group)
  group
    .command('csv')
    .description('Print all runs of an experiment as CSV.')
    .addOption(idOption().makeOptionMandatory())
    .option('-o, --filename <file>', 'write to this file instead')
    .action(async ({ experimentId, filename }: { experimentId: string; filename?: string }) => {
      const { writeRunsCsv } = await import('../runs/runs-csv.ts')
      await withTracking(({ client }) => writeRunsCsv(client, experimentId, filename))
    })
  addLaterTo(group, 'experiments')
}

const idOption = (): Option => new Option('-x, --experiment-id <id>', 'the experiment')

function addSearch(group: Command): void {
  group
    .command('search')
    .description('List experiments.')
    .addOption(viewOption())
    .option('--max-results <count>', 'maximum number of results (default: all)', wholeNumber)
    .addOption(jsonOption())
    .action(async ({ view, maxResults, json }: { view: string; maxResults?: number; json?: true }) => {
      const view_type = viewOf(view)
      const found = await withTracking(({ client }) => searchExperiments(client, view_type, maxResults))
      if (json) return printJson(found)
      const rows = found.map(({ experiment_id, name, artifact_location }) => [experiment_id, name, artifact_location ?? ''])
      print(
        stockTable(
          ['Experiment Id', 'Name', 'Artifact Location'],
          rows.map((row) => row.map(shown)),
        ),
      )
    })
}

/** All of them by id; with a limit the newest that many, by id. */
async function searchExperiments(client: Client, view_type: ReturnType<typeof viewOf>, limit = Infinity): Promise<Experiment[]> {
  const found: Experiment[] = []
  if (limit === 0) return found
  const request = { view_type, max_results: Math.min(limit, PAGE) }
  for await (const experiment of items(client.searchExperiments, request, 'experiments')) {
    found.push(experiment)
    if (found.length === limit) break
  }
  return found.toSorted((a, b) => Number(a.experiment_id) - Number(b.experiment_id))
}

interface GetFlags {
  experimentId?: string
  experimentName?: string
  output: 'json' | 'table'
  json?: true
}

function addGet(group: Command): void {
  group
    .command('get')
    .description('Show an experiment, by id or by name.')
    .addOption(idOption())
    .option('-n, --experiment-name <name>', 'its name')
    .addOption(new Option('--output <form>', 'how to print it').choices(['json', 'table']).default('table'))
    .addOption(jsonOption())
    .action(async ({ experimentId, experimentName, output, json }: GetFlags, command: Command) => {
      if ((experimentId === undefined) === (experimentName === undefined))
        command.error('error: Must specify exactly one of --experiment-id or --experiment-name.')
      const experiment = await withTracking(({ client }) => findExperiment(client, { id: experimentId, name: experimentName }))
      print(output === 'json' || json ? jsonOf(experiment) : fieldsOf(experiment))
    })
}

function addDescribe(group: Command): void {
  group
    .command('describe')
    .description('Show an experiment: its runs by status, last activity, description and tags.')
    .argument('<experiment>', 'its name or id')
    .addOption(jsonOption())
    .action(async (wanted: string, { json }: { json?: true }) => {
      const { describeExperiment } = await import('../runs/describe-experiment.ts')
      await withTracking(({ client }) => describeExperiment(client, wanted, json === true))
    })
}

async function findExperiment(client: Client, { id, name }: { id: string | undefined; name: string | undefined }): Promise<Experiment> {
  if (id !== undefined) return (await client.getExperiment({ experiment_id: id })).experiment
  try {
    return (await client.getExperimentByName({ experiment_name: name ?? '' })).experiment
  } catch (error) {
    if ((error as { code?: string }).code !== 'RESOURCE_DOES_NOT_EXIST') throw error
    throw new MlflowError('RESOURCE_DOES_NOT_EXIST', `Experiment with name '${name}' does not exist.`)
  }
}

const tagsOf = ({ tags = [] }: Experiment): [string, string][] => tags.map(({ key, value }) => [key, value ?? ''])

/** Keys are sorted, tags are not. What is not here yet is null. */
function jsonOf(experiment: Experiment): string {
  return pythonIndented(
    {
      artifact_location: experiment.artifact_location,
      creation_time: experiment.creation_time,
      effective_trace_archival_retention: null,
      experiment_id: experiment.experiment_id,
      last_update_time: experiment.last_update_time,
      lifecycle_stage: experiment.lifecycle_stage,
      name: experiment.name,
      tags: Object.fromEntries(tagsOf(experiment)),
      trace_location: null,
      workspace: 'default',
    },
    2,
  )
}

function fieldsOf(experiment: Experiment): string {
  const fields: readonly (readonly [string, unknown])[] = [
    ['Experiment ID', experiment.experiment_id],
    ['Name', experiment.name],
    ['Artifact Location', experiment.artifact_location],
    ['Lifecycle Stage', experiment.lifecycle_stage],
    ['Creation Time', experiment.creation_time],
    ['Last Update Time', experiment.last_update_time],
    [
      'Tags',
      tagsOf(experiment)
        .map((tag) => tag.join('='))
        .join(', '),
    ],
  ]
  return fields.map(([name, value]) => `${name.padEnd(19)}: ${shown(String(value ?? 'None'))}`).join('\n')
}

function addChanges(group: Command): void {
  group
    .command('create')
    .description('Create an experiment.')
    .requiredOption('-n, --experiment-name <name>', 'its name')
    .option('-l, --artifact-location <location>', 'where artifacts of its runs go: a URI or a folder; default: chosen by the server')
    .addOption(new Option('--trace-archival-retention <span>').hideHelp())
    .action(createExperiment)
  group
    .command('delete')
    .description('Mark an experiment as deleted, with its runs; it can be restored.')
    .addOption(idOption().makeOptionMandatory())
    .action(async ({ experimentId: experiment_id }: { experimentId: string }) => {
      await withTracking(({ client }) => client.deleteExperiment({ experiment_id }))
      print(`Experiment with ID ${experiment_id} has been deleted.`)
    })
  group
    .command('restore')
    .description('Restore a deleted experiment.')
    .addOption(idOption().makeOptionMandatory())
    .action(async ({ experimentId: experiment_id }: { experimentId: string }) => {
      await withTracking(({ client }) => client.restoreExperiment({ experiment_id }))
      print(`Experiment with id ${experiment_id} has been restored.`)
    })
  group
    .command('rename')
    .description('Rename an experiment.')
    .addOption(idOption().makeOptionMandatory())
    .requiredOption('--new-name <name>', 'its new name')
    .action(async ({ experimentId: experiment_id, newName }: { experimentId: string; newName: string }) => {
      await withTracking(({ client }) => client.updateExperiment({ experiment_id, new_name: newName }))
      print(`Experiment with id ${experiment_id} has been renamed to '${newName}'.`)
    })
}

interface CreateFlags {
  experimentName: string
  artifactLocation?: string
  traceArchivalRetention?: string
}

async function createExperiment({ experimentName: name, artifactLocation, traceArchivalRetention }: CreateFlags): Promise<void> {
  if (traceArchivalRetention !== undefined)
    throw new MlflowError(
      'NOT_IMPLEMENTED',
      'Archives of traces come with a later version of Tailrace: leave --trace-archival-retention out.',
    )
  const request = { name, ...(artifactLocation !== undefined && { artifact_location: artifactLocation }) }
  const { experiment_id } = await withTracking(({ client }) => client.createExperiment(request))
  print(`Created experiment '${name}' with id ${experiment_id}`)
}
