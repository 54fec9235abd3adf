import type { Experiment, ExperimentSummary } from '@tailrace/contract'
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { Link } from '../../controls/Link.tsx'
import type { ReactNode } from 'react'
import type { ListColumn } from '../../controls/ListTable.tsx'
import { isSystemTag } from '../../controls/TagList.tsx'
import tagStyles from '../../controls/TagList.module.css'
import { Time } from '../../controls/Time.tsx'
import type { SortValue } from '../../controls/sorting.ts'
import { type WireTime, count, exact, number } from '../../format.ts'
import { links } from '../../links.ts'
import { type ExperimentRow, firstLine, tagOf } from './experiment-rows.ts'
import styles from './Experiments.module.css'
import { PinButton } from './PinButton.tsx'

const NOTE = 'mlflow.note.content'

export type Summaries = ReadonlyMap<string, ExperimentSummary>

const summed = (experiments: readonly Experiment[], summaries: Summaries, field: 'runs' | 'running'): number | undefined => {
  const known = experiments.flatMap(({ experiment_id }) => summaries.get(experiment_id) ?? [])
  return known.length === 0 ? undefined : known.reduce((sum, summary) => sum + summary[field], 0)
}
const latest = (times: readonly (WireTime | undefined)[]): number | undefined => {
  const given = times.filter((time) => time !== undefined).map(Number)
  return given.length === 0 ? undefined : Math.max(...given)
}

/** What a column orders experiments by: one, or all of a folder. */
export function sortValue(column: string, experiments: readonly Experiment[], label: string, summaries: Summaries): SortValue {
  switch (column) {
    case 'runs':
    case 'running':
      return summed(experiments, summaries, column)
    case 'last':
      return latest(experiments.map(({ experiment_id }) => summaries.get(experiment_id)?.last_activity))
    case 'created':
      return latest(experiments.map(({ creation_time }) => creation_time))
    case 'changed':
      return latest(experiments.map(({ last_update_time }) => last_update_time))
    case 'owner':
      return experiments.length === 1 ? summaries.get(experiments[0]?.experiment_id ?? '')?.users[0] : undefined
    default:
      return label
  }
}

const experimentsOf = (row: ExperimentRow): readonly Experiment[] => (row.kind === 'folder' ? row.experiments : [row.experiment])

const ifLeaf =
  (cell: (experiment: Experiment) => ReactNode) =>
  (row: ExperimentRow): ReactNode =>
    row.kind === 'experiment' && cell(row.experiment)

interface Uses {
  summaries: Summaries
  /** Identifiers of pinned experiments. */
  pins: readonly string[]
  togglePin: (id: string) => void
  toggleFolder: (path: string) => void
  onTag: (tag: string) => void
}

/** The columns of the list of experiments. */
export function experimentColumns(uses: Uses): ListColumn<ExperimentRow>[] {
  const { summaries, onTag } = uses
  const of = (row: ExperimentRow): ExperimentSummary | undefined =>
    row.kind === 'experiment' ? summaries.get(row.experiment.experiment_id) : undefined
  const sum = (row: ExperimentRow, field: 'runs' | 'running'): ReactNode => {
    const value = summed(experimentsOf(row), summaries, field)
    return value === undefined ? '' : count(value)
  }
  const running = (row: ExperimentRow): ReactNode => <Running now={summed(experimentsOf(row), summaries, 'running')} />
  const lastOf = (row: ExperimentRow): number | undefined =>
    latest(experimentsOf(row).map(({ experiment_id }) => summaries.get(experiment_id)?.last_activity))
  return [
    { id: 'name', title: 'Name', sort: 'ascending', width: 220, cell: (row) => <NameCell row={row} uses={uses} /> },
    { id: 'runs', title: 'Runs', sort: 'descending', right: true, width: 56, cell: (row) => sum(row, 'runs') },
    { id: 'running', title: 'Running', sort: 'descending', right: true, width: 72, cell: (row) => running(row) },
    { id: 'last', title: 'Last activity', sort: 'descending', width: 96, cell: (row) => <Time at={lastOf(row)} /> },
    { id: 'best', title: 'Best', width: 156, cell: (row) => <BestCell row={row} summary={of(row)} /> },
    { id: 'owner', title: 'Owner', sort: 'ascending', width: 80, cell: (row) => <Owner users={of(row)?.users ?? []} /> },
    {
      id: 'description',
      title: 'Description',
      width: 170,
      cell: ifLeaf(({ tags }) => <Description text={firstLine(tagOf(tags, NOTE))} />),
    },
    { id: 'tags', title: 'Tags', width: 132, cell: ifLeaf((experiment) => <Tags experiment={experiment} onTag={onTag} />) },
    { id: 'created', title: 'Created', sort: 'descending', width: 92, cell: ifLeaf(({ creation_time }) => <Time at={creation_time} />) },
    {
      id: 'changed',
      title: 'Changed',
      sort: 'descending',
      width: 92,
      cell: ifLeaf(({ last_update_time }) => <Time at={last_update_time} />),
    },
  ]
}

