import { type ReactNode, useId, useMemo, useRef, useState } from 'react'
import { EmptyState } from '../controls/EmptyState.tsx'
import { ErrorState } from '../controls/ErrorState.tsx'
import { Loading } from '../controls/Loading.tsx'
import { toast } from '../frame/toast.tsx'
import { useQuery, useSetQuery } from '../location.ts'
import { MediaSection } from '../media/MediaSection.tsx'

import type { ChartGroup, ChartRun } from './chart-run.ts'
import { ChartSection } from './ChartSection.tsx'
import { ChartsBar } from './ChartsBar.tsx'
import { type Charts, ChartsContext, useCharts } from './charts-context.ts'
import styles from './charts.module.css'
import { type Available, type Layout, type LayoutSection, addPanel, addSection, present, withAutomatic } from './layout.ts'
import { Legend } from './Legend.tsx'
import { Near } from './Near.tsx'
import { newPanel } from './new-panel.ts'
import { dashesOf } from './series-colors.ts'
import { piecesOf, SECTIONS_AT_ONCE, sectionsHeight } from './section-flow.ts'
import { parseSettings, zoomText } from './settings.ts'
import type { Columns } from '../api/columns-query.ts'
import { isWanted, type Only, visible } from './shown-sections.ts'
import { useCardSizes } from './use-card-sizes.ts'
import { useColumns } from './use-columns.ts'
import { useStoredLayout } from './use-stored-layout.ts'

export type { ChartGroup, ChartRun }

export interface ChartsPanelProps {
  /** In the order of the table, at most 1,000; the first twelve that are not hidden are drawn, more on request. */
  runs: readonly ChartRun[]
  /** With groups, line charts draw these in the place of runs. */
  groups?: readonly ChartGroup[] | undefined
  /** Run that the difference chart compares with; the first when absent. */
  baseline?: string | undefined
  /** Under what name the arrangement of panels is kept, e.g. the experiment's id. See `readLayout` and `writeLayout` of layout-store.ts for saved views. */
  layoutKey: string
  /** Whether the address carries the arrangement, too, for links and saved views: `panels`. */
  isLinked?: boolean
  /** `model`: without system metrics; `system`: these alone; all when absent. */
  only?: Only
  /** Only these metrics get charts by themselves; all when absent. */
  pinned?: readonly string[] | undefined
  /** Runs that are drawn before one asks for more; 12 when absent. */
  atFirst?: number | undefined
  /** Whether images, audio and tables of the runs follow the charts; default true. */
  hasMedia?: boolean
  /** What the legend shows of runs, by id, in place of their names; then it is there for a single run, too. */
  entries?: ReadonlyMap<string, ReactNode> | undefined
  /** Called with the runs that were brushed in a chart. */
  onSelect?: ((runIds: string[]) => void) | undefined
}

/** Runs whose media are shown: their folders are listed one by one. */
const MOST_MEDIA = 24

/** Runs that are drawn before one asks for more. */
const FIRST = 12

/**
 * Charts for a set of runs, in sections that the reader can arrange. Fills its parent's width; scrolls with the page. Keeps x axis, smoothing,
 * log scale, outliers, zoom, search, how many runs are drawn and the chart in full screen in the address: `x`, `smooth`, `log`, `clip`,
 * `zoom`, `charts`, `draw`, `full`.
 */
