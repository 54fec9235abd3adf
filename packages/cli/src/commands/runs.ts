import { items } from '@tailrace/sdk'
import { type Command, Option } from 'commander'
import { printJson } from '../output/json.ts'
import { stockTable } from '../output/table.ts'
import { print, shown } from '../output/text.ts'
import type { NewRun } from '../runs/create-run.ts'
import { type WireRun, describedRun, tagOf, utcText } from '../runs/stock-run.ts'
import { withTracking } from '../tracking.ts'
import { addLaterTo } from './later.ts'
import { envOption, gather, gatherPair, jsonOption, positive, viewOf, viewOption, wholeNumber } from './options.ts'

/** Runs in a page. */
const PAGE = 1_000

/** Adds `runs` with the commands of MLflow and our own. */
export function addRunsCommands(program: Command): void {
  const group = program.command('runs').description('Manage runs.')
  addList(group)
  addCreate(group)
  addByIdCommands(group)
  addSearch(group)
  addCompare(group)
  addWatch(group)
  addTag(group)
  addDownload(group)
  addLaterTo(group, 'runs')
}

const runIdOption = (): Option => new Option('--run-id <id>', 'the run').makeOptionMandatory()

function addList(group: Command): void {
  group
    .command('list')
    .description('List the runs of an experiment.')
    .addOption(envOption('--experiment-id <id>', 'the experiment', 'MLFLOW_EXPERIMENT_ID').makeOptionMandatory())
    .addOption(viewOption())
    .addOption(jsonOption())
    .action(async ({ experimentId, view, json }: { experimentId: string; view: string; json?: true }) => {
      const run_view_type = viewOf(view)
      const runs: WireRun[] = []
      await withTracking(async ({ client }) => {
        const request = { experiment_ids: [experimentId], run_view_type, max_results: PAGE }
        for await (const run of items(client.searchRuns, request, 'runs')) runs.push(run)
      })
      if (json) return printJson(runs)
      print(stockTable(['Date', 'Name', 'ID'], runs.map(rowOf)))
    })
}

const rowOf = (run: WireRun): string[] => [
  utcText(run.info.start_time),
  shown(tagOf(run, 'mlflow.runName') ?? run.info.run_name ?? ''),
  run.info.run_id,
]

function addByIdCommands(group: Command): void {
  group
    .command('describe')
    .description('Print all details of a run as JSON.')
    .addOption(runIdOption())
    .action(async ({ runId: run_id }: { runId: string }) => {
      print(describedRun((await withTracking(({ client }) => client.getRun({ run_id }))).run))
    })
  group
    .command('delete')
    .description('Mark a run as deleted; it can be restored.')
    .addOption(runIdOption())
    .action(async ({ runId: run_id }: { runId: string }) => {
      await withTracking(({ client }) => client.deleteRun({ run_id }))
      print(`Run with ID ${run_id} has been deleted.`)
    })
  group
    .command('restore')
    .description('Restore a deleted run.')
    .addOption(runIdOption())
    .action(async ({ runId: run_id }: { runId: string }) => {
      await withTracking(({ client }) => client.restoreRun({ run_id }))
      print(`Run with id ${run_id} has been restored.`)
    })
}

const STATUSES = ['FINISHED', 'FAILED', 'KILLED'] as const
type CreateFlags = Omit<NewRun, 'tags' | 'status'> & { tags?: string[]; status: string }

function addCreate(group: Command): void {
  group
    .command('create')
    .description('Create a run and end it immediately.')
    .addOption(envOption('--experiment-id <id>', 'its experiment', 'MLFLOW_EXPERIMENT_ID'))
    .addOption(envOption('--experiment-name <name>', 'its experiment, which is made if it is missing', 'MLFLOW_EXPERIMENT_NAME'))
    .option('--run-name <name>', 'its name; without one it gets a random one')
    .option('--description <text>', 'what it is')
    .option('-t, --tags <key=value>', 'a tag; may be given several times', gather)
    .addOption(new Option('--status <status>', 'how it ended: FINISHED, FAILED or KILLED').default('FINISHED'))
    .option('--parent-run-id <id>', 'the run that it belongs to')
    .action(async ({ tags = [], ...flags }: CreateFlags, command: Command) => {
      if (!flags.experimentId === !flags.experimentName)
        command.error('error: Must specify exactly one of --experiment-id or --experiment-name.')
      const pairs = tags.map((tag): [string, string] => {
        const at = tag.indexOf('=')
        if (at < 0) command.error(`error: Invalid tag format: '${tag}'. Tags must be in key=value format.`)
        return [tag.slice(0, at), tag.slice(at + 1)]
      })
      const status = STATUSES.find((one) => one === flags.status.toUpperCase())
      if (status === undefined) return command.error(`error: '${flags.status}' is not one of ${STATUSES.join(', ')}.`)
      const { createEndedRun } = await import('../runs/create-run.ts')
      await withTracking((tracking) => createEndedRun(tracking, { ...flags, tags: pairs, status }))
    })
}

interface SearchFlags {
  experiment?: string[]
  orderBy?: string[]
  columns?: string[]
  maxResults: number
  view: string
  json?: true
  csv?: true
}

