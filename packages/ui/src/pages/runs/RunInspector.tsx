import { betterOf, type PrimaryKey, rankMetrics } from '@tailrace/contract'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { TextField } from '../../controls/TextField.tsx'
import { Button } from '../../controls/Button.tsx'
import { getRun, setTag } from '../../api/calls.ts'
import { colorAt, COLORS, forCanvas } from '../../charts/series-colors.ts'
import { Delta } from '../../controls/Delta.tsx'
import { CopyButton } from '../../controls/CopyButton.tsx'
import { ErrorState } from '../../controls/ErrorState.tsx'
import { Loading } from '../../controls/Loading.tsx'
import { LongText } from '../../controls/LongText.tsx'
import { Note } from '../../controls/Note.tsx'
import { Section } from '../../controls/Section.tsx'
import { StatusIcon } from '../../controls/StatusIcon.tsx'
import { TagList } from '../../controls/TagList.tsx'
import { useFocusBack } from '../../controls/use-focus-back.ts'
import { Time } from '../../controls/Time.tsx'
import { duration, exact, number } from '../../format.ts'
import { queries } from '../../api/queries.ts'
import { toastError } from '../../frame/toast.tsx'
import { links } from '../../links.ts'
import { deltaOf } from '../../table/numbers.ts'
import { dropTag, NOTE, putTag, saveNote } from '../run/run-actions.ts'
import { renameRuns } from './bulk-actions.ts'
import styles from './RunsPage.module.css'
import { type RunRow, rowOf, tookOf } from './run-row.ts'

/** Keys shown of each kind without a search. */
const MOST = 200

interface RunInspectorProps {
  runId: string
  color: string
  baseline: RunRow | undefined
  /** The metric that the experiment is about. */
  primary: PrimaryKey | undefined
  describing: boolean
  onDescribing: (describing: boolean) => void
  renaming: boolean
  onRenaming: (renaming: boolean) => void
}

interface MetricsProps extends Pick<RunInspectorProps, 'baseline' | 'primary'> {
  row: RunRow
  matches: (pair: readonly [string, unknown]) => boolean
}

/** Latest values, those that matter most first, with what differs from the baseline. */
function Metrics({ row, matches, baseline, primary }: MetricsProps): ReactNode {
  const metrics = rankMetrics([...row.metrics.keys()], primary).flatMap((key) => {
    const point = row.metrics.get(key)
    return point && matches([key, point]) ? [[key, point.value] as const] : []
  })
  return (
    <Section title="Metrics" count={row.metrics.size}>
      <Pairs
        rows={metrics.slice(0, MOST).map(([key, value]) => {
          const base = baseline && baseline.id !== row.id ? baseline.metrics.get(key) : undefined
          const delta = deltaOf(value, base?.value, betterOf(key, primary))
          return [
            key,
            <span key={key} title={exact(value)}>
              {number(value)} <Delta of={delta} />
            </span>,
          ]
        })}
      />
      {metrics.length > MOST && <p className="dim">Find the other {metrics.length - MOST} by name.</p>}
    </Section>
  )
}