export function ChartsPanel({
  runs,
  groups,
  baseline,
  layoutKey,
  isLinked = false,
  only,
  pinned,
  atFirst = FIRST,
  hasMedia = true,
  entries,
  onSelect,
}: ChartsPanelProps): ReactNode {
  const query = useQuery()
  const setQuery = useSetQuery()
  const syncKey = useId()
  const columns = useColumns(runs)
  const [layout, change] = useLayout(layoutKey, isLinked, useAutomatic(columns.data, pinned, runs.length > 1))
  const [newId, setNewId] = useState<string | undefined>()
  const signature = runs.map(({ run_id, name, color, hidden }) => `${run_id} ${name} ${color} ${hidden}`).join('\n')
  const shown = useMemo(() => runs.filter(({ hidden }) => !hidden), [signature])
  const most = Math.max(1, Number(query['draw']) || atFirst)
  const drawn = useMemo(() => shown.slice(0, most), [shown, most])
  const { x, smooth, log, clip, zoom } = query
  const settings = useMemo(() => parseSettings({ x, smooth, log, clip, zoom }), [x, smooth, log, clip, zoom])
  const data = columns.data
  const metrics = useMemo(() => (data?.metrics ?? []).filter((key) => isWanted(key, only)), [data, only])
  const sections = useMemo(() => visible(present(layout, metrics), query['charts'], only), [layout, metrics, query['charts'], only])
  const size = useCardSizes(layout, change)
  const charts: Charts = {
    alone: sections.reduce((sum, { panels }) => sum + panels.length, 0) === 1,
    drawn,
    shown,
    groups,
    baseline,
    settings,
    metrics,
    layout,
    change,
    onSelect,
    syncKey,
    ...size.sizes,
    params: data?.params ?? [],
    primary: data?.primary,
    setZoom: (next) => setQuery({ zoom: zoomText(next, settings.x) }),
  }
  if (runs.length === 0) return <EmptyState title="No runs to chart">Charts show the runs of the list.</EmptyState>
  if (columns.error && !data) return <ErrorState error={columns.error} retry={() => void columns.refetch()} />
  if (!data) return <Loading what="Loading charts" />
  const telling = data.telling.filter((key) => isWanted(key, only))
  const add = (kind: Parameters<typeof newPanel>[0]): void => {
    const panel = newPanel(kind, {
      metrics: telling.length > 0 ? telling : metrics,
      params: data.varying.length > 0 ? data.varying : data.params,
    })
    setNewId(panel.id)
    change((before) => {
      const mine = before.sections.some(({ id }) => id === 'mine') ? before : addSection(before, 'mine', 'My charts')
      return addPanel(mine, 'mine', panel)
    })
  }
  const dashes = dashesOf(drawn.map(({ color }) => color))
  return (
    <ChartsContext value={charts}>
      <div className={styles['panel']} ref={size.ref}>
        <ChartsBar add={add} addSection={() => change((before) => addSection(before, `own:${Date.now()}`, 'New section'))} />
        {groups ? (
          <Legend entries={groups.map(({ group, color }) => ({ id: group, name: group, color, dash: [] }))} />
        ) : (
          (drawn.length > 1 || entries) && (
            <Legend
              entries={drawn.map((run, at) => ({
                id: run.run_id,
                name: run.name,
                color: run.color,
                dash: dashes[at] ?? [],
                run: entries?.get(run.run_id),
              }))}
            />
          )
        )}
        {sections.length === 0 && <Nothing search={query['charts']} only={only} />}
        <Sections sections={sections} newId={newId} />
        {hasMedia && only !== 'system' && !query['charts'] && (
          <MediaSection runs={drawn.slice(0, MOST_MEDIA)} syncKey={`${syncKey} step`} />
        )}
      </div>
    </ChartsContext>
  )
}

/** Sections beside and below each other, in pieces, of which those near the window are rendered. */
function Sections({ sections, newId }: { sections: readonly LayoutSection[]; newId: string | undefined }): ReactNode {
  const { columns, plotHeight } = useCharts()
  const isFew = sections.length <= SECTIONS_AT_ONCE
  const grid = (some: readonly LayoutSection[]): ReactNode => (
    <div className={styles['sections']} style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}>
      {some.map((section) => (
        <ChartSection key={section.id} section={section} newPanel={newId} isFew={isFew} />
      ))}
    </div>
  )
  if (isFew) return grid(sections)
  return piecesOf(sections, SECTIONS_AT_ONCE).map((piece, at) => (
    <Near key={at} height={sectionsHeight(piece, columns, plotHeight)} initially={at === 0}>
      {grid(piece)}
    </Near>
  ))
}

function Nothing({ search, only }: { search: string | undefined; only: ChartsPanelProps['only'] }): ReactNode {
  const setQuery = useSetQuery()
  if (search)
    return (
      <EmptyState
        title={`No chart is called ${search}`}
        action={
          <button type="button" className={styles['select']} onClick={() => setQuery({ charts: undefined })}>
            Show all charts
          </button>
        }
      />
    )
  return (
    <EmptyState title={only === 'system' ? 'No system metrics yet' : 'No metrics yet'}>
      Charts appear with the first point that a run logs.
    </EmptyState>
  )
}

/** What gets charts by itself. */
function useAutomatic(data: Columns | undefined, pinned: readonly string[] | undefined, several: boolean): Available | undefined {
  return useMemo(() => {
    if (!data || !pinned) return data && { ...data, several }
    return { metrics: pinned, varying: [], telling: [], several }
  }, [data, pinned, several])
}

/** The arrangement of charts, kept under a name; what is new joins it by itself. */
function useLayout(
  layoutKey: string,
  isLinked: boolean,
  available: Available | undefined,
): [layout: Layout, change: (by: (layout: Layout) => Layout, said?: string) => void] {
  const [stored, put] = useStoredLayout(layoutKey, isLinked)
  const layout = useMemo(() => (available ? withAutomatic(stored, available) : stored), [stored, available])
  const latest = useRef(layout)
  latest.current = layout
  const change = (by: (layout: Layout) => Layout, said?: string): void => {
    const before = latest.current
    latest.current = by(before)
    put(latest.current)
    if (said) toast(said, { undo: () => put(before) })
  }
  return [layout, change]
}
