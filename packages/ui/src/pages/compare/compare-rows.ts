import { COLOR_TAG, colorOf } from '../../charts/series-colors.ts'
import { natural } from '../../natural.ts'
import { betterOf, type PrimaryKey, type QueriedRun, rankMetrics } from '@tailrace/contract'
import type { OnTheWire } from '../../api/on-the-wire.ts'
import { isSystemTag } from '../../controls/TagList.tsx'
import { duration, moment, number, toNumber } from '../../format.ts'
import { statusName } from '../../controls/status-name.ts'
import { type DeltaText, deltaOf } from '../../table/numbers.ts'

export type ComparedRun = OnTheWire<QueriedRun>

/** What a row tells of; the table has a heading for each. */
export type RowGroup = 'Run' | 'Metrics' | 'Params' | 'Code' | 'Data' | 'Tags'

/** One fact of every run, in the order of the runs. */
export interface CompareRow {
  group: RowGroup
  key: string
  /** As shown; undefined where a run lacks it. */
  cells: readonly (string | undefined)[]
  /** Values of a metric, NaN where there is none; other rows have no numbers. */
  values?: readonly number[]
  /** Whether all runs agree. */
  same: boolean
}

type Facts = ReadonlyMap<string, string>

/** Colors by run id. */
export const colorsOfCompared = (runs: readonly ComparedRun[]): Map<string, string> =>
  new Map(
    runs.map((run) => {
      const { run_id } = run.info
      return [run_id, colorOf({ run_id, ordinal: run.ordinal, chosen: tagsOf(run).get(COLOR_TAG) })]
    }),
  )

const tagsOf = ({ data }: ComparedRun): Facts => new Map((data.tags ?? []).map(({ key, value }) => [key, value]))
const paramsOf = ({ data }: ComparedRun): Facts => new Map((data.params ?? []).map(({ key, value }) => [key, value]))

function factsOf({ info }: ComparedRun): Facts {
  const facts = new Map([
    ['status', statusName(info.status)],
    ['started', moment(info.start_time)],
    ['user', info.user_id],
  ])
  if (info.end_time) facts.set('duration', duration(info.end_time - info.start_time))
  return facts
}

/** Every run has its own, so that they are no difference between runs. */
const OWN = new Set(['started', 'duration'])

const CODE = [
  ['source', 'mlflow.source.name'],
  ['git commit', 'mlflow.source.git.commit'],
  ['git branch', 'mlflow.source.git.branch'],
  ['repository', 'mlflow.source.git.repoURL'],
  ['entry point', 'mlflow.project.entryPoint'],
] as const

function codeOf(run: ComparedRun): Facts {
  const tags = tagsOf(run)
  return new Map(
    CODE.flatMap(([name, key]) => {
      const value = tags.get(key)
      return value ? [[name, value] as const] : []
    }),
  )
}

/** Data sets by name and context; the digest is what differs when the data do. */
function dataOf({ inputs }: ComparedRun): Facts {
  return new Map(
    (inputs?.dataset_inputs ?? []).map(({ dataset, tags }) => {
      const context = tags?.find(({ key }) => key === 'mlflow.data.context')?.value
      return [context ? `${dataset.name} (${context})` : dataset.name, dataset.digest]
    }),
  )
}

const userTags = (run: ComparedRun): Facts => new Map([...tagsOf(run)].filter(([key]) => !isSystemTag(key)))

function rowsOf(group: RowGroup, facts: readonly Facts[]): CompareRow[] {
  const keys = [...new Set(facts.flatMap((each) => [...each.keys()]))]
  const sorted = group === 'Run' || group === 'Code' ? keys : keys.toSorted(natural)
  return sorted.map((key) => {
    const cells = facts.map((each) => each.get(key))
    return { group, key, cells, same: (group === 'Run' && OWN.has(key)) || cells.every((cell) => cell === cells[0]) }
  })
}

function metricRows(runs: readonly ComparedRun[], primary: PrimaryKey | undefined): CompareRow[] {
  const found = runs.map(({ data }) => new Map((data.metrics ?? []).map(({ key, value }) => [key, value])))
  const keys = [...new Set(found.flatMap((each) => [...each.keys()]))].toSorted(natural)
  return rankMetrics(keys, primary).map((key) => {
    const wire = found.map((each) => each.get(key))
    const cells = wire.map((value) => (value === undefined ? undefined : number(value)))
    return { group: 'Metrics', key, cells, values: wire.map(toNumber), same: wire.every((value) => value === wire[0]) }
  })
}

/** Every fact of the runs, a row each, in the order of the groups; metrics that matter most first. */
export function compareRows(runs: readonly ComparedRun[], primary?: PrimaryKey): CompareRow[] {
  return [
    ...rowsOf('Run', runs.map(factsOf)),
    ...metricRows(runs, primary),
    ...rowsOf('Params', runs.map(paramsOf)),
    ...rowsOf('Code', runs.map(codeOf)),
    ...rowsOf('Data', runs.map(dataOf)),
    ...rowsOf('Tags', runs.map(userTags)),
  ]
}

/** How a metric differs from the baseline's; undefined for the baseline itself, and where either has no number. */
export const delta = (row: CompareRow, index: number, primary?: PrimaryKey): DeltaText | undefined =>
  index === 0 ? undefined : deltaOf(row.values?.[index], row.values?.[0], betterOf(row.key, primary))

/** How a cell stands to the baseline's: `differs`, `same`; undefined for the baseline itself, and where the delta of two numbers says it. */
export function standing(row: CompareRow, index: number): 'differs' | 'same' | undefined {
  if (index === 0) return undefined
  if (row.cells[index] === row.cells[0]) return 'same'
  return row.same || deltaOf(row.values?.[index], row.values?.[0], undefined) ? undefined : 'differs'
}

/** Text that Markdown takes as it stands, in a table too. */
const escaped = (text: string): string => text.replaceAll(/[\\`*[\]<>|]/g, '\\$&').replaceAll(/\s*\n\s*/g, ' ')

/** Addresses for links in Markdown. */
interface MarkdownLinks {
  run: (run: ComparedRun) => string
  metric: (key: string) => string
}

/**
 * The rows as Markdown for a pull request: a section for each group with a table whose columns are runs, run names and metrics as links, values that differ from the
 * baseline's in bold.
 */
export function asMarkdown(runs: readonly ComparedRun[], rows: readonly CompareRow[], to: MarkdownLinks, primary?: PrimaryKey): string {
  const link = (text: string, url: string): string => `[${escaped(text)}](${url})`
  const head = ['', ...runs.map((run) => link(run.info.run_name || run.info.run_id, to.run(run)))]
  const groups = [...new Set(rows.map(({ group }) => group))]
  const sections = groups.map((group) => {
    const lines = rows
      .filter((row) => row.group === group)
      .map((row) => {
        const cells = row.cells.map((cell, index) => {
          const change = delta(row, index, primary)
          const text = escaped(cell ?? '')
          const shown = text !== '' && !row.same && cell !== row.cells[0] ? `**${text}**` : text
          return shown + (change ? ` (${change.text})` : '')
        })
        return `| ${group === 'Metrics' ? link(row.key, to.metric(row.key)) : escaped(row.key)} | ${cells.join(' | ')} |`
      })
    return [`### ${group}`, '', `| ${head.join(' | ')} |`, `|${' --- |'.repeat(head.length)}`, ...lines].join('\n')
  })
  return sections.join('\n\n')
}
