import { useLocalStorage } from '@mantine/hooks'
import { lazy, type ReactNode, Suspense, useMemo, useRef } from 'react'
import { colorAt } from '../../charts/series-colors.ts'
import type { ChartGroup, ChartRun } from '../../charts/chart-run.ts'
import { Loading } from '../../controls/Loading.tsx'
import { groupTitle } from './items.ts'
import styles from './RunsPage.module.css'
import type { RunsState } from './runs-state.ts'
import type { RunsTable } from './use-runs-table.ts'

const ChartsPanel = lazy(async () => ({ default: (await import('../../charts/ChartsPanel.tsx')).ChartsPanel }))

/** Runs that charts are given. */
const MOST = 1000
const WIDTHS = { least: 280, first: 480, step: 40 }

/** The charts of the runs in the table, beside it or alone; the divider drags, and moves with the arrow keys. */
export function ChartsSide({
  table,
  state,
  isAlone,
  layoutKey,
  onSelect,
}: {
  table: RunsTable
  state: RunsState
  isAlone: boolean
  layoutKey: string
  onSelect: (ids: readonly string[]) => void
}): ReactNode {
  const [width, setWidth] = useLocalStorage({ key: 'tailrace.runs.split', defaultValue: WIDTHS.first })
  const start = useRef<{ x: number; width: number } | undefined>(undefined)
  const { rows, colors, groups } = table
  const runs = useMemo(
    () =>
      [...rows.values()].slice(0, MOST).map(({ id, name, info }): ChartRun => ({
        run_id: id,
        name,
        color: colors.get(id) ?? colorAt(0),
        experiment_id: info.experiment_id,
        hidden: state.hidden.has(id),
      })),
    [rows, colors, state.hidden],
  )
  const bands = useMemo(
    () =>
      state.group.length === 0
        ? undefined
        : groups.data?.groups.slice(0, 50).map((group, index): ChartGroup => ({
            group: groupTitle(state.group, group.values),
            color: colorAt(index),
            run_ids: group.run_ids,
          })),
    [groups.data, state.group],
  )
  const clamp = (next: number): number => Math.max(WIDTHS.least, Math.min(innerWidth * 0.75, next))
  return (
    <>
      {!isAlone && (
        <button
          type="button"
          role="separator"
          aria-orientation="vertical"
          aria-label="Width of the charts"
          aria-valuenow={width}
          className={styles['divider']}
          onKeyDown={(event) => {
            const step = { ArrowLeft: WIDTHS.step, ArrowRight: -WIDTHS.step }[event.key]
            if (step === undefined) return
            event.preventDefault()
            setWidth(clamp(width + step))
          }}
          onPointerDown={(event) => {
            event.currentTarget.setPointerCapture(event.pointerId)
            start.current = { x: event.clientX, width }
          }}
          onPointerMove={(event) => start.current && setWidth(clamp(start.current.width + start.current.x - event.clientX))}
          onPointerUp={() => {
            start.current = undefined
          }}
        />
      )}
      <section className={styles['charts']} aria-label="Charts" data-alone={isAlone || undefined} style={isAlone ? undefined : { width }}>
        <Suspense fallback={<Loading />}>
          <ChartsPanel runs={runs} groups={bands} baseline={state.baseline} layoutKey={layoutKey} onSelect={(ids) => onSelect(ids)} />
        </Suspense>
      </section>
    </>
  )
}
