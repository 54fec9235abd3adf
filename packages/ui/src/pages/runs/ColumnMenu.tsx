import type { MetricDirection } from '@tailrace/contract'
import { Button } from '../../controls/Button.tsx'
import { Menu, NumberInput } from '../../controls/overlays.tsx'
import {
  IconArrowDown,
  IconArrowLeft,
  IconArrowRight,
  IconArrowUp,
  IconEyeOff,
  IconFlame,
  IconPin,
  IconStar,
  IconSwitchVertical,
} from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { toNumber, count } from '../../format.ts'
import { conjuncts, keyText, replaceClauses, toggleClause, hasClause, equals } from '../../query/clauses.ts'
import type { ColumnView } from '../../table/column-view.ts'
import type { Shown } from '../../table/shown-value.ts'
import { ShowMenu } from './ShowMenu.tsx'
import styles from './RunsPage.module.css'
import type { ColumnStatistics } from './use-statistics.ts'

export interface ColumnActions {
  sort: (sort: string) => void
  pin: (id: string) => void
  hide: (id: string) => void
  heat: (id: string) => void
  flip: (id: string) => void
  /** Makes a metric the one that the experiment is about, or no more; undefined where several experiments are shown. */
  primary: ((key: string, direction: MetricDirection, isPrimary: boolean) => void) | undefined
  move: (id: string, by: -1 | 1) => void
  /** Undefined: the latest value. */
  show: (id: string, what: Shown | undefined) => void
  filter: (q: string) => void
}

/** Prefix of the ids of what is open for a column. */
export const COLUMN_MENU = 'column-menu'

/** The menu of a column's head, placed below the button that opened it. */
export function ColumnMenu({
  column,
  at,
  onClose,
  q,
  isPinned,
  isNeeded,
  leaders,
  statistics,
  actions,
}: {
  column: ColumnView
  at: HTMLElement
  onClose: () => void
  q: string
  isPinned: boolean
  /** Whether the table is filtered or sorted by it, so that it stays. */
  isNeeded: boolean
  /** Other metrics of the table; undefined where columns show latest values only. */
  leaders: readonly ColumnView[] | undefined
  statistics: ColumnStatistics | undefined
  actions: ColumnActions
}): ReactNode {
  const { id, kind, label } = column
  const hasHeat = kind === 'metrics' || column.digits !== undefined
  const by = column.shown && <span className="dim">by last value</span>
  const isName = id === 'attributes.run_name'
  return (
    <Menu opened onClose={onClose} at={at} id={COLUMN_MENU} position="bottom-end" width={260} returnFocus={false}>
      <Menu.Fields aria-label={`Column ${label}`}>
        <Menu.Items label={`Column ${label}`}>
          {column.sortable && (
            <>
              <Menu.Item leftSection={<IconArrowUp size={14} />} rightSection={by} onClick={() => actions.sort(id)}>
                Sort ascending
              </Menu.Item>
              <Menu.Item leftSection={<IconArrowDown size={14} />} rightSection={by} onClick={() => actions.sort(`-${id}`)}>
                Sort descending
              </Menu.Item>
              <Menu.Divider />
            </>
          )}
          {!isName && (
            <>
              <Menu.Item leftSection={<IconPin size={14} />} onClick={() => actions.pin(id)}>
                {isPinned ? 'Unpin' : 'Pin'}
              </Menu.Item>
              <Menu.Item
                leftSection={<IconEyeOff size={14} />}
                disabled={isNeeded}
                rightSection={isNeeded && <span className="dim">used by filter or sort</span>}
                onClick={() => actions.hide(id)}
              >
                Hide
              </Menu.Item>
              <Menu.Item leftSection={<IconArrowLeft size={14} />} onClick={() => actions.move(id, -1)}>
                Move left
              </Menu.Item>
              <Menu.Item leftSection={<IconArrowRight size={14} />} onClick={() => actions.move(id, 1)}>
                Move right
              </Menu.Item>
            </>
          )}
          {hasHeat && (
            <Menu.Item leftSection={<IconFlame size={14} />} onClick={() => actions.heat(id)}>
              {column.heat ? 'No heat map' : 'Heat map'}
            </Menu.Item>
          )}
          {kind === 'metrics' && <Direction column={column} actions={actions} />}
          {kind === 'metrics' && leaders && <ShowMenu column={column} leaders={leaders} onShow={(what) => actions.show(id, what)} />}
        </Menu.Items>
        {kind === 'metrics' && <Range column={column} q={q} statistics={statistics} onFilter={actions.filter} onClose={onClose} />}
        {(kind === 'params' || kind === 'tags') && (
          <Values column={column} kind={kind} q={q} statistics={statistics} onFilter={actions.filter} />
        )}
      </Menu.Fields>
    </Menu>
  )
}

