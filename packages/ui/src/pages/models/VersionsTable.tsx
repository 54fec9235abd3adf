import type { ModelVersion, QueriedRun, RegisteredModel } from '@tailrace/contract'
import { Button } from '../../controls/Button.tsx'
import { Link } from '../../controls/Link.tsx'
import { type ReactNode, useState } from 'react'
import { type ListColumn, ListTable } from '../../controls/ListTable.tsx'
import { Section } from '../../controls/Section.tsx'
import { TagList } from '../../controls/TagList.tsx'
import { Time } from '../../controls/Time.tsx'
import { type Sort, sorted } from '../../controls/sorting.ts'
import { exact, number, toNumber } from '../../format.ts'
import { useKeys } from '../../frame/keys.ts'
import { useKeptSet } from '../../history-entry.ts'
import { useGo } from '../../location.ts'
import { links } from '../../links.ts'
import { firstLine } from '../experiments/experiment-rows.ts'
import { AliasChip, StageChip } from './Chips.tsx'
import styles from './Models.module.css'
import { aliasesOf, commonMetrics } from './registry.ts'
import { useSourceRuns } from './use-model.ts'

/** Metrics of the source runs that get columns. */
const METRICS = 4

type Runs = ReadonlyMap<string, QueriedRun>
const metricOf = (runs: Runs, { run_id }: ModelVersion, key: string) =>
  runs.get(run_id)?.data.metrics?.find((metric) => metric.key === key)?.value

function columnsOf(model: RegisteredModel, runs: Runs): ListColumn<ModelVersion>[] {
  const metrics = commonMetrics([...runs.values()], METRICS)
  return [
    {
      id: 'version',
      title: 'Version',
      sort: 'descending',
      width: 72,
      cell: ({ name, version }) => (
        <Link to={links.version(name, version)} tabIndex={-1} className={styles['name'] ?? ''}>
          v{version}
        </Link>
      ),
    },
    {
      id: 'aliases',
      title: 'Aliases',
      width: 180,
      cell: ({ version }) => aliasesOf(model, version).map((alias) => <AliasChip key={alias} alias={alias} />),
    },
    { id: 'stage', title: 'Stage', sort: 'ascending', width: 104, cell: ({ current_stage }) => <StageChip stage={current_stage} /> },
    { id: 'registered', title: 'Registered', sort: 'descending', width: 96, cell: (version) => <Time at={version.creation_timestamp} /> },
    { id: 'by', title: 'By', width: 72, cell: ({ user_id = '' }) => user_id },
    { id: 'run', title: 'Source run', width: 150, cell: ({ run_id }) => <RunLink run={runs.get(run_id)} id={run_id} /> },
    ...metrics.map((key): ListColumn<ModelVersion> => ({
      id: `metrics.${key}`,
      title: key,
      sort: 'descending',
      right: true,
      width: 96,
      cell: (version) => <span title={exact(metricOf(runs, version, key))}>{number(metricOf(runs, version, key))}</span>,
    })),
    {
      id: 'description',
      title: 'Description',
      width: 160,
      cell: ({ description }) => <span className="dim">{firstLine(description)}</span>,
    },
    { id: 'tags', title: 'Tags', cell: ({ tags = [] }) => tags.length > 0 && <TagList tags={tags} /> },
  ]
}

function RunLink({ run, id }: { run: QueriedRun | undefined; id: string }): ReactNode {
  if (run)
    return (
      <Link to={links.run(run.info.experiment_id, id)} tabIndex={-1}>
        {run.info.run_name}
      </Link>
    )
  return id === '' ? <span className="dim">none</span> : <span className="mono dim">{id.slice(0, 8)}</span>
}

/** All versions of a model with the metrics of their source runs; two or more that are selected can be compared. */
export function VersionsTable({ model, versions }: { model: RegisteredModel; versions: readonly ModelVersion[] }): ReactNode {
  const go = useGo()
  const { runs } = useSourceRuns(versions)
  const [selected, setSelected] = useKeptSet('selected versions')
  const [sort, setSort] = useState<Sort>({ column: 'version', descending: true })
  const rows = sorted(
    versions,
    (version) => {
      if (sort.column === 'stage') return version.current_stage
      if (sort.column === 'registered') return Number(version.creation_timestamp)
      if (sort.column.startsWith('metrics.')) return toNumber(metricOf(runs, version, sort.column.slice(8)))
      return Number(version.version)
    },
    sort.descending,
  )
  const compare = (): void => {
    const chosen = versions.filter(({ version }) => selected.has(version))
    if (chosen.length >= 2) go(compareAddress(model.name, chosen))
  }
  useKeys('Versions', [{ keys: 'c', does: 'Compare the selected versions', run: compare }])
  return (
    <Section
      title="Versions"
      count={versions.length}
      actions={
        <Button disabled={selected.size < 2} title={selected.size < 2 ? 'Select two or more versions' : undefined} onClick={compare}>
          Compare{selected.size >= 2 && ` ${selected.size}`}
        </Button>
      }
    >
      <div className={styles['tall']}>
        <ListTable
          label="Versions"
          group="Versions"
          opens="version"
          columns={columnsOf(model, runs).filter(({ id }) => id !== 'by' || versions.some(({ user_id }) => user_id))}
          rows={rows}
          keyOf={({ version }) => version}
          nameOf={({ version }) => `version ${version}`}
          selected={selected}
          onSelected={setSelected}
          sort={sort}
          onSort={setSort}
          onOpen={({ version }) => go(links.version(model.name, version))}
        />
      </div>
    </Section>
  )
}

/** MLflow's address, and the versions by number: several may stem from one run, or from none. */
const compareAddress = (name: string, versions: readonly ModelVersion[]): string =>
  `${links.compareVersions(name, Object.fromEntries(versions.map(({ run_id, version }) => [run_id, version])))}&versions=${versions.map(({ version }) => version).join(',')}`
