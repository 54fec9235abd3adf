import { type Client, items } from '@tailrace/sdk'
import { csvLine } from '../output/csv.ts'
import { printJson } from '../output/json.ts'
import { startProgress } from '../output/progress.ts'
import { fitting, printTable, terminalWidth } from '../output/table.ts'
import { note, print } from '../output/text.ts'
import { isTerminal } from '../output/color.ts'
import { experimentIds } from './find-experiment.ts'
import { columnsNamed, usualColumns } from './run-columns.ts'
import { runsCsv } from './runs-csv.ts'
import type { WireRun } from './stock-run.ts'

/** Runs in a page. */
const PAGE = 1_000
/** Columns that a table has on any terminal: id, name and status. */
const BASIC = 3

/** What to look for, and how to print it. */
export interface RunSearch {
  readonly filter?: string
  /** Names or ids; all active experiments when there are none. */
  readonly experiment: readonly string[]
  readonly orderBy: readonly string[]
  /** Names of columns, each a list parted by commas. */
  readonly columns: readonly string[]
  readonly maxResults: number
  readonly view: 'ACTIVE_ONLY' | 'DELETED_ONLY' | 'ALL'
  readonly form: 'table' | 'json' | 'csv'
}

/** Prints the runs that a filter finds. @throws MlflowError for a filter or a column that cannot be read */
export async function searchAndPrint(client: Client, wanted: RunSearch): Promise<void> {
  const chosen = columnsNamed(wanted.columns.flatMap((names) => names.split(',')).map((name) => name.trim()))
  const { runs, more } = await findRuns(client, wanted)
  if (wanted.form === 'json') return printJson(runs)
  if (wanted.form === 'csv' && chosen.length === 0) return print(runsCsv(runs).trimEnd())
  const terminal = isTerminal()
  const usual = usualColumns(runs, terminal)
  const columns = chosen.length > 0 ? chosen : usual.columns
  if (wanted.form === 'csv') {
    return print(
      [columns.map(({ name }) => name), ...runs.map((run) => columns.map((column) => column.value(run)))].map(csvLine).join('\n'),
    )
  }
  if (terminal && runs.length === 0) return note('No runs match the filter.')
  const rows = runs.map((run) => columns.map((column) => (terminal ? column.cell(run) : column.value(run))))
  // Columns that nobody chose have to fit; the first of them tell runs apart.
  const count = terminal && chosen.length === 0 ? Math.max(BASIC, fitting(columns, rows, terminalWidth())) : columns.length
  printTable(
    columns.slice(0, count).map((column) => (terminal ? column : { head: column.name })),
    rows.map((row) => row.slice(0, count)),
  )
  if (!terminal) return
  const hidden = chosen.length > 0 ? 0 : columns.length - count + usual.others
  if (hidden > 0) note(`+${hidden} column${hidden === 1 ? '' : 's'}: choose with --columns, or print all with --csv.`)
  if (more) note(`Showing ${wanted.maxResults}; raise --max-results to see more.`)
}

async function findRuns(client: Client, wanted: RunSearch): Promise<{ runs: WireRun[]; more: boolean }> {
  const { maxResults, filter } = wanted
  const experiment_ids = await experimentIds(client, wanted.experiment)
  const runs: WireRun[] = []
  if (maxResults === 0 || experiment_ids.length === 0) return { runs, more: false }
  const progress = startProgress('searching', 'runs')
  const request = {
    experiment_ids,
    run_view_type: wanted.view,
    // One more than is shown says whether there are more.
    max_results: Math.min(PAGE, maxResults + 1),
    ...(filter !== undefined && { filter }),
    ...(wanted.orderBy.length > 0 && { order_by: [...wanted.orderBy] }),
  }
  try {
    for await (const run of items(client.searchRuns, request, 'runs')) {
      if (runs.length === maxResults) return { runs, more: true }
      runs.push(run)
      progress.add(1)
    }
  } finally {
    progress.done()
  }
  return { runs, more: false }
}