/** Which way a metric gets better, and whether the experiment is about it. */
function Direction({ column, actions }: { column: ColumnView; actions: ColumnActions }): ReactNode {
  const { key, direction, isPrimary } = column
  return (
    <>
      <Menu.Item leftSection={<IconSwitchVertical size={14} />} onClick={() => flip(column, actions)}>
        {direction === 'up' ? 'Lower is better' : 'Higher is better'}
      </Menu.Item>
      {actions.primary && (
        <Menu.Item leftSection={<IconStar size={14} />} onClick={() => actions.primary?.(key, direction, !isPrimary)}>
          {isPrimary ? 'Unset as primary metric' : 'Set as primary metric'}
        </Menu.Item>
      )}
    </>
  )
}

/** Says that a metric gets better the other way; of the primary metric for everybody, of others in this view. */
function flip({ id, key, direction, isPrimary }: ColumnView, actions: ColumnActions): void {
  if (isPrimary && actions.primary) actions.primary(key, direction === 'up' ? 'down' : 'up', true)
  else actions.flip(id)
}

interface FilterProps {
  column: ColumnView
  q: string
  statistics: ColumnStatistics | undefined
  onFilter: (q: string) => void
}

/** A range of a metric, over its histogram. */
function Range({ column, q, statistics, onFilter, onClose }: FilterProps & { onClose: () => void }): ReactNode {
  const key = keyText('metrics', column.key)
  const found = statistics?.metrics.find((metric) => metric.key === column.key)
  const bound = (sign: string): number | '' => {
    const clause = conjuncts(q).find((part) => part.startsWith(`${key} ${sign} `))
    return clause ? Number(clause.slice(key.length + sign.length + 2)) : ''
  }
  const [from, setFrom] = useState<number | string>(bound('>='))
  const [to, setTo] = useState<number | string>(bound('<='))
  const use = (): void => {
    onFilter(replaceClauses(q, key, [...(from === '' ? [] : [`${key} >= ${from}`]), ...(to === '' ? [] : [`${key} <= ${to}`])]))
    onClose()
  }
  const min = toNumber(found?.min)
  const max = toNumber(found?.max)
  const most = Math.max(1, ...(found?.histogram ?? []))
  const isOut = (index: number): boolean => {
    const middle = min + ((index + 0.5) / (found?.histogram.length || 1)) * (max - min)
    return (from !== '' && middle < Number(from)) || (to !== '' && middle > Number(to))
  }
  return (
    <form
      style={{ padding: '4px 12px 8px' }}
      onKeyDown={(event) => event.key !== 'Escape' && event.stopPropagation()}
      onSubmit={(event) => {
        event.preventDefault()
        use()
      }}
    >
      {found && found.histogram.length > 0 && (
        <div className={styles['histogram']} role="img" aria-label={`${found.runs} runs from ${found.min} to ${found.max}`}>
          {found.histogram.map((runs, index) => (
            // oxlint-disable-next-line react/no-array-index-key -- the buckets of a histogram are their places
            <i key={index} style={{ height: `${(runs / most) * 100}%` }} data-out={isOut(index) || undefined} />
          ))}
        </div>
      )}
      <div style={{ display: 'flex', gap: 8 }}>
        <NumberInput aria-label="From" placeholder={String(found?.min ?? 'from')} value={from} onChange={setFrom} hideControls />
        <NumberInput aria-label="To" placeholder={String(found?.max ?? 'to')} value={to} onChange={setTo} hideControls />
        <Button type="submit" style={{ flex: 'none' }}>
          Filter
        </Button>
      </div>
    </form>
  )
}

/** The most frequent values of a param or tag, each a filter. */
function Values({ column, kind, q, statistics, onFilter }: FilterProps & { kind: 'params' | 'tags' }): ReactNode {
  const values = statistics?.[kind].find(({ key }) => key === column.key)?.values ?? []
  if (values.length === 0) return null
  return (
    <>
      <Menu.Divider />
      <Menu.Label>Only</Menu.Label>
      <Menu.Items label="Only">
        {values.slice(0, 8).map(({ value, runs }) => {
          const clause = equals(keyText(kind, column.key), value)
          return (
            <Menu.CheckboxItem
              key={value}
              checked={hasClause(q, clause)}
              rightSection={<span className="dim">{count(runs)}</span>}
              onChange={() => onFilter(toggleClause(q, clause))}
            >
              <span className="cut" style={{ display: 'block', maxWidth: 160 }}>
                {value === '' ? 'empty' : value}
              </span>
            </Menu.CheckboxItem>
          )
        })}
      </Menu.Items>
    </>
  )
}
