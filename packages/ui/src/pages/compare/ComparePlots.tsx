import type { PrimaryKey } from '@tailrace/contract'
import type { ReactNode } from 'react'
import { lazyWithPreload } from '../../controls/lazy-with-preload.tsx'
import { Loading } from '../../controls/Loading.tsx'
import { useQueryState } from '../../location.ts'
import type { ComparedRun } from './compare-rows.ts'
import { Segments } from '../../controls/Segments.tsx'

interface PlotProps {
  runs: readonly ComparedRun[]
  colors: ReadonlyMap<string, string>
  primary: PrimaryKey | undefined
}

const waiting = <Loading rows={6} what="Loading the plot" />

const PLOTS: Readonly<Record<string, (props: PlotProps) => ReactNode>> = {
  parallel: lazyWithPreload(async () => (await import('../../charts/ParallelPlot.tsx')).ParallelPlot, waiting),
  scatter: lazyWithPreload(async () => (await import('../../charts/ScatterPlot.tsx')).ScatterPlot, waiting),
  box: lazyWithPreload(async () => (await import('../../charts/BoxPlot.tsx')).BoxPlot, waiting),
  contour: lazyWithPreload(async () => (await import('../../charts/ContourPlot.tsx')).ContourPlot, waiting),
}

const CHOICES = [
  { value: 'parallel', label: 'Parallel coordinates' },
  { value: 'scatter', label: 'Scatter' },
  { value: 'box', label: 'Box' },
  { value: 'contour', label: 'Contour' },
]

/** The runs as a picture; which one is in the address (`plot`). */
export function ComparePlots({ runs, colors, primary }: PlotProps): ReactNode {
  const [chosen, choose] = useQueryState('plot', 'parallel')
  const Plot = PLOTS[chosen]
  return (
    <>
      <Segments aria-label="Plot" data={CHOICES} value={chosen} onChange={choose} style={{ marginBottom: 8 }} />
      {Plot && <Plot runs={runs} colors={colors} primary={primary} />}
    </>
  )
}
