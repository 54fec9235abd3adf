import { useLocalStorage } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type ReactNode, useMemo, useRef } from 'react'
import { colorAt } from '../../charts/series-colors.ts'
import type { ChartGroup, ChartRun } from '../../charts/chart-run.ts'
import { lazyWithPreload } from '../../controls/lazy-with-preload.tsx'
import { partModules } from '../../part-modules.ts'
import { idIn } from '../../query/clauses.ts'
import { drawnAtFirst } from './in-charts.ts'
import { groupTitle } from './items.ts'
import { useKeptScroll } from '../../table/use-kept-scroll.ts'
import styles from './RunsPage.module.css'
import type { RunsState } from './runs-state.ts'
import { fetchRows } from './fetch-rows.ts'
import { MOST_CHART_ROWS as MOST } from './use-chart-rows.ts'
import type { RunsTable } from './use-runs-table.ts'

const ChartsPanel = lazyWithPreload(async () => (await partModules.chartsPanel()).ChartsPanel)

/** Fetches what draws the charts. */
export const loadCharts = ChartsPanel.load

/** Groups that charts draw as bands; the server's limit. */
const MOST_GROUPS = 50
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
  const scroller = useRef<HTMLElement>(null)
  useKeptScroll('charts', scroller)
  const start = useRef<{ x: number; width: number } | undefined>(undefined)
  const { runs, bands } = useChartRuns(table, state)
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
      <section
        ref={scroller}
        className={styles['charts']}
        aria-label="Charts"
        data-alone={isAlone || undefined}
        style={isAlone ? undefined : { width }}
      >
        <ChartsPanel
          runs={runs}
          groups={bands}
          baseline={state.baseline}
          layoutKey={layoutKey}
          isLinked
          atFirst={drawnAtFirst(state.inCharts)}
          onSelect={(ids) => onSelect(ids)}
        />
      </section>
    </>
  )
}

/** The runs that charts draw: those of the table, or those of its groups, each in the color of its group. */
function useChartRuns(
  { chartRows, colors, groups, hidden }: RunsTable,
  { group }: RunsState,
): { runs: ChartRun[]; bands: ChartGroup[] | undefined } {
  const isGrouped = group.length > 0
  const bands = useMemo(
    () =>
      isGrouped
        ? (groups.data?.groups ?? [])
            .slice(0, MOST_GROUPS)
            .map((each, index): ChartGroup => ({ group: groupTitle(group, each.values), color: colorAt(index), run_ids: each.run_ids }))
        : undefined,
    [groups.data, group, isGrouped],
  )
  const ids = useMemo(() => [...new Set(bands?.flatMap(({ run_ids }) => run_ids))].slice(0, MOST), [bands])
  const { data: members } = useQuery({
    queryKey: ['runs', 'of groups', ids],
    queryFn: ({ signal }) => {
      const request = {
        experiment_ids: [],
        run_view_type: 'ALL' as const,
        filter: idIn(ids),
        params: [],
        metrics: [],
        tags: [],
        inputs: false,
      }
      return fetchRows(request, ids.length, new Map(), signal)
    },
    enabled: ids.length > 0,
    placeholderData: keepPreviousData,
    meta: { runs: ids, metrics: [] },
  })
  const runs = useMemo(() => {
    const colorIn = new Map(bands?.flatMap(({ run_ids, color }) => run_ids.map((id) => [id, color] as const)))
    return (isGrouped ? (members?.rows ?? []) : [...chartRows.values()].slice(0, MOST)).map(({ id, name, info }): ChartRun => ({
      run_id: id,
      name,
      color: colorIn.get(id) ?? colors.get(id) ?? colorAt(0),
      experiment_id: info.experiment_id,
      hidden: hidden.has(id),
    }))
  }, [isGrouped, members, bands, chartRows, colors, hidden])
  return { runs, bands }
}
