import { useElementSize } from '@mantine/hooks'
import type { PrimaryKey } from '@tailrace/contract'
import { type ReactNode, useMemo } from 'react'
import { useQueryState } from '../location.ts'
import { AxisPickers } from './AxesForm.tsx'
import styles from './charts.module.css'
import { FEWEST } from './contour-grid.ts'
import { neededAxes, Plot, type PlotKind } from './Plot.tsx'
import { axesIn, firstAxes, type PlotSource, toPlotRuns } from './plot-runs.ts'

export interface PickedPlotProps {
  kind: PlotKind
  /** Runs with their params and latest metrics, as runs/search and runs/query give them. */
  runs: readonly PlotSource[]
  /** CSS colors by run id; `colorOf` where one is missing. */
  colors?: ReadonlyMap<string, string> | undefined
  /** The metric that the experiment is about. */
  primary?: PrimaryKey | undefined
  /** px, 360 when absent */
  height?: number
  /** Of parallel coordinates: the runs that brushes leave, none when there is no brush. */
  onBrush?: ((runIds: string[]) => void) | undefined
}

/** A plot of runs by their latest values below pickers for its axes; the choice is kept in the address under the kind's name. */
export function PickedPlot({ kind, runs: sources, colors, primary, height = 360, onBrush }: PickedPlotProps): ReactNode {
  const { ref, width } = useElementSize()
  const runs = useMemo(() => toPlotRuns(sources, colors), [sources, colors])
  const [text, setText] = useQueryState(kind)
  const all = useMemo(() => axesIn(runs), [runs])
  const first = useMemo(() => firstAxes(runs, kind, primary), [runs, kind, primary])
  const chosen = readAxes(text)
  const axes = chosen.length > 0 ? chosen : first
  const named = (prefix: string): string[] => all.filter((axis) => axis.startsWith(prefix)).map((axis) => axis.slice(prefix.length))
  const isReady = axes.filter(Boolean).length >= neededAxes(kind)
  return (
    <div>
      <div className={styles['pickers']}>
        <AxisPickers
          kind={kind}
          axes={axes}
          params={named('params.')}
          metrics={named('metrics.')}
          onAxes={(next) => setText(JSON.stringify(next))}
        />
      </div>
      {kind === 'contour' && isReady && runs.length < FEWEST && <p className="dim">Points only: a surface needs at least {FEWEST} runs.</p>}
      <div ref={ref} className={styles['body']}>
        {isReady ? (
          <Plot
            kind={kind}
            runs={runs}
            axes={axes}
            primary={primary}
            width={width}
            height={height}
            onBrush={onBrush && ((ids) => onBrush(ids ?? []))}
          />
        ) : (
          <div className={styles['empty']}>These runs have fewer than {neededAxes(kind)} params and metrics.</div>
        )}
      </div>
    </div>
  )
}

function readAxes(text: string): string[] {
  try {
    const given: unknown = JSON.parse(text)
    return Array.isArray(given) ? given.filter((axis) => typeof axis === 'string') : []
  } catch {
    return []
  }
}
