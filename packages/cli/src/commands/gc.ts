import { type Client } from '@tailrace/sdk'
import { MlflowError, parseArtifactUri } from '@tailrace/contract'
import { type Command, CommanderError, Option } from 'commander'
import { printJson } from '../output/json.ts'
import { bytesText, startProgress } from '../output/progress.ts'
import { note, print } from '../output/text.ts'
import { openTracking, trackingUri } from '../tracking.ts'
import { type GcFiles, deleteProxied, unreachableFiles } from '../trash/trash-files.ts'
import { parseAge } from './age.ts'
import { envOption, jsonOption } from './options.ts'

/** Runs or logged models of one request. */
const CHUNK = 100

interface GcFlags {
  olderThan?: string
  backendStoreUri?: string
  artifactsDestination?: string
  runIds?: string
  experimentIds?: string
  loggedModelIds?: string
  keepArtifacts?: true
  jobs?: true
  jobIds?: string
  trackingUri?: string
  workspace?: string
  allWorkspaces?: true
  dryRun?: true
  json?: true
}

type Trash = Awaited<ReturnType<Client['listTrash']>>
type Purged = Awaited<ReturnType<Client['purgeTrash']>>

/** Adds `gc`. */
export function addGcCommands(program: Command): void {
  program
    .command('gc')
    .description('Permanently delete what is in the trash: runs, experiments, logged models and their files.')
    .option('--older-than <span>', 'only what was deleted that long ago, as 30d, 1d2h3m4s or 0.5h')
    .addOption(envOption('--backend-store-uri <uri>', 'database', 'MLFLOW_BACKEND_STORE_URI'))
    .option('--artifacts-destination <location>', 'where proxied files lie (env: MLFLOW_ARTIFACTS_DESTINATION)')
    .option('--run-ids <ids>', 'these runs, comma separated (default: all that are deleted)')
    .option('--experiment-ids <ids>', 'these experiments with all their runs, comma separated (default: all that are deleted)')
    .option('--logged-model-ids <ids>', 'these logged models, comma separated (default: all that are deleted)')
    .option(
      '--tracking-uri <uri>',
      'server that holds the files, or the one to clean where no database is named (env: MLFLOW_TRACKING_URI)',
    )
    .option('--keep-artifacts', 'also delete what has files that cannot be reached from here, and leave those files')
    .option('--dry-run', 'say what would go and how many bytes that frees')
    .addOption(jsonOption())
    .addOption(new Option('--jobs').hideHelp())
    .addOption(new Option('--job-ids <ids>').hideHelp())
    .addOption(new Option('--workspace <name>').hideHelp())
    .addOption(new Option('--all-workspaces').hideHelp())
    .action(collect)
}

async function collect(flags: GcFlags): Promise<void> {
  refuseLater(flags)
  const selection = {
    ...(flags.olderThan !== undefined && { older_than: parseAge(flags.olderThan) }),
    ...(flags.runIds && { run_ids: flags.runIds.split(',') }),
    ...(flags.experimentIds && { experiment_ids: flags.experimentIds.split(',') }),
    ...(flags.loggedModelIds && { logged_model_ids: flags.loggedModelIds.split(',') }),
  }
  const files = filesOf(flags)
  const tracking = await openTracking(files.database ?? files.server, openable(files.destination))
  try {
    const trash = await tracking.client.listTrash(selection)
    const preview = await tracking.client.previewPurge(selection)
    const unreachable = await unreachableFiles(files, tracking.client, trash, preview.unreachable)
    if (flags.dryRun) return printPreview({ ...preview, unreachable }, flags)
    if (unreachable.length > 0 && !flags.keepArtifacts) throw new MlflowError('INVALID_PARAMETER_VALUE', refusalOf(unreachable))
    if (files.isProxied) await deleteProxied(files.server, trash, new Set(unreachable))
    await purge(tracking.client, trash, flags, unreachable)
  } finally {
    await tracking.close()
  }
}

/** Where the files of the trash are, by flags and environment. */
function filesOf({ backendStoreUri, artifactsDestination, trackingUri: named }: GcFlags): GcFiles {
  const server = named ?? trackingUri()
  const database = backendStoreUri ?? (/^https?:/i.test(server) ? undefined : server)
  const destination = artifactsDestination || process.env.MLFLOW_ARTIFACTS_DESTINATION || undefined
  // The files of a proxy belong to its server, unless their folder is named.
  const isProxied = database !== undefined && /^https?:/i.test(server) && destination === undefined
  return { server, database, destination, isProxied }
}

/** Files in storage without a driver are unreachable; the database is opened all the same. */
const openable = (destination: string | undefined): string | undefined =>
  destination !== undefined && parseArtifactUri(destination, process.cwd()).scheme !== 'file' ? './mlartifacts' : destination

