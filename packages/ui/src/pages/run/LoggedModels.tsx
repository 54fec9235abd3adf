import type { LoggedModel, ModelVersion, Run } from '@tailrace/contract'
import { useQueries } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { getLoggedModel } from '../../api/calls.ts'
import { ApiError } from '../../api/http.ts'
import { Section } from '../../controls/Section.tsx'
import { statusName } from '../../controls/status-name.ts'
import { Time } from '../../controls/Time.tsx'
import { number } from '../../format.ts'
import { links } from '../../links.ts'
import { latestOf } from './latest-metrics.ts'
import styles from './run.module.css'

/** A logged model as a run refers to it. */
export interface ModelLink {
  model_id: string
  kind: 'input' | 'output'
  step?: number
  /** Absent while loading and when it is deleted. */
  model?: LoggedModel
  deleted?: boolean
}

const linksOf = (run: Run): ModelLink[] => [
  ...(run.outputs?.model_outputs ?? []).map(({ model_id, step }) => ({ model_id, step: Number(step), kind: 'output' as const })),
  ...(run.inputs?.model_inputs ?? []).map(({ model_id }) => ({ model_id, kind: 'input' as const })),
]

/** Models that a run made or used, the made ones first. */
export function useModelLinks(run: Run): ModelLink[] {
  const all = linksOf(run)
  return useQueries({
    queries: all.map(({ model_id }) => ({
      queryKey: ['models', 'logged', model_id],
      queryFn: async ({ signal }: { signal: AbortSignal }) => (await getLoggedModel({ model_id }, signal)).model,
      staleTime: 30_000,
    })),
    combine: (answers) =>
      all.map((link, index) => {
        const { data, error } = answers[index] ?? {}
        return { ...link, ...(data && { model: data }), ...(error instanceof ApiError && error.isGone && { deleted: true }) }
      }),
  })
}

/** Logged models of a run as a table; nothing when it has none, unless `always`. */
export function LoggedModels({
  run,
  versions,
  always = false,
}: {
  run: Run
  versions: readonly ModelVersion[]
  always?: boolean
}): ReactNode {
  const models = useModelLinks(run)
  if (models.length === 0) return always ? <p className="dim">This run neither made nor used a logged model.</p> : null
  return (
    <Section title="Logged models" count={models.length}>
      <div className={styles['scroll']}>
        <table className={styles['table']} aria-label="Logged models">
          <thead>
            <tr>
              <th>Model</th>
              <th>Kind</th>
              <th className={styles['number']}>Step</th>
              <th>Status</th>
              <th>Created</th>
              <th>Metrics</th>
              <th>Registered</th>
            </tr>
          </thead>
          <tbody>
            {models.map((link) => (
              <ModelRow key={`${link.kind} ${link.model_id}`} link={link} run={run} versions={versions} />
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  )
}

const isSystem = ({ key }: { key: string }): number => (key.startsWith('system/') ? 1 : 0)

/** Metrics of a model that are shown. */
const SHOWN = 4

function ModelRow({ link, run, versions }: { link: ModelLink; run: Run; versions: readonly ModelVersion[] }): ReactNode {
  const { model, model_id, kind, step, deleted } = link
  // What the machine measured comes last.
  const metrics = latestOf(model?.data.metrics ?? []).toSorted((a, b) => isSystem(a) - isSystem(b))
  const registered = versions.filter(({ source }) => source.includes(model_id))
  return (
    <tr>
      <td>
        {deleted ? (
          <span className="dim">{model_id} (deleted)</span>
        ) : (
          <a href={`#${links.loggedModel(model?.info.experiment_id ?? run.info.experiment_id, model_id)}`}>
            {model?.info.name ?? model_id}
          </a>
        )}
      </td>
      <td>{kind === 'output' ? 'Output' : 'Input'}</td>
      <td className={styles['number']}>{step ?? ''}</td>
      <td>{model && statusName(model.info.status)}</td>
      <td style={{ whiteSpace: 'nowrap' }}>{model && <Time at={model.info.creation_timestamp_ms} />}</td>
      <td>
        {metrics.slice(0, SHOWN).map(({ key, value, dataset_name }) => (
          <div key={`${key} ${dataset_name}`}>
            {key} {number(value)} {dataset_name && <span className="dim">on {dataset_name}</span>}
          </div>
        ))}
        {metrics.length > SHOWN && <span className="dim">{metrics.length - SHOWN} more</span>}
      </td>
      <td>
        {registered.map(({ name, version }) => (
          <a key={`${name} ${version}`} href={`#${links.version(name, version)}`} style={{ marginRight: 8 }}>
            {name} v{version}
          </a>
        ))}
      </td>
    </tr>
  )
}
