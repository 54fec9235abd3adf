import { TextField } from '../../controls/TextField.tsx'
import { Button } from '../../controls/Button.tsx'
import { Menu } from '../../controls/overlays.tsx'
import { IconAdjustmentsHorizontal } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { statusName } from '../../controls/status-name.ts'
import { count } from '../../format.ts'
import { equals, hasClause, toggleClause } from '../../query/clauses.ts'
import styles from './RunsPage.module.css'
import type { RunsState } from './runs-state.ts'
import type { ColumnStatistics } from './use-statistics.ts'

const TIMES = [
  ['', 'Any time'],
  ['1h', 'Last hour'],
  ['24h', 'Last 24 hours'],
  ['7d', 'Last 7 days'],
  ['30d', 'Last 30 days'],
] as const
const STAGES = [
  ['', 'Active'],
  ['deleted', 'Deleted'],
  ['all', 'Active and deleted'],
] as const
const STAGE_NAMES = { ACTIVE_ONLY: '', DELETED_ONLY: 'deleted', ALL: 'all' } as const
const MOST = 6

interface FilterMenuProps {
  state: RunsState
  statistics: ColumnStatistics | undefined
  set: (changes: Record<string, string | undefined>) => void
}

/** Common conditions without typing: state, time, status, datasets, users. */
export function FilterMenu(props: FilterMenuProps): ReactNode {
  const { stage, time } = props.state
  const used = (stage === 'ACTIVE_ONLY' ? 0 : 1) + (time === '' ? 0 : 1)
  const label = used > 0 ? `Conditions (${used})` : 'Conditions'
  return (
    <Menu position="bottom-end" closeOnItemClick={false} width={260}>
      <Menu.Target>
        <Button aria-label={label} leftSection={<IconAdjustmentsHorizontal size={14} />}>
          {label}
        </Button>
      </Menu.Target>
      <Menu.Fields mah="70vh" style={{ overflow: 'auto' }}>
        <Conditions {...props} />
      </Menu.Fields>
    </Menu>
  )
}

function Conditions({ state, statistics, set }: FilterMenuProps): ReactNode {
  const { q, time } = state
  const clauses = (title: string, all: readonly { value: string; runs: number }[] | undefined, key: string): ReactNode =>
    all && all.length > 0 ? (
      <>
        <Menu.Divider />
        <Menu.Label>{title}</Menu.Label>
        <Menu.Items label={title}>
          {all.slice(0, MOST).map(({ value, runs }) => {
            const clause = equals(key, value)
            return (
              <Choice
                key={value}
                label={key === 'attributes.status' ? statusName(value) : value}
                runs={runs}
                is={hasClause(q, clause)}
                onPick={() => set({ q: toggleClause(q, clause) })}
              />
            )
          })}
        </Menu.Items>
      </>
    ) : null
  return (
    <>
      <Menu.Label>State</Menu.Label>
      <Menu.Items label="State">
        <Menu.RadioGroup value={STAGE_NAMES[state.stage]} onChange={(value) => set({ state: value })}>
          {STAGES.map(([value, label]) => (
            <Menu.RadioItem key={label} value={value}>
              {label}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Items>
      <Menu.Divider />
      <Menu.Label>Started</Menu.Label>
      <Menu.Items label="Started">
        <Menu.RadioGroup value={time} onChange={(value) => set({ time: value })}>
          {TIMES.map(([value, label]) => (
            <Menu.RadioItem key={label} value={value}>
              {label}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Items>
      <Days time={time} onChange={(days) => set({ time: days })} />
      {clauses('Status', statistics?.statuses, 'attributes.status')}
      {clauses('Dataset', datasetNames(statistics), 'datasets.name')}
      {clauses('User', statistics?.users, 'attributes.user_id')}
    </>
  )
}

function datasetNames(statistics: ColumnStatistics | undefined): { value: string; runs: number }[] {
  const counts = new Map<string, number>()
  for (const { name, runs } of statistics?.datasets ?? []) counts.set(name, (counts.get(name) ?? 0) + runs)
  return [...counts].map(([value, runs]) => ({ value, runs }))
}

function Choice({ label, runs, is, onPick }: { label: string; runs: number; is: boolean; onPick: () => void }): ReactNode {
  return (
    <Menu.CheckboxItem checked={is} rightSection={<span className="dim">{count(runs)}</span>} onChange={onPick}>
      <span className="cut" style={{ display: 'block', maxWidth: 160 }}>
        {label}
      </span>
    </Menu.CheckboxItem>
  )
}

/** A range of days in the reader's zone. */
function Days({ time, onChange }: { time: string; onChange: (time: string) => void }): ReactNode {
  const [from = '', to = ''] = time.includes('..') ? time.split('..') : []
  const [days, setDays] = useState({ from, to })
  const change = (next: typeof days): void => {
    setDays(next)
    onChange(next.from === '' && next.to === '' ? '' : `${next.from}..${next.to}`)
  }
  return (
    <div className={styles['days']}>
      <TextField type="date" label="From" value={days.from} onChange={(event) => change({ ...days, from: event.currentTarget.value })} />
      <TextField type="date" label="To" value={days.to} onChange={(event) => change({ ...days, to: event.currentTarget.value })} />
    </div>
  )
}