function addSearch(group: Command): void {
  group
    .command('search')
    .description('Find runs with the filter language, e.g. runs search \'metrics.loss < 0.1 and params.lr = "0.01"\'.')
    .argument('[filter]', 'filter expression (default: all runs)')
    .option('-x, --experiment <name or id>', 'only runs of it; may be given several times; without it of all', gather)
    .option('--order-by <key>', "e.g. 'metrics.loss ASC'; may be given several times", gather)
    .option(
      '--columns <names>',
      'id, name, status, experiment, user, start, end, duration, metrics.*, params.*, tags.*; commas between',
      gather,
    )
    .option('--max-results <count>', 'maximum number of results', wholeNumber, 100)
    .addOption(viewOption())
    .addOption(jsonOption())
    .addOption(new Option('--csv', 'print CSV, with all metrics, params and tags unless --columns chooses').conflicts('json'))
    .action(
      async (filter: string | undefined, { experiment = [], orderBy = [], columns = [], maxResults, view, json, csv }: SearchFlags) => {
        const { searchAndPrint } = await import('../runs/search-runs.ts')
        const form = json ? 'json' : csv ? 'csv' : 'table'
        const wanted = {
          experiment,
          orderBy,
          columns,
          maxResults,
          view: viewOf(view),
          form,
          ...(filter !== undefined && { filter }),
        } as const
        await withTracking(({ client }) => searchAndPrint(client, wanted))
      },
    )
}

function addCompare(group: Command): void {
  group
    .command('compare')
    .description('Show how runs differ: params, metrics, tags, code, environment, datasets.')
    .argument('<runs...>', 'two or more, by id or name')
    .option('--all', 'also what is the same in all of them')
    .option('--markdown', 'print Markdown, for a pull request')
    .addOption(jsonOption().conflicts('markdown'))
    .action(
      async (wanted: string[], { all = false, markdown, json }: { all?: boolean; markdown?: true; json?: true }, command: Command) => {
        if (wanted.length < 2) command.error('error: Give at least two runs.')
        const [{ findRun }, { compareRuns }, { printComparison }] = await Promise.all([
          import('../runs/find-run.ts'),
          import('../runs/compare/comparison.ts'),
          import('../runs/compare/print.ts'),
        ])
        const comparison = await withTracking(async ({ client }) =>
          compareRuns(client, await Promise.all(wanted.map((one) => findRun(client, one))), all),
        )
        printComparison(comparison, json ? 'json' : markdown ? 'markdown' : 'table')
      },
    )
}

function addWatch(group: Command): void {
  group
    .command('watch')
    .description('Show the metrics of a run as they come, until it ends. Ends with 1 when the run failed or was killed.')
    .argument('<run>', 'its id or name')
    .option('--metric <key>', 'only this one; may be given several times', gather)
    .option('--interval <seconds>', 'time between two looks where the server tells of no changes', positive, 2)
    .addOption(jsonOption())
    .action(async (wanted: string, { metric = [], interval, json = false }: { metric?: string[]; interval: number; json?: boolean }) => {
      const [{ findRun }, { watchRun }] = await Promise.all([import('../runs/find-run.ts'), import('../runs/watch/watch-run.ts')])
      const status = await withTracking(async (tracking) => {
        const { run_id } = (await findRun(tracking.client, wanted)).info
        return watchRun(tracking, run_id, { metrics: metric, json, interval: interval * 1000 })
      })
      if (status !== 'FINISHED') process.exitCode = 1
    })
}

function addTag(group: Command): void {
  group
    .command('tag')
    .description('Set or delete tags of a run.')
    .argument('<run>', 'its id or name')
    .argument('[tags...]', 'tags to set, each key=value')
    .option('-d, --delete <key>', 'a tag to delete; may be given several times', gather)
    .addOption(jsonOption())
    .action(
      async (wanted: string, tags: string[], { delete: deleted = [], json }: { delete?: string[]; json?: true }, command: Command) => {
        const pairs = tags.flatMap((tag) => Object.entries(gatherPair(tag)))
        if (pairs.length + deleted.length === 0) command.error('error: Give at least one key=value to set, or --delete with a key.')
        const [{ findRun }, { tagRun }] = await Promise.all([import('../runs/find-run.ts'), import('../runs/tag-run.ts')])
        const run = await withTracking(async ({ client }) => tagRun(client, await findRun(client, wanted), pairs, deleted))
        if (json) return printJson(run)
        print(
          `Run ${run.run_id}: ${[...pairs.map(([key]) => `set ${shown(key)}`), ...deleted.map((key) => `deleted ${shown(key)}`)].join(', ')}.`,
        )
      },
    )
}

function addDownload(group: Command): void {
  group
    .command('download')
    .description('Download the files of a run and print their local path.')
    .argument('<run>', 'its id or name')
    .argument('[path]', 'a file or folder of the run (default: all)')
    .option('-d, --dst-path <folder>', 'destination folder (default: a new temporary folder)')
    .addOption(jsonOption())
    .action(async (wanted: string, artifactPath: string | undefined, { dstPath, json }: { dstPath?: string; json?: true }) => {
      const [{ findRun }, { downloadArtifacts }] = await Promise.all([import('../runs/find-run.ts'), import('../artifacts/download.ts')])
      const path = await withTracking(async ({ client }) => {
        const runId = (await findRun(client, wanted)).info.run_id
        return downloadArtifacts(client, { runId, ...(artifactPath && { artifactPath }), ...(dstPath && { dstPath }) })
      })
      if (json) return printJson({ path })
      print(path)
    })
}
