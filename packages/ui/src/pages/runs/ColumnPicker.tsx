import { TextField } from '../../controls/TextField.tsx'
import { Button } from '../../controls/Button.tsx'
import { Popover } from '../../controls/overlays.tsx'
import { IconColumns3 } from '@tabler/icons-react'
import { useWindow } from '../../table/use-window.ts'
import { type ReactNode, useMemo, useRef, useState } from 'react'
import { count } from '../../format.ts'
import { ATTRIBUTES } from '../../table/columns.ts'
import styles from './RunsPage.module.css'
import type { ColumnStatistics } from './use-statistics.ts'

interface Choice {
  id: string
  label: string
  runs: number | undefined
}

const HEADS = { attributes: 'Attributes', metrics: 'Metrics', params: 'Params', tags: 'Tags' } as const
const LINE = 28

/** Which columns are shown, found by name among all that runs have; thousands of keys are no trouble. */
export function ColumnPicker({
  statistics,
  shown,
  onChange,
}: {
  statistics: ColumnStatistics | undefined
  shown: readonly string[]
  /** Undefined goes back to the automatic columns. */
  onChange: (ids: readonly string[] | undefined) => void
}): ReactNode {
  const [opened, setOpened] = useState(false)
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" trapFocus returnFocus>
      <Popover.Target>
        <Button aria-label="Columns" leftSection={<IconColumns3 size={14} />} aria-expanded={opened} onClick={() => setOpened(!opened)}>
          Columns
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Columns">
        <Picker statistics={statistics} shown={shown} onChange={onChange} />
      </Popover.Dropdown>
    </Popover>
  )
}

function Picker({ statistics, shown, onChange }: Parameters<typeof ColumnPicker>[0]): ReactNode {
  const [sought, setSought] = useState('')
  const scroller = useRef<HTMLDivElement>(null)
  const choices = useMemo(() => choicesOf(statistics, shown), [statistics, shown])
  const found = useMemo(() => {
    const wanted = sought.toLowerCase()
    const matching = choices.filter(({ label }) => label.toLowerCase().includes(wanted))
    return [...Map.groupBy(matching, ({ id }) => id.slice(0, id.indexOf('.')) as keyof typeof HEADS)].flatMap<Choice | string>(
      ([kind, list]) => [HEADS[kind], ...list],
    )
  }, [choices, sought])
  const ids = found.flatMap((line) => (typeof line === 'string' ? [] : [line.id]))
  const lines = useWindow({ count: found.length, getScrollElement: () => scroller.current, estimateSize: () => LINE, overscan: 6 })
  const set = new Set(shown)
  return (
    <div className={styles['picker']}>
      <TextField
        data-autofocus
        aria-label="Find a column"
        placeholder={`Find among ${count(choices.length)}`}
        value={sought}
        onChange={(event) => setSought(event.currentTarget.value)}
      />
      <div ref={scroller} className={styles['pickerList']} role="group" aria-label="Columns">
        <div style={{ height: lines.getTotalSize() }}>
          {lines.getVirtualItems().map(({ index, start }) => {
            const line = found[index]
            if (line === undefined) return null
            if (typeof line === 'string')
              return (
                <h2 key={line} style={{ top: start }}>
                  {line}
                </h2>
              )
            return (
              <label key={line.id} style={{ top: start }} title={line.label}>
                <input
                  type="checkbox"
                  checked={set.has(line.id)}
                  onChange={() => onChange(set.has(line.id) ? shown.filter((id) => id !== line.id) : [...shown, line.id])}
                />
                <span className="cut" style={{ flex: 1 }}>
                  {line.label}
                </span>
                {line.runs !== undefined && <span className="dim">{count(line.runs)}</span>}
              </label>
            )
          })}
        </div>
        {found.length === 0 && <span className="dim">No results</span>}
      </div>
      <div style={{ display: 'flex', gap: 8, marginTop: 8 }}>
        <Button small onClick={() => onChange([...new Set([...shown, ...ids])])} disabled={ids.length > 500}>
          Show {sought ? 'these' : 'all'}
        </Button>
        <Button small onClick={() => onChange(shown.filter((id) => !ids.includes(id)))}>
          Hide {sought ? 'these' : 'all'}
        </Button>
        <Button small onClick={() => onChange(undefined)}>
          Automatic
        </Button>
      </div>
    </div>
  )
}

function choicesOf(statistics: ColumnStatistics | undefined, shown: readonly string[]): Choice[] {
  const of = (kind: 'metrics' | 'params' | 'tags'): Choice[] =>
    (statistics?.[kind] ?? [])
      .filter(({ key }) => kind !== 'tags' || !key.startsWith('mlflow.log-model') || shown.includes(`tags.${key}`))
      .map(({ key, runs }) => ({ id: `${kind}.${key}`, label: key, runs }))
  const attributes = [...ATTRIBUTES].map(([key, { label }]) => ({ id: `attributes.${key}`, label, runs: undefined }))
  const known = [...attributes, ...of('metrics'), ...of('params'), ...of('tags')]
  const ids = new Set(known.map(({ id }) => id))
  // Columns of the address that no run in sight has can still be taken away.
  const others = shown.filter((id) => !ids.has(id)).map((id) => ({ id, label: id.slice(id.indexOf('.') + 1), runs: 0 }))
  return [...known, ...others].sort((a, b) => order(a) - order(b))
}

const KINDS = ['attributes', 'metrics', 'params', 'tags']
const order = ({ id }: Choice): number => KINDS.indexOf(id.slice(0, id.indexOf('.')))
