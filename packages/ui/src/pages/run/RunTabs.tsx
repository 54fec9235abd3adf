import type { Run } from '@tailrace/contract'
import type { ReactNode } from 'react'
import { LinkTabs } from '../../controls/LinkTabs.tsx'
import { links } from '../../links.ts'
import { type RunTab, TABS } from './run-tab.ts'

/** The tabs, each a link, with what can be counted behind them. */
export function RunTabs({ run, tab }: { run: Run; tab: RunTab }): ReactNode {
  const keys = (run.data.metrics ?? []).map(({ key }) => key)
  const system = keys.filter((key) => key.startsWith('system/')).length
  const models = (run.outputs?.model_outputs?.length ?? 0) + (run.inputs?.model_inputs?.length ?? 0)
  const counts: Partial<Record<RunTab, number>> = { 'model-metrics': keys.length - system, 'system-metrics': system, models }
  const tabs = TABS.map(({ tab: id, name }) => ({
    id,
    name,
    href: links.run(run.info.experiment_id, run.info.run_id, id === 'overview' ? '' : id),
    items: counts[id],
  }))
  return <LinkTabs label="Parts of the run" current={tab} tabs={tabs} />
}