const Description = ({ text }: { text: string }): ReactNode => text && <span className="dim">{text}</span>

const Running = ({ now = 0 }: { now: number | undefined }): ReactNode => now > 0 && <span className={styles['running']}>{count(now)}</span>

const Owner = ({ users }: { users: readonly string[] }): ReactNode =>
  users[0] && (
    <span title={users.join(', ')}>
      {users[0]}
      {users.length > 1 && <span className="dim"> +{users.length - 1}</span>}
    </span>
  )

function NameCell({ row, uses: { pins, togglePin, toggleFolder } }: { row: ExperimentRow; uses: Uses }): ReactNode {
  const style = { paddingLeft: row.depth * 20 }
  if (row.kind === 'folder') {
    const Icon = row.isOpen ? IconChevronDown : IconChevronRight
    return (
      <button
        type="button"
        className={styles['folder']}
        style={style}
        tabIndex={-1}
        aria-expanded={row.isOpen}
        onClick={() => toggleFolder(row.path)}
      >
        <Icon size={14} aria-hidden="true" />
        {row.label}
      </button>
    )
  }
  const { experiment_id, name } = row.experiment
  return (
    <span className={styles['name']} style={style}>
      <Link to={links.experiment(experiment_id)} tabIndex={-1} className="cut" title={name}>
        {row.label}
      </Link>
      <PinButton name={name} isPinned={pins.includes(experiment_id)} onToggle={() => togglePin(experiment_id)} stop={false} />
    </span>
  )
}

function BestCell({ row, summary }: { row: ExperimentRow; summary: ExperimentSummary | undefined }): ReactNode {
  if (!summary?.metric || row.kind === 'folder') return null
  const { key, best, run_id, direction } = summary.metric
  return (
    <Link
      className={styles['best'] ?? ''}
      to={links.run(row.experiment.experiment_id, run_id)}
      tabIndex={-1}
      title={`${direction === 'min' ? 'Lowest' : 'Highest'} ${key} of a run: ${exact(best)}`}
    >
      <span className="cut dim">{key}</span> <span>{number(best)}</span>
    </Link>
  )
}

function Tags({ experiment, onTag }: { experiment: Experiment; onTag: (tag: string) => void }): ReactNode {
  const tags = (experiment.tags ?? []).filter(({ key }) => !isSystemTag(key))
  return tags.slice(0, 3).map(({ key, value = '' }) => (
    <button
      key={key}
      type="button"
      tabIndex={-1}
      className={`${tagStyles['tag']} ${styles['tag']}`}
      title={`Show only ${key} = ${value}`}
      onClick={() => onTag(`${key}=${value}`)}
    >
      <b>{key}</b> <span className="cut">{value}</span>
    </button>
  ))
}
