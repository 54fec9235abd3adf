import type { PrimaryKey } from '@tailrace/contract'
import { type ReactNode, useMemo, useState } from 'react'
import { Button } from '../../controls/Button.tsx'
import { lazyWithPreload } from '../../controls/lazy-with-preload.tsx'
import { Loading } from '../../controls/Loading.tsx'
import { Section } from '../../controls/Section.tsx'
import { partModules } from '../../part-modules.ts'
import type { ComparedRun } from './compare-rows.ts'
import { commonCurves } from './common-curves.ts'

const ChartsPanel = lazyWithPreload(
  async () => (await partModules.chartsPanel()).ChartsPanel,
  <Loading rows={8} what="Loading the curves" />,
)

/** Curves that are drawn before one asks for all. */
const FIRST = 6

/** The learning curve of each metric that several of the runs logged over steps, with one crosshair for all. */
export function CompareCurves({
  runs,
  colors,
  primary,
}: {
  runs: readonly ComparedRun[]
  colors: ReadonlyMap<string, string>
  primary: PrimaryKey | undefined
}): ReactNode {
  const [all, setAll] = useState(false)
  const keys = useMemo(() => commonCurves(runs, primary), [runs, primary])
  const shown = useMemo(() => (all ? keys : keys.slice(0, FIRST)), [all, keys])
  const chartRuns = useMemo(
    () =>
      runs.map(({ info: { run_id, run_name, experiment_id } }) => ({
        run_id,
        name: run_name || run_id,
        color: colors.get(run_id) ?? '',
        experiment_id,
      })),
    [runs, colors],
  )
  if (keys.length === 0) return null
  const showAll = keys.length > shown.length && <Button onClick={() => setAll(true)}>Show all {keys.length} curves</Button>
  return (
    <Section title="Curves" count={keys.length} actions={showAll}>
      <ChartsPanel runs={chartRuns} layoutKey="compare" only="model" pinned={shown} atFirst={runs.length} hasMedia={false} />
    </Section>
  )
}
