import type { LoggedModel, QueriedRun } from '@tailrace/contract'
import { Link } from '../../controls/Link.tsx'
import { type ReactNode, useState } from 'react'
import { deleteLoggedModelTag, setLoggedModelTags } from '../../api/calls.ts'
import { usePrimary } from '../../api/experiment-primary.ts'
import { queries } from '../../api/queries.ts'
import { CopyButton } from '../../controls/CopyButton.tsx'
import { EditButton } from '../../controls/EditButton.tsx'
import { Note } from '../../controls/Note.tsx'
import page from '../../controls/Page.module.css'
import { Section } from '../../controls/Section.tsx'
import { TagList } from '../../controls/TagList.tsx'
import { Time } from '../../controls/Time.tsx'
import { ValueTable } from '../../controls/ValueTable.tsx'
import { number } from '../../format.ts'
import { toast, toastError } from '../../frame/toast.tsx'
import { links } from '../../links.ts'
import { tagOf } from '../experiments/experiment-rows.ts'
import { useRunsById } from '../models/use-model.ts'
import { metricRows, registeredAs } from './logged-model.ts'
import { ModelStatus } from './ModelStatus.tsx'

const NOTE = 'mlflow.note.content'
type Runs = ReadonlyMap<string, QueriedRun>

const changed = (): Promise<void> => queries.invalidateQueries({ queryKey: ['models'] })

/** Description, metrics, params and facts of a logged model. */
export function LoggedModelOverview({ model }: { model: LoggedModel }): ReactNode {
  const [describing, setDescribing] = useState(false)
  const { info, data } = model
  const primary = usePrimary([info.experiment_id])
  const rows = metricRows(model, primary)
  const { runs } = useRunsById([info.source_run_id, ...rows.map(({ run_id = '' }) => run_id)])
  const describe = async (value: string): Promise<void> => {
    await setLoggedModelTags({ model_id: info.model_id, tags: [{ key: NOTE, value }] })
    await changed()
  }
  return (
    <div className={`${page['flow']} ${page['columns']}`}>
      <div style={{ minWidth: 0 }}>
        <Section title="Description" actions={!describing && <EditButton what="description" onClick={() => setDescribing(true)} />}>
          <Note text={tagOf(info.tags, NOTE) ?? ''} onSave={describe} editing={describing} onEditing={setDescribing} />
        </Section>
        <Section title="Metrics" count={rows.length}>
          <Metrics rows={rows} runs={runs} />
        </Section>
        <Section title="Params" count={data.params?.length ?? 0}>
          <ValueTable what="params" values={data.params ?? []} />
        </Section>
      </div>
      <Section title="About">
        <About model={model} runs={runs} />
      </Section>
    </div>
  )
}

function Metrics({ rows, runs }: { rows: ReturnType<typeof metricRows>; runs: Runs }): ReactNode {
  if (rows.length === 0) return <span className="dim">No metrics</span>
  return (
    <table className={page['plain']} aria-label="Metrics">
      <thead>
        <tr>
          <th scope="col">Metric</th>
          <th scope="col">Dataset</th>
          <th scope="col">Run</th>
          <th scope="col" className={page['right']}>
            Value
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, dataset_name, dataset_digest, run_id = '', value }) => (
          <tr key={JSON.stringify([key, dataset_name, dataset_digest, run_id])}>
            <td>{key}</td>
            <td>
              {dataset_name ?? <span className="dim">–</span>} <span className="mono dim">{dataset_digest}</span>
            </td>
            <td>
              <RunLink id={run_id} runs={runs} />
            </td>
            <td className={page['right']}>{number(value)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function RunLink({ id, runs }: { id: string; runs: Runs }): ReactNode {
  const run = runs.get(id)
  if (run) return <Link to={links.run(run.info.experiment_id, id)}>{run.info.run_name}</Link>
  return id === '' ? <span className="dim">none</span> : <span className="mono dim">{id}</span>
}

function About({ model, runs }: { model: LoggedModel; runs: Runs }): ReactNode {
  const { info } = model
  const { model_id, tags = [] } = info
  const versions = registeredAs(model)
  const setTag = (key: string, value: string): Promise<unknown> =>
    setLoggedModelTags({ model_id, tags: [{ key, value }] }).then(changed, toastError)
  const unsetTag = (key: string): void => {
    const before = tagOf(tags, key) ?? ''
    deleteLoggedModelTag({ model_id, tag_key: key }).then(() => {
      void changed()
      toast(`Removed tag "${key}"`, { undo: () => setTag(key, before) })
    }, toastError)
  }
  return (
    <dl className={page['facts']}>
      <dt>Status</dt>
      <dd>
        <ModelStatus status={info.status} /> {info.status_message}
      </dd>
      <dt>Type</dt>
      <dd>{info.model_type || <span className="dim">none</span>}</dd>
      <dt>Created</dt>
      <dd>
        <Time at={info.creation_timestamp_ms} />
      </dd>
      <dt>Changed</dt>
      <dd>
        <Time at={info.last_updated_timestamp_ms} />
      </dd>
      <dt>Source run</dt>
      <dd>
        <RunLink id={info.source_run_id} runs={runs} />
      </dd>
      <dt>Registered</dt>
      <dd>
        {versions.length === 0 && <span className="dim">not yet</span>}
        {versions.map(({ name, version }) => (
          <div key={`${name} ${version}`} style={{ minHeight: 24 }}>
            <Link to={links.version(name, version)}>
              {name} version {version}
            </Link>
          </div>
        ))}
      </dd>
      <dt>Id</dt>
      <dd>
        <span className="mono">{model_id}</span> <CopyButton text={model_id} what="model id" />
      </dd>
      <dt>Artifacts</dt>
      <dd className="mono">{info.artifact_uri}</dd>
      <dt>Tags</dt>
      <dd>
        <TagList tags={tags} onSet={setTag} onDelete={unsetTag} />
      </dd>
    </dl>
  )
}
