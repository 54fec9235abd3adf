import { writeFileSync } from 'node:fs'
import { pythonFloat } from '@tailrace/contract'
import { type Client, items } from '@tailrace/sdk'
import { csvLine } from '../output/csv.ts'
import { startProgress } from '../output/progress.ts'
import { print } from '../output/text.ts'
import { type WireRun, numberOf } from './stock-run.ts'

/** Runs in a page. */
const PAGE = 1_000

/** What every run has. */
const FIXED = ['run_id', 'experiment_id', 'status', 'artifact_uri', 'start_time', 'end_time'] as const

/** Prints all active runs of an experiment as CSV, or writes them to a file: the form of MLflow's `experiments csv`. */
export async function writeRunsCsv(client: Client, experiment_id: string, filename?: string): Promise<void> {
  const runs: WireRun[] = []
  const progress = startProgress('reading', 'runs')
  try {
    for await (const run of items(client.searchRuns, { experiment_ids: [experiment_id], max_results: PAGE }, 'runs')) {
      runs.push(run)
      progress.add(1)
    }
  } finally {
    progress.done()
  }
  const text = runsCsv(runs)
  if (filename === undefined) return print(text)
  writeFileSync(filename, text)
  print(`Experiment with ID ${experiment_id} has been exported as a CSV to file: ${filename}.`)
}

/** Runs as CSV: six columns of each, then metrics, params and tags in the order in which they come first. */
export function runsCsv(runs: readonly WireRun[]): string {
  const [metrics, params, tags] = (['metrics', 'params', 'tags'] as const).map((kind) => [
    ...new Set(runs.flatMap(({ data }) => (data[kind] ?? []).map(({ key }) => key))),
  ])
  const start = timesOf(runs.map(({ info }) => info.start_time))
  const end = timesOf(runs.map(({ info }) => info.end_time))
  const heads = [
    ...FIXED,
    ...(metrics ?? []).map((key) => `metrics.${key}`),
    ...(params ?? []).map((key) => `params.${key}`),
    ...(tags ?? []).map((key) => `tags.${key}`),
  ]
  const lines = runs.map(({ info, data }, index) => {
    const values = {
      metrics: new Map(data.metrics?.map(({ key, value }) => [key, floatOf(value)])),
      params: new Map(data.params?.map(({ key, value }) => [key, value])),
      tags: new Map(data.tags?.map(({ key, value }) => [key, value])),
    }
    const { run_id, experiment_id, status, artifact_uri = '' } = info
    const fixed = [run_id, experiment_id, status, artifact_uri, start[index] ?? '', end[index] ?? '']
    return [
      ...fixed,
      ...(metrics ?? []).map((key) => values.metrics.get(key) ?? ''),
      ...(params ?? []).map((key) => values.params.get(key) ?? ''),
      ...(tags ?? []).map((key) => values.tags.get(key) ?? ''),
    ]
  })
  return [heads, ...lines].map((line) => `${csvLine(line)}\n`).join('')
}

/** NaN is nothing, as for what reads MLflow's. */
function floatOf(value: number | string): string {
  const number = numberOf(value)
  return Number.isNaN(number) ? '' : pythonFloat(number)
}

/** Times of a column: with ms in all when one has some. */
function timesOf(times: readonly (number | undefined)[]): string[] {
  const fine = times.some((time) => time !== undefined && time % 1000 !== 0)
  return times.map((time) => {
    if (time === undefined) return ''
    const text = new Date(time).toISOString().replace('T', ' ').slice(0, -1)
    return `${fine ? text : text.slice(0, -4)}+00:00`
  })
}
