import type { Run } from '@tailrace/contract'
import type { ReactNode } from 'react'
import { count } from '../../format.ts'
import { links } from '../../links.ts'
import styles from './run.module.css'
import { type RunTab, TABS } from './run-tab.ts'

/** The tabs, each a link, with what can be counted behind them. */
export function RunTabs({ run, tab }: { run: Run; tab: RunTab }): ReactNode {
  const keys = (run.data.metrics ?? []).map(({ key }) => key)
  const system = keys.filter((key) => key.startsWith('system/')).length
  const models = (run.outputs?.model_outputs?.length ?? 0) + (run.inputs?.model_inputs?.length ?? 0)
  const counts: Partial<Record<RunTab, number>> = { 'model-metrics': keys.length - system, 'system-metrics': system, models }
  return (
    <nav className={styles['tabs']} aria-label="Parts of the run">
      {TABS.map(({ tab: each, name }) => (
        <a
          key={each}
          href={`#${links.run(run.info.experiment_id, run.info.run_id, each === 'overview' ? '' : each)}`}
          aria-current={each === tab ? 'page' : undefined}
        >
          {name} {counts[each] ? <small>{count(counts[each])}</small> : null}
        </a>
      ))}
    </nav>
  )
}
