import { type ComponentType, type ReactNode, Suspense, lazy } from 'react'
import { Loading } from '../../controls/Loading.tsx'
import { useQueryState } from '../../location.ts'
import type { ComparedRun } from './compare-rows.ts'
import { Segments } from '../../controls/Segments.tsx'

interface PlotProps {
  runs: readonly ComparedRun[]
  colors: ReadonlyMap<string, string>
}

const PLOTS: Readonly<Record<string, ComponentType<PlotProps>>> = {
  parallel: lazy(async () => ({ default: (await import('../../charts/ParallelPlot.tsx')).ParallelPlot })),
  scatter: lazy(async () => ({ default: (await import('../../charts/ScatterPlot.tsx')).ScatterPlot })),
  box: lazy(async () => ({ default: (await import('../../charts/BoxPlot.tsx')).BoxPlot })),
  contour: lazy(async () => ({ default: (await import('../../charts/ContourPlot.tsx')).ContourPlot })),
}

const CHOICES = [
  { value: 'parallel', label: 'Parallel coordinates' },
  { value: 'scatter', label: 'Scatter' },
  { value: 'box', label: 'Box' },
  { value: 'contour', label: 'Contour' },
]

/** The runs as a picture; which one is in the address (`plot`). */
export function ComparePlots({ runs, colors }: PlotProps): ReactNode {
  const [chosen, choose] = useQueryState('plot', 'parallel')
  const Plot = PLOTS[chosen]
  return (
    <>
      <Segments aria-label="Plot" data={CHOICES} value={chosen} onChange={choose} style={{ marginBottom: 8 }} />
      {Plot && (
        <Suspense fallback={<Loading rows={6} what="Loading the plot" />}>
          <Plot runs={runs} colors={colors} />
        </Suspense>
      )}
    </>
  )
}
