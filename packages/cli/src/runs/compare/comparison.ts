import type { Client } from '@tailrace/sdk'
import { utcText, type WireRun, numberOf, tagOf } from '../stock-run.ts'
import { durationOf } from '../run-columns.ts'
import { durationText } from '../../output/progress.ts'
import { type Environment, environmentOf } from './environment.ts'

/** Values of one thing in the runs, in their order; undefined where a run has none. */
export type Row = readonly [name: string, values: readonly (string | number | undefined)[]]

/** What runs have, side by side. */
export interface Comparison {
  readonly runs: readonly { readonly run_id: string; readonly run_name: string }[]
  readonly sections: Readonly<Record<SectionName, readonly Row[]>>
}

export type SectionName = 'run' | 'params' | 'metrics' | 'tags' | 'code' | 'environment' | 'datasets'

/** Tags that say which code ran. */
const CODE = {
  commit: 'mlflow.source.git.commit',
  branch: 'mlflow.source.git.branch',
  repository: 'mlflow.source.git.repoURL',
  source: 'mlflow.source.name',
  'entry point': 'mlflow.project.entryPoint',
  type: 'mlflow.source.type',
} as const

/** Compares runs. @param all also what is the same in all of them */
export async function compareRuns(client: Client, runs: readonly WireRun[], all: boolean): Promise<Comparison> {
  const environments = await Promise.all(runs.map((run) => environmentOf(client, run)))
  const sections = {
    run: rowsOfRuns(runs),
    params: rowsOf(runs.map(({ data }) => mapOf(data.params))),
    metrics: rowsOf(runs.map(({ data }) => Object.fromEntries((data.metrics ?? []).map(({ key, value }) => [key, numberOf(value)])))),
    tags: rowsOf(runs.map(({ data }) => mapOf(data.tags?.filter(({ key }) => !key.startsWith('mlflow.'))))),
    code: rowsOf(runs.map(codeOf)),
    environment: rowsOf<string>(environments satisfies Environment[]),
    datasets: rowsOf(runs.map(datasetsOf)),
  }
  const differs = ([, values]: Row): boolean => values.some((value) => !Object.is(value, values[0]))
  const kept = Object.entries(sections).map(([name, rows]) => [name, all ? rows : rows.filter(differs)])
  return {
    runs: runs.map(({ info }) => ({ run_id: info.run_id, run_name: info.run_name ?? '' })),
    sections: Object.fromEntries(kept) as Record<SectionName, Row[]>,
  }
}

const mapOf = (pairs: readonly { key: string; value?: string }[] = []): Record<string, string> =>
  Object.fromEntries(pairs.map(({ key, value }) => [key, value ?? '']))

/** Maps side by side, keys in the order in which they come first. */
function rowsOf<Value extends string | number>(maps: readonly Readonly<Record<string, Value>>[]): Row[] {
  const names = [...new Set(maps.flatMap((map) => Object.keys(map)))]
  return names.map((name) => [name, maps.map((map) => map[name])])
}

function rowsOfRuns(runs: readonly WireRun[]): Row[] {
  return rowsOf(
    runs.map((run) => {
      const duration = durationOf(run)
      const { info } = run
      return {
        experiment: info.experiment_id,
        status: info.status,
        user: info.user_id || tagOf(run, 'mlflow.user') || '',
        start: info.start_time ? utcText(info.start_time) : '',
        duration: duration === undefined || info.end_time === undefined ? '' : durationText(duration),
      }
    }),
  )
}

function codeOf(run: WireRun): Record<string, string> {
  const found = Object.entries(CODE).map(([name, tag]): [string, string | undefined] => [name, tagOf(run, tag)])
  return Object.fromEntries(found.filter((pair): pair is [string, string] => pair[1] !== undefined))
}

/** The digest of each dataset, which says whether it is the same data. */
function datasetsOf({ inputs }: WireRun): Record<string, string> {
  const found = (inputs?.dataset_inputs ?? []).map(({ dataset, tags = [] }) => {
    const context = tags.find(({ key }) => key === 'mlflow.data.context')?.value
    return [context ? `${dataset.name} (${context})` : dataset.name, dataset.digest]
  })
  return Object.fromEntries(found) as Record<string, string>
}
