import type { LoggedModel, QueriedRun } from '@tailrace/contract'
import { Link } from '../../controls/Link.tsx'
import type { ListColumn } from '../../controls/ListTable.tsx'
import { Time } from '../../controls/Time.tsx'
import { number } from '../../format.ts'
import { links } from '../../links.ts'
import { columnValue, datasetsOf, isNumeric, registeredAs } from './logged-model.ts'
import { ModelStatus } from './ModelStatus.tsx'

/** Columns of the list: attributes, then the chosen metrics and params. */
export function loggedModelColumns(
  runs: ReadonlyMap<string, QueriedRun>,
  values: readonly string[],
  models: readonly LoggedModel[],
): ListColumn<LoggedModel>[] {
  return [
    {
      id: 'name',
      title: 'Name',
      sort: 'ascending',
      width: 180,
      cell: ({ info }) => (
        <Link to={links.loggedModel(info.experiment_id, info.model_id)} tabIndex={-1} title={info.name}>
          {info.name}
        </Link>
      ),
    },
    { id: 'status', title: 'Status', sort: 'ascending', width: 96, cell: ({ info }) => <ModelStatus status={info.status} /> },
    { id: 'created', title: 'Created', sort: 'descending', width: 96, cell: ({ info }) => <Time at={info.creation_timestamp_ms} /> },
    { id: 'type', title: 'Type', sort: 'ascending', width: 120, cell: ({ info }) => info.model_type },
    {
      id: 'run',
      title: 'Source run',
      width: 150,
      cell: ({ info }) => {
        const run = runs.get(info.source_run_id)
        return run ? (
          <Link to={links.run(run.info.experiment_id, info.source_run_id)} tabIndex={-1}>
            {run.info.run_name}
          </Link>
        ) : (
          <span className="mono dim">{info.source_run_id.slice(0, 8)}</span>
        )
      },
    },
    {
      id: 'registered',
      title: 'Registered',
      width: 150,
      cell: (model) =>
        registeredAs(model).map(({ name, version }) => (
          <Link key={`${name} ${version}`} to={links.version(name, version)} tabIndex={-1} style={{ marginRight: 8 }}>
            {name} v{version}
          </Link>
        )),
    },
    { id: 'dataset', title: 'Dataset', width: 130, cell: (model) => datasetsOf(model).join(', ') },
    ...values.map((id): ListColumn<LoggedModel> => {
      const right =
        id.startsWith('metrics.') || models.every((model) => columnValue(model, id) === undefined || isNumeric(columnValue(model, id)))
      return {
        id,
        title: id.replace(/^\w+\./, ''),
        right,
        width: 96,
        ...(id.startsWith('metrics.') && { sort: 'descending' as const }),
        cell: (model) => (id.startsWith('metrics.') ? number(columnValue(model, id), 4) : columnValue(model, id)),
      }
    }),
  ]
}
