import type { ModelVersion, RegisteredModel } from '@tailrace/contract'
import { Link } from '../../controls/Link.tsx'
import type { ReactNode } from 'react'
import { moment } from '../../format.ts'
import { links } from '../../links.ts'
import styles from './Models.module.css'
import { aliasesOf, timelinePlaces } from './registry.ts'

/** Newest versions that are drawn: more would touch each other. */
const MOST = 24

/** Versions as points on a line of time, oldest first; those that an alias or Production names are filled. */
export function Timeline({ model, versions }: { model: RegisteredModel; versions: readonly ModelVersion[] }): ReactNode {
  const shown = versions.slice(0, MOST).toReversed()
  const places = timelinePlaces(shown.map(({ creation_timestamp }) => Number(creation_timestamp)))
  return (
    <ol className={styles['timeline']} aria-label="Versions by time">
      {shown.map(({ version, creation_timestamp, current_stage }, index) => {
        const aliases = aliasesOf(model, version)
        const facts = [...aliases, ...(current_stage === 'None' ? [] : [current_stage])]
        return (
          <li key={version} style={{ left: `${(places[index] ?? 0) * 100}%` }}>
            <Link
              to={links.version(model.name, version)}
              title={[`Version ${version}`, moment(creation_timestamp), ...facts].join(' · ')}
              data-marked={aliases.length > 0 || current_stage === 'Production' || undefined}
            >
              v{version}
            </Link>
          </li>
        )
      })}
    </ol>
  )
}
