import type { LoggedModel, QueriedRun } from '@tailrace/contract'
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Link } from '../../controls/Link.tsx'
import type { ListColumn } from '../../controls/ListTable.tsx'
import { Time } from '../../controls/Time.tsx'
import { exact, number, plural, shortNumeral } from '../../format.ts'
import { links } from '../../links.ts'
import { columnValue, datasetsOf, isNumeric, registeredAs } from './logged-model.ts'
import styles from './LoggedModels.module.css'
import type { LoggedModelRow, ModelRow, RunRow } from './model-rows.ts'
import { ModelStatus } from './ModelStatus.tsx'

interface Uses {
  /** Source runs by identifier. */
  runs: ReadonlyMap<string, QueriedRun>
  /** The chosen metrics and params. */
  values: readonly string[]
  models: readonly LoggedModel[]
  /** Opens or closes a source run. */
  fold: (runId: string) => void
}

const ifModel =
  (cell: (model: LoggedModel) => ReactNode) =>
  (row: LoggedModelRow): ReactNode =>
    row.kind === 'model' && cell(row.model)

/** Columns of the list: attributes, then the chosen metrics and params. */
export function loggedModelColumns({ runs, values, models, fold }: Uses): ListColumn<LoggedModelRow>[] {
  return [
    {
      id: 'name',
      title: 'Name',
      sort: 'ascending',
      width: 180,
      cell: (row) =>
        row.kind === 'run' ? <RunName row={row} run={runs.get(row.runId)} fold={() => fold(row.runId)} /> : <ModelName row={row} />,
    },
    { id: 'status', title: 'Status', sort: 'ascending', width: 96, cell: ifModel(({ info }) => <ModelStatus status={info.status} />) },
    {
      id: 'created',
      title: 'Created',
      sort: 'descending',
      width: 96,
      cell: ifModel(({ info }) => <Time at={info.creation_timestamp_ms} />),
    },
    { id: 'type', title: 'Type', sort: 'ascending', width: 120, cell: ifModel(({ info }) => info.model_type) },
    {
      id: 'run',
      title: 'Source run',
      width: 150,
      // Below the row of its run it would be said again and again.
      cell: (row) => row.kind === 'model' && !row.isGrouped && <RunLink id={row.model.info.source_run_id} runs={runs} />,
    },
    {
      id: 'registered',
      title: 'Registered',
      width: 150,
      cell: ifModel((model) =>
        registeredAs(model).map(({ name, version }) => (
          <Link key={`${name} ${version}`} to={links.version(name, version)} tabIndex={-1} style={{ marginRight: 8 }}>
            {name} v{version}
          </Link>
        )),
      ),
    },
    { id: 'dataset', title: 'Dataset', width: 130, cell: ifModel((model) => datasetsOf(model).join(', ')) },
    ...values.map((id): ListColumn<LoggedModelRow> => {
      const right =
        id.startsWith('metrics.') || models.every((model) => columnValue(model, id) === undefined || isNumeric(columnValue(model, id)))
      return {
        id,
        title: id.replace(/^\w+\./, ''),
        right,
        width: 96,
        ...(id.startsWith('metrics.') && { sort: 'descending' as const }),
        cell: ifModel((model) => valueCell(id, columnValue(model, id))),
      }
    }),
  ]
}

/** A metric or param as short as in the table of runs, whole for whoever points at it. */
function valueCell(id: string, value: ReturnType<typeof columnValue>): ReactNode {
  if (value === undefined) return null
  if (id.startsWith('metrics.')) return <span title={exact(value)}>{number(value)}</span>
  return <span title={String(value)}>{shortNumeral(String(value))}</span>
}

const ModelName = ({ row: { model, isGrouped } }: { row: ModelRow }): ReactNode => (
  <Link
    to={links.loggedModel(model.info.experiment_id, model.info.model_id)}
    tabIndex={-1}
    title={model.info.name}
    className={isGrouped ? (styles['below'] ?? '') : ''}
  >
    {model.info.name}
  </Link>
)

function RunLink({ id, runs }: { id: string; runs: Uses['runs'] }): ReactNode {
  const run = runs.get(id)
  if (!run) return <span className="mono dim">{id.slice(0, 8)}</span>
  return (
    <Link to={links.run(run.info.experiment_id, id)} tabIndex={-1}>
      {run.info.run_name}
    </Link>
  )
}

function RunName({ row: { runId, models, isOpen }, run, fold }: { row: RunRow; run: QueriedRun | undefined; fold: () => void }): ReactNode {
  const Icon = isOpen ? IconChevronDown : IconChevronRight
  const name = runId === '' ? 'No source run' : (run?.info.run_name ?? runId.slice(0, 8))
  return (
    <span className={styles['run']}>
      <button type="button" className={styles['fold']} tabIndex={-1} aria-label={`Models of ${name}`} aria-expanded={isOpen} onClick={fold}>
        <Icon size={14} aria-hidden="true" />
      </button>
      {run ? (
        <Link to={links.run(run.info.experiment_id, runId)} tabIndex={-1} className="cut" title={name}>
          {name}
        </Link>
      ) : (
        <span className="dim cut">{name}</span>
      )}
      <span className="dim">{plural(models.length, 'model')}</span>
    </span>
  )
}
