import { Button } from '../../controls/Button.tsx'
import { Switch } from '../../controls/Switch.tsx'
import type { ModelVersion, QueriedRun, RegisteredModel } from '@tailrace/contract'
import { useQueries } from '@tanstack/react-query'
import { Link } from '../../controls/Link.tsx'
import type { ReactNode } from 'react'
import { usePrimary } from '../../api/experiment-primary.ts'
import { getModelVersion } from '../../api/calls.ts'
import { Delta } from '../../controls/Delta.tsx'
import { EmptyState } from '../../controls/EmptyState.tsx'
import { ErrorState } from '../../controls/ErrorState.tsx'
import { Loading } from '../../controls/Loading.tsx'
import { LongText } from '../../controls/LongText.tsx'
import page from '../../controls/Page.module.css'
import { duration, moment } from '../../format.ts'
import { useKeys } from '../../frame/keys.ts'
import { PageHead } from '../../frame/slots.tsx'
import { useGo, useQuery, useQueryState } from '../../location.ts'
import { links } from '../../links.ts'
import styles from './CompareVersions.module.css'
import { type CompareRow, compareMetrics, compareSchemas, compareTexts, readCompared } from './compare-versions.ts'
import { ModelsCrumb } from './ModelsCrumb.tsx'
import { aliasesOf, stageName } from './registry.ts'
import { schemaOf } from './schema-of.ts'
import { useMLmodels, useModel, useSourceRuns } from './use-model.ts'

/** Versions of a model side by side; the first is what the others are measured by. */
export function CompareVersionsPage(): ReactNode {
  const { name, versions: wanted } = readCompared(useQuery())
  const go = useGo()
  const [diff, setDiff] = useQueryState('diff')
  const model = useModel(name)
  const answers = useQueries({
    queries: wanted.map((version) => ({
      queryKey: ['model', name, 'version', version],
      queryFn: async ({ signal }: { signal: AbortSignal }) => (await getModelVersion({ name, version }, signal)).model_version,
    })),
  })
  const toggle = (): void => setDiff(diff ? '' : 'only')
  useKeys('Compare', [{ keys: 'd', does: 'Show only what differs, or all', run: toggle }])
  const versions = answers.flatMap(({ data }) => data ?? [])
  const failed = answers.find(({ error }) => error)
  const crumbs = (
    <>
      <ModelsCrumb />
      <span aria-hidden="true">/</span>
      <Link to={links.model(name)}>{name}</Link>
    </>
  )
  return (
    <>
      <PageHead
        title={`Compare ${versions.length} versions`}
        crumbs={crumbs}
        actions={<Switch label="Diff only" checked={diff !== ''} onChange={toggle} />}
      />
      {failed && <ErrorState error={failed.error} retry={() => void failed.refetch()} />}
      {wanted.length < 2 && (
        <EmptyState
          title="Nothing to compare"
          action={<Button onClick={() => go(name ? links.model(name) : '/models')}>Choose versions</Button>}
        >
          Select two or more versions on the page of their model.
        </EmptyState>
      )}
      {answers.some(({ isPending }) => isPending) && <Loading what="Loading the versions" />}
      {versions.length >= 2 && <Comparison versions={versions} model={model.data} diffOnly={diff !== ''} />}
    </>
  )
}

interface ComparisonProps {
  versions: readonly ModelVersion[]
  model: RegisteredModel | undefined
  diffOnly: boolean
}

function Comparison({ versions, model, diffOnly }: ComparisonProps): ReactNode {
  const { runs, isLoading } = useSourceRuns(versions)
  const { mlmodels, isLoading: isReading } = useMLmodels(versions)
  const schemas = mlmodels.map(schemaOf)
  const runOf = ({ run_id }: ModelVersion): QueriedRun | undefined => runs.get(run_id)
  const primary = usePrimary([...runs.values()].map(({ info }) => info.experiment_id))
  const parts: [title: string, rows: CompareRow[], isLoading?: boolean][] = [
    ['Version', compareTexts(versions.map((version) => aboutVersion(version, model)))],
    ['Source run', compareTexts(versions.map((version) => aboutRun(runOf(version)))), isLoading],
    ['Inputs', compareSchemas(schemas.map(({ inputs }) => inputs)), isReading],
    ['Outputs', compareSchemas(schemas.map(({ outputs }) => outputs)), isReading],
    ['Params', compareTexts(versions.map((version) => runOf(version)?.data.params ?? [])), isLoading],
    [
      'Metrics',
      compareMetrics(
        versions.map((version) => runOf(version)?.data.metrics ?? []),
        primary,
      ),
      isLoading,
    ],
  ]
  return (
    <div className={styles['scroll']} tabIndex={0} role="region" aria-label="Comparison">
      <table className={`${page['plain']} ${styles['table']}`}>
        <thead>
          <tr>
            <th scope="col">Property</th>
            {versions.map(({ name, version }, index) => (
              <th scope="col" key={version}>
                <Link to={links.version(name, version)}>Version {version}</Link>{' '}
                {index === 0 && <span className={styles['base']}>base</span>}
              </th>
            ))}
          </tr>
        </thead>
        {parts.map(([title, rows, loading = false]) => (
          <Part
            key={title}
            title={title}
            rows={diffOnly ? rows.filter((row) => !row.isEqual) : rows}
            all={rows.length}
            loading={loading}
            columns={versions.length + 1}
          />
        ))}
      </table>
    </div>
  )
}

function Part({
  title,
  rows,
  all,
  columns,
  loading,
}: {
  title: string
  rows: readonly CompareRow[]
  all: number
  columns: number
  loading: boolean
}): ReactNode {
  const hidden = all - rows.length
  return (
    <tbody>
      <tr className={styles['title']}>
        <th scope="rowgroup" colSpan={columns}>
          {title} <span className="dim">{loading ? '…' : all === 0 ? 'none' : hidden > 0 ? `${hidden} equal, hidden` : ''}</span>
        </th>
      </tr>
      {rows.map(({ key, values, deltas }) => (
        <tr key={key}>
          <th scope="row">{key}</th>
          {values.map((value, index) => (
            <td
              key={index}
              className={deltas ? page['right'] : ''}
              data-standing={index === 0 || deltas?.[index] ? undefined : value === values[0] ? 'same' : 'differs'}
            >
              {value === undefined ? <span className="dim">–</span> : deltas ? value : <LongText text={value} what={key} />}
              <Delta of={deltas?.[index]} />
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  )
}

const fact = (key: string, value: string | undefined): { key: string; value: string }[] => (value ? [{ key, value }] : [])

const aboutVersion = (version: ModelVersion, model: RegisteredModel | undefined): { key: string; value: string }[] => [
  ...fact('Registered', moment(version.creation_timestamp)),
  ...fact('Stage', stageName(version.current_stage)),
  ...fact('Aliases', model && aliasesOf(model, version.version).join(', ')),
  ...fact('Description', version.description),
  ...(version.tags ?? []).map(({ key, value }) => ({ key: `Tag ${key}`, value })),
]

function aboutRun(run: QueriedRun | undefined): { key: string; value: string }[] {
  if (!run) return []
  const { run_name, run_id, user_id, start_time, end_time } = run.info
  return [
    ...fact('Name', run_name),
    ...fact('Id', run_id),
    ...fact('User', user_id),
    ...fact('Started', moment(start_time)),
    ...fact('Duration', end_time === undefined ? undefined : duration(Number(end_time) - Number(start_time))),
  ]
}