/** A run without leaving the list: params, metrics, tags, description, links. */
export function RunInspector({
  runId,
  color,
  baseline,
  primary,
  describing,
  onDescribing,
  renaming,
  onRenaming,
}: RunInspectorProps): ReactNode {
  const [sought, setSought] = useState('')
  const {
    data: run,
    error,
    refetch,
  } = useQuery({
    queryKey: ['run', runId],
    queryFn: async ({ signal }) => (await getRun({ run_id: runId }, signal)).run,
  })
  if (error) return <ErrorState error={error} retry={() => void refetch()} />
  if (!run) return <Loading />
  const row = rowOf(run)
  const matches = ([key]: readonly [string, unknown]): boolean => key.toLowerCase().includes(sought.toLowerCase())
  const params = [...row.params].filter(matches)
  return (
    <div className={styles['inspector']}>
      <header>
        {renaming ? (
          <Rename row={row} onDone={() => onRenaming(false)} />
        ) : (
          <h2>
            <a href={`#${links.run(row.info.experiment_id, row.id)}`}>{row.name}</a> <CopyButton text={row.id} what="run id" />
          </h2>
        )}
        <StatusIcon status={row.info.status} runId={row.id} word /> <span className="dim">·</span> <Time at={row.info.start_time} />{' '}
        <span className="dim">· {duration(tookOf(row))}</span>
        {row.info.user_id && <span className="dim"> · {row.info.user_id}</span>}
      </header>
      <TextField
        aria-label="Find a metric or param"
        placeholder="Find a metric or param"
        value={sought}
        onChange={(event) => setSought(event.currentTarget.value)}
        style={{ marginBottom: 12 }}
      />
      <Metrics row={row} matches={matches} baseline={baseline} primary={primary} />
      <Section title="Params" count={row.params.size}>
        <Pairs rows={params.slice(0, MOST).map(([key, value]) => [key, <LongText key={key} text={value} what={key} />])} />
        {params.length > MOST && <p className="dim">Find the other {params.length - MOST} by name.</p>}
      </Section>
      <Section title="Tags">
        <TagList tags={run.data.tags ?? []} onSet={(key, value) => putTag(run, key, value)} onDelete={(key) => dropTag(run, key)} />
      </Section>
      <Section
        title="Description"
        actions={
          !describing && (
            <Button small onClick={() => onDescribing(true)}>
              Edit
            </Button>
          )
        }
      >
        <Note text={row.tags.get(NOTE) ?? ''} onSave={(text) => saveNote(run, text)} editing={describing} onEditing={onDescribing} />
      </Section>
      {row.datasets.length > 0 && (
        <Section title="Datasets">
          <Pairs
            rows={row.datasets.map(({ name, digest, context }) => [
              `${name} ${context && `(${context})`}`,
              <span key={digest} className="mono">
                {digest}
              </span>,
            ])}
          />
        </Section>
      )}
      <Section title="Color">
        <Colors row={row} color={color} />
      </Section>
    </div>
  )
}

function Pairs({ rows }: { rows: readonly (readonly [string, ReactNode])[] }): ReactNode {
  if (rows.length === 0) return <span className="dim">None</span>
  return (
    <table className={styles['pairs']}>
      <tbody>
        {rows.map(([key, value]) => (
          <tr key={key}>
            <th scope="row">{key}</th>
            <td>{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** The color of the run in this table and its charts; kept as the tag that MLflow keeps it in. */
function Colors({ row, color }: { row: RunRow; color: string }): ReactNode {
  const chosen = row.tags.get('mlflow.runColor')
  const pick = (value: string): void =>
    void setTag({ run_id: row.id, key: 'mlflow.runColor', value })
      .then(() =>
        Promise.all([queries.invalidateQueries({ queryKey: ['runs'] }), queries.invalidateQueries({ queryKey: ['run', row.id] })]),
      )
      .catch(toastError)
  return (
    <div className={styles['swatches']}>
      {Array.from({ length: COLORS }, (_, index) => {
        const shown = colorAt(index)
        const value = forCanvas(shown, false)
        return (
          <button
            key={value}
            type="button"
            aria-label={`Color ${index + 1}`}
            aria-pressed={chosen ? chosen === value : color === shown}
            style={{ backgroundColor: shown }}
            onClick={() => pick(value)}
          />
        )
      })}
    </div>
  )
}

function Rename({ row, onDone }: { row: RunRow; onDone: () => void }): ReactNode {
  const [name, setName] = useState(row.name)
  useFocusBack(true)
  return (
    <form
      style={{ display: 'flex', gap: 8, marginBottom: 4 }}
      onSubmit={(event) => {
        event.preventDefault()
        if (name.trim() !== '' && name.trim() !== row.name) void renameRuns([row.id], name.trim(), new Map([[row.id, row.name]]))
        onDone()
      }}
    >
      <TextField
        aria-label="Name of the run"
        value={name}
        autoFocus
        style={{ flex: 1 }}
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => setName(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Escape' && onDone()}
      />
      <Button type="submit" variant="filled">
        Rename
      </Button>
    </form>
  )
}