/** Locations that a message names. */
const NAMED = 3

function refusalOf(unreachable: readonly string[]): string {
  const more = unreachable.length > NAMED ? ` and ${unreachable.length - NAMED} more` : ''
  return `Nothing was deleted: the files in ${unreachable.slice(0, NAMED).join(', ')}${more} cannot be reached from here, or are not there. Name their folder with --artifacts-destination or their server with --tracking-uri, or leave files behind with --keep-artifacts.`
}

/** Ids and files were checked before, so a wrong one stops it before anything is deleted. `left`: locations whose files stay. */
async function purge(client: Client, trash: Trash, { json }: GcFlags, left: readonly string[]): Promise<void> {
  const whole = new Set(trash.experiment_ids)
  const runs = trash.runs.filter(({ experiment_id }) => !whole.has(experiment_id))
  const models = trash.logged_models.filter(({ experiment_id }) => !whole.has(experiment_id))
  const progress = startProgress('Deleting', 'items', trash.runs.length + trash.logged_models.length + whole.size)
  const all: Purged = { run_ids: [], experiment_ids: [], logged_model_ids: [], files: 0, bytes: 0, unreachable: [...left] }
  const take = async (request: Parameters<Client['purgeTrash']>[0]): Promise<void> => {
    const gone = await client.purgeTrash({ ...request, keep_artifacts: true })
    progress.add(gone.run_ids.length + gone.logged_model_ids.length + gone.experiment_ids.length)
    for (const kind of ['run_ids', 'logged_model_ids', 'experiment_ids'] as const) all[kind].push(...gone[kind])
    all.files += gone.files
    all.bytes += gone.bytes
    if (!json) printGone(gone)
  }
  try {
    for (const some of chunks(runs)) await take({ run_ids: some.map(({ run_id }) => run_id) })
    for (const some of chunks(models)) await take({ logged_model_ids: some.map(({ model_id }) => model_id) })
    for (const experiment_id of whole) {
      // Its runs before it, so that an experiment with very many is no request of minutes.
      const inside = trash.runs.filter((run) => run.experiment_id === experiment_id)
      for (const some of chunks(inside)) await take({ run_ids: some.map(({ run_id }) => run_id) })
      await take({ experiment_ids: [experiment_id] })
    }
  } finally {
    progress.done()
  }
  for (const location of left) note(`The files in ${location} could not be reached from here and were left.`)
  if (json) printJson(all)
}

function printGone({ run_ids, logged_model_ids, experiment_ids }: Purged): void {
  for (const id of run_ids) print(`Run with ID ${id} has been permanently deleted.`)
  // Those of an experiment go without a word, as with MLflow.
  for (const id of experiment_ids.length > 0 ? [] : logged_model_ids) print(`Logged model with ID ${id} has been permanently deleted.`)
  for (const id of experiment_ids) print(`Experiment with ID ${id} has been permanently deleted.`)
}

function printPreview(preview: Awaited<ReturnType<Client['previewPurge']>>, { json, keepArtifacts }: GcFlags): void {
  if (preview.unreachable.length > 0 && !keepArtifacts) process.exitCode = 1
  if (json) return printJson(preview)
  const { runs, experiments, logged_models, files, bytes, unreachable } = preview
  const things = [counted(runs, 'run'), counted(experiments, 'experiment'), counted(logged_models, 'logged model')]
  print(`Would permanently delete ${things.join(', ')}.`)
  print(`Would free ${bytesText(bytes)} in ${counted(files, 'file')}.`)
  for (const location of unreachable) note(`The files in ${location} cannot be reached from here, or are not there.`)
  if (unreachable.length > 0) note(keepArtifacts ? 'They would be left.' : 'Without --keep-artifacts nothing is deleted.')
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

const chunks = <Item>(items: readonly Item[]): Item[][] =>
  Array.from({ length: Math.ceil(items.length / CHUNK) }, (_, index) => items.slice(index * CHUNK, (index + 1) * CHUNK))

/** @throws CommanderError for flags that exclude each other, MlflowError for those of parts that are not here */
function refuseLater({ jobs, jobIds, workspace, allWorkspaces }: GcFlags): void {
  if (workspace !== undefined && allWorkspaces) {
    process.stderr.write('tailrace: Cannot use --workspace and --all-workspaces together.\n')
    throw new CommanderError(2, 'gc.workspaces', '')
  }
  if (jobs || jobIds)
    throw new MlflowError('NOT_IMPLEMENTED', 'Tailrace runs no jobs yet, so it has none to delete: leave --jobs and --job-ids out.')
  if (workspace !== undefined && workspace !== 'default') {
    throw new MlflowError('NOT_IMPLEMENTED', 'Workspaces come with a later version: leave --workspace out.')
  }
}
