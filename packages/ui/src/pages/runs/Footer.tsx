import { IconX } from '@tabler/icons-react'
import { TextField } from '../../controls/TextField.tsx'
import { Button, IconButton } from '../../controls/Button.tsx'
import { Switch } from '../../controls/Switch.tsx'
import { Popover } from '../../controls/overlays.tsx'
import { tip } from '../../controls/tip.tsx'
import { type ReactNode, useState } from 'react'
import { apiUrl, queryText } from '../../api/http.ts'
import { count, plural } from '../../format.ts'
import { idIn } from '../../query/clauses.ts'
import { restoreRuns, tagRuns, trashRuns } from './bulk-actions.ts'
import styles from './RunsPage.module.css'
import type { RunRow } from './run-row.ts'
import type { ListRequest, Projection } from './fetch-rows.ts'

interface FooterProps {
  /** All runs that match; undefined until it is known. */
  total: number | undefined
  /** What the lines of the table are, e.g. "12 groups". */
  lines: string
  /** Runs that are here so far; undefined where the lines are groups. */
  loaded: number | undefined
  selected: ReadonlySet<string>
  rows: ReadonlyMap<string, RunRow>
  /** Runs at the top. */
  kept: readonly string[]
  diff: boolean
  /** Columns that "diff only" leaves out. */
  same: number
  onDiff: (diff: boolean) => void
  onCompare: () => void
  onClear: () => void
  onRename: () => void
  onKeep: () => void
  /** Measures the other runs by the one that is selected, or by none. */
  onBaseline: () => void
  baseline: string | undefined
  request: ListRequest
  projection: Pick<Projection, 'params' | 'metrics' | 'tags'>
  tagging: boolean
  onTagging: (tagging: boolean) => void
}

/** The true counts, and what can be done with the selected runs. */
export function Footer(props: FooterProps): ReactNode {
  const { total, lines, loaded, selected, diff, same, onDiff } = props
  return (
    <footer className={styles['foot']} aria-label="Runs in sight">
      <span role="status">
        <b>{total === undefined ? '…' : count(total)}</b> <span className="dim">{total === 1 ? 'run matches' : 'runs match'}</span>
        {lines && <span className="dim"> · {lines}</span>}
        {loaded !== undefined && <span className="dim"> · {count(loaded)} loaded</span>}
        {selected.size > 0 && <span> · {count(selected.size)} selected</span>}
      </span>
      {selected.size > 0 && (
        <IconButton size={24} aria-label="Select none" {...tip('Select none  Esc')} onClick={props.onClear}>
          <IconX size={14} />
        </IconButton>
      )}
      <span data-fill />
      <Switch label={diff && same > 0 ? `Diff only (${plural(same, 'column')} hidden)` : 'Diff only'} checked={diff} onChange={onDiff} />
      {selected.size > 0 ? <Selection {...props} /> : <Export request={props.request} projection={props.projection} />}
    </footer>
  )
}

function Selection({
  selected,
  rows,
  kept,
  onCompare,
  onClear,
  onRename,
  onKeep,
  onBaseline,
  baseline,
  tagging,
  onTagging,
  request,
  projection,
}: FooterProps): ReactNode {
  const ids = [...selected]
  const known = ids.flatMap((id) => rows.get(id) ?? [])
  const allDeleted = known.length > 0 && known.every(({ info }) => info.lifecycle_stage === 'deleted')
  return (
    <>
      <Button variant="filled" disabled={ids.length < 2} onClick={onCompare} rightSection={<kbd>c</kbd>}>
        Compare {count(ids.length)}
      </Button>
      <Popover opened={tagging} onChange={onTagging} position="top-end" trapFocus returnFocus>
        <Popover.Target>
          <Button onClick={() => onTagging(!tagging)} aria-expanded={tagging}>
            Tag
          </Button>
        </Popover.Target>
        <Popover.Dropdown aria-label="Tag runs">
          <TagForm
            onTag={(key, value) => {
              onTagging(false)
              void tagRuns(ids, key, value)
            }}
          />
        </Popover.Dropdown>
      </Popover>
      {ids.length === 1 && (
        <>
          <Button onClick={onRename}>Rename</Button>
          <Button onClick={onBaseline} rightSection={<kbd>b</kbd>}>
            {baseline === ids[0] ? 'Unset baseline' : 'Set as baseline'}
          </Button>
        </>
      )}
      <Button onClick={onKeep}>{ids.every((id) => kept.includes(id)) ? 'Unpin' : 'Pin to top'}</Button>
      <Export
        request={{
          experiment_ids: [],
          run_view_type: 'ALL',
          order_by: request.order_by ?? [],
          filter: idIn(ids),
        }}
        projection={projection}
        disabled={ids.length > 200}
      />
      {allDeleted ? (
        <Button onClick={() => void restoreRuns(ids).then((worked) => worked && onClear())}>Restore</Button>
      ) : (
        <Button onClick={() => void trashRuns(ids).then((worked) => worked && onClear())} rightSection={<kbd>Del</kbd>}>
          Delete
        </Button>
      )}
    </>
  )
}

type ExportProps = Pick<FooterProps, 'request' | 'projection'> & { disabled?: boolean }

function Export(props: ExportProps): ReactNode {
  const { disabled = false } = props
  const [opened, setOpened] = useState(false)
  return (
    <Popover opened={opened} onChange={setOpened} position="top-end" trapFocus returnFocus>
      <Popover.Target>
        <Button
          onClick={() => setOpened(!opened)}
          aria-expanded={opened}
          disabled={disabled}
          title={disabled ? 'At most 200 selected runs; filter for more' : undefined}
        >
          Export
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Export as CSV">
        <ExportLinks {...props} onUse={() => setOpened(false)} />
      </Popover.Dropdown>
    </Popover>
  )
}

/** Links to the server's CSV, which it streams: all runs that match, with the columns shown or with all. */
function ExportLinks({ request, projection, onUse }: ExportProps & { onUse: () => void }): ReactNode {
  const { experiment_ids, filter, run_view_type, order_by } = request
  const scope = { experiment_ids, filter, run_view_type, order_by }
  // An empty list would not be in the query at all, which means all keys.
  const keys = (list: readonly string[]): readonly string[] => (list.length > 0 ? list : [''])
  const shown = {
    params: keys(projection.params),
    metrics: keys(projection.metrics),
    tags: keys(projection.tags.filter((tag) => !tag.startsWith('mlflow.'))),
  }
  const url = (fields: object): string => apiUrl('/tailrace/1.0/runs/export-csv') + queryText({ ...scope, ...fields })
  return (
    <div style={{ display: 'grid', gap: 8 }}>
      <Button href={url(shown)} download="runs.csv" onClick={onUse} data-autofocus>
        CSV of the columns shown
      </Button>
      <Button href={url({})} download="runs.csv" onClick={onUse}>
        CSV of all columns
      </Button>
    </div>
  )
}

function TagForm({ onTag }: { onTag: (key: string, value: string) => void }): ReactNode {
  const [key, setKey] = useState('')
  const [value, setValue] = useState('')
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (key.trim() !== '') onTag(key.trim(), value)
      }}
    >
      <TextField label="Key" value={key} onChange={(event) => setKey(event.currentTarget.value)} data-autofocus />
      <TextField label="Value" style={{ marginTop: 4 }} value={value} onChange={(event) => setValue(event.currentTarget.value)} />
      <Button type="submit" variant="filled" style={{ marginTop: 8 }} disabled={key.trim() === ''}>
        Set tag
      </Button>
    </form>
  )
}
