import type { ReactNode } from 'react'
import { Link } from '../../controls/Link.tsx'
import { links } from '../../links.ts'
import type { Measured } from './measured.ts'
import styles from './run.module.css'

/** Models and datasets of one metric that are listed; the models' pages have them all. */
const MOST = 3

/** What a metric tells of: models, and beside each its dataset; `hasDatasets` when the table has a column for them. */
export function MeasuredCells({ measured, hasDatasets }: { measured: readonly Measured[]; hasDatasets: boolean }): ReactNode {
  const listed = measured.slice(0, MOST)
  return (
    <>
      <td className={styles['measured']}>
        {listed.map(({ model: { info }, dataset_digest }) => (
          <div key={`${info.model_id} ${dataset_digest}`} className="cut">
            <Link to={links.loggedModel(info.experiment_id, info.model_id)} title={info.name}>
              {info.name}
            </Link>
          </div>
        ))}
        {measured.length > MOST && <span className="dim">{measured.length - MOST} more</span>}
      </td>
      {hasDatasets && (
        <td className={styles['measured']}>
          {listed.map(({ model, dataset_name, dataset_digest }) => (
            <div
              key={`${model.info.model_id} ${dataset_digest}`}
              className="cut"
              title={`${dataset_name ?? ''} ${dataset_digest ?? ''}`.trim()}
            >
              {/* A line without a dataset keeps those below it beside their models. */}
              {dataset_name ?? '\u00A0'} <span className="mono dim">{dataset_digest}</span>
            </div>
          ))}
        </td>
      )}
    </>
  )
}
