import type { ReactNode } from 'react'
import { Link } from '../../controls/Link.tsx'
import { links } from '../../links.ts'
import type { Measured } from './measured.ts'
import styles from './run.module.css'

/** Models and datasets of one metric that are listed; the table of models below has them all. */
const MOST = 2

const keyOf = ({ model, dataset_name, dataset_digest }: Measured): string =>
  JSON.stringify([model.info.model_id, dataset_name, dataset_digest])

/** What a metric tells of: models, and beside each its dataset; `hasDatasets` when the table has a column for them. */
export function MeasuredCells({ measured, hasDatasets }: { measured: readonly Measured[]; hasDatasets: boolean }): ReactNode {
  const listed = measured.slice(0, MOST)
  const more = measured.length - listed.length
  return (
    <>
      <td className={styles['measured']}>
        {listed.map((each, at) => (
          <div key={keyOf(each)} className="cut">
            <Link to={links.loggedModel(each.model.info.experiment_id, each.model.info.model_id)} title={each.model.info.name}>
              {each.model.info.name}
            </Link>
            {more > 0 && at === MOST - 1 && <span className="dim"> and {more} more</span>}
          </div>
        ))}
      </td>
      {hasDatasets && (
        <td className={styles['measured']}>
          {listed.map((each) => (
            <div key={keyOf(each)} className="cut" title={[each.dataset_name, each.dataset_digest].filter(Boolean).join(' ')}>
              {/* A line without a dataset keeps those below it beside their models. */}
              {each.dataset_name ?? '\u00A0'}
            </div>
          ))}
        </td>
      )}
    </>
  )
}
